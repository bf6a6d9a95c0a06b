"""What the clock does, by hand: drafts to send, placements, awards, stipends, mail. Needs no worker and no broker."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from applications.workflow import interest, reminding, sending
from cohorts.workflow import clock_change, placement
from curriculum.workflow import orphans, results, staying
from curriculum.workflow.completion import award_due
from mlsafety_course.home import daily, rechecks
from mlsafety_course.outbox import delivery
from stipends import carrier
from stipends.workflow import reconciliation
from stipends.workflow.stipend import open_due


class Command(BaseCommand):
    help = "Does once what Celery's beat and workers do every few seconds."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        handed_in, told = sending.send_all_waiting(at), interest.tell_all_waiting(at)
        reminded = reminding.remind_all_due(at)
        placed = placement.carry_out_due(at=at)
        clocks = clock_change.tell_due(at=at)
        awarded, opened = award_due(at=at), open_due(at=at)
        ended, missed = results.release_due(at=at), staying.write_due(at=at)
        told_of_days, rechecked = daily.write_due(at=at), rechecks.ask_due(at=at)
        carried, compared = carrier.carry_due(at=at), reconciliation.carry_out_due(at=at)
        orphans.sweep(at=at)
        delivery.find_left_behind(at=at)
        sent = delivery.deliver_due(at=at)
        self.stdout.write(
            f"{placed} placements tried, {clocks} told of a clock change, {handed_in} drafts sent in, "
            f"{told} told of a round, {reminded} offers reminded of, {awarded} completions awarded, "
            f"{ended} results released, {missed} asked whether they stay, {opened} stipends opened, "
            f"{carried} payouts and {compared} reconciliations carried out, "
            f"{told_of_days} daily mails and {rechecked} requests to look again written, {sent} mails tried."
        )
