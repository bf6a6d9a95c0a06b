"""A mail, before and after it leaves."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from mlsafety_course.transitions import Move, Stateful

ACCOUNT = "account"
PASSING = "passing"  # to an address that nobody has an account for and that is not kept


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    QUEUED = "queued", "Queued"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    UNCERTAIN = "uncertain", "Uncertain"
    CANCELLED = "cancelled", "Cancelled"


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> MessageQuerySet:
        """What may leave now, oldest first."""
        return self.filter(status=Status.QUEUED, not_before__lte=at).order_by("not_before", "pk")

    def left_behind(self, before: datetime) -> MessageQuerySet:
        """Claimed by a worker that has not answered since `before`."""
        return self.filter(status=Status.SENDING, claimed_at__lt=before)

    def narrowed(self, words: str, status: str) -> MessageQuerySet:
        """Whose subject or address holds these words, and which stand at this status; an empty one narrows nothing."""
        found = self.filter(status=status) if status else self
        return found.filter(Q(subject__icontains=words) | Q(address__icontains=words)) if words else found

    def shown_to_staff(self) -> MessageQuerySet:
        """Newest first; account mail holds codes, so it is listed without its text (see `Message.is_secret`)."""
        return self.select_related("person").order_by("-written_at", "-pk")

    def with_html_for_staff(self) -> MessageQuerySet:
        """Those whose HTML staff may look at: not account mail, and not what was written before mails had any."""
        return self.exclude(topic=ACCOUNT).exclude(html="")


class Message(Stateful):
    """One mail to one address. `key` says what it is about, so that it is written once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    topic = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages")
    address = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    written_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        permissions = [("see_outbox", "Can read every mail and settle uncertain ones")]
        indexes = [models.Index(fields=["status", "not_before"], name="message_due")]
        constraints = [
            models.CheckConstraint(condition=~Q(status="sent") | Q(sent_at__isnull=False), name="sent_mail_has_a_date")
        ]
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"“{self.subject}” to {self.address or 'an address that is not kept'}"

    @property
    def is_secret(self) -> bool:
        """Account mail holds sign-in codes: nobody reads it here, and its text goes once it has left."""
        return self.topic == ACCOUNT

    @property
    def is_passing(self) -> bool:
        """Its address and text go once it has left."""
        return self.topic == PASSING


class MessageMove(Move):
    subject = models.ForeignKey(Message, models.PROTECT, related_name="moves")
