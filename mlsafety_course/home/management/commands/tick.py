"""What the clock does, by hand: drafts to send, placements, awards, stipends, mail. Needs no worker and no broker."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.workflow import interest, reminding, sending
from cohorts.workflow import placement
from curriculum.workflow.completion import award_due
from mlsafety_course.outbox import delivery
from stipends.workflow.stipend import open_due


class Command(BaseCommand):
    help = "Does once what Celery's beat and workers do every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        handed_in, told = sending.send_all_waiting(at), interest.tell_all_waiting(at)
        reminded = reminding.remind_all_due(at)
        placed = placement.carry_out_due(at=at)
        awarded, opened = award_due(at=at), open_due(at=at)
        delivery.find_left_behind(at=at)
        sent = delivery.deliver_due(at=at)
        self.stdout.write(
            f"{placed} placements tried, {handed_in} drafts sent in, {told} told of a round, {reminded} offers "
            f"reminded of, {awarded} completions awarded, {opened} stipends opened, {sent} mails tried."
        )
