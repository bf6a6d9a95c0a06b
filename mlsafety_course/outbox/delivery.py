"""Carrying one mail to the mail server, and finding those that are due."""

import smtplib
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from mlsafety_course.outbox import workflow
from mlsafety_course.outbox.models import Message
from mlsafety_course.transitions import Refused

NOT_TAKEN = (
    ConnectionRefusedError,
    smtplib.SMTPConnectError,
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
)


def deliver(message: Message, *, at: datetime) -> None:
    """Claim, send, record. Safe to repeat: only one claim succeeds."""
    try:
        workflow.claim(message, at=at)
    except Refused:
        return
    try:
        _hand_over(message)
    except NOT_TAKEN as error:
        workflow.try_later(message, str(error), at=at)
    except OSError as error:
        workflow.lose_sight(message, f"The mail server stopped answering: {error}", at=at)
    else:
        workflow.delivered(message, at=at)


def deliver_due(*, at: datetime) -> int:
    """Deliver everything that is due, here and now. Returns how many were tried."""
    due = list(Message.objects.due(at))
    for message in due:
        deliver(message, at=at)
    return len(due)


def find_left_behind(*, at: datetime) -> None:
    """Mark what a dead worker had in its hands."""
    for message in Message.objects.left_behind(at - workflow.FORGOTTEN_AFTER):
        try:
            workflow.lose_sight(message, "The worker died while sending.", at=at)
        except Refused:
            continue


def _hand_over(message: Message) -> None:
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.address],
        reply_to=[message.reply_to or settings.CONTACT_EMAIL],
        headers={"Message-ID": f"<{message.public_id}@{settings.DEPLOYMENT_ID.split(':')[0]}>"},
        connection=_connection(message.address),
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    mail.send()


def _connection(address: str) -> object | None:
    """Invented people (example.org) never get real mail: theirs goes to a folder."""
    if address.endswith("@example.org"):
        return get_connection("django.core.mail.backends.filebased.EmailBackend")
    return None
