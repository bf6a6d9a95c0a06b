"""What we write to people about sections, meetings and teaching, a module per topic."""

from cohorts.emails.attendance import absence_today, mark_changed, request_answered
from cohorts.emails.calendar import (
    calendar_shifted,
    clock_change,
    clock_change_key,
    closings_moved,
    gathering_cancelled,
    gathering_moved,
)
from cohorts.emails.changes import (
    cover_offered,
    cover_taken,
    expected_again,
    led_by_another,
    place_ended,
    seat_free,
    stands_in,
    switch_approved,
    switch_asked,
    switch_declined,
    switch_happens,
    switch_taken_back,
)
from cohorts.emails.meetings import (
    invited_as_guest,
    meeting_cancelled,
    meeting_moved,
    meeting_rescheduled,
    no_guest_any_more,
    section_elsewhere,
)
from cohorts.emails.placement import hours_question, placed
from cohorts.emails.promise import promise_taken_up, promise_waived
from cohorts.emails.teaching import (
    handed_over,
    invitation,
    invitation_by_address,
    invitation_withdrawn,
    substitute_appointed,
    teaches,
)

__all__ = [
    "absence_today",
    "calendar_shifted",
    "clock_change",
    "clock_change_key",
    "closings_moved",
    "cover_offered",
    "cover_taken",
    "expected_again",
    "gathering_cancelled",
    "gathering_moved",
    "handed_over",
    "hours_question",
    "invitation",
    "invitation_by_address",
    "invitation_withdrawn",
    "invited_as_guest",
    "led_by_another",
    "mark_changed",
    "meeting_cancelled",
    "meeting_moved",
    "meeting_rescheduled",
    "no_guest_any_more",
    "place_ended",
    "placed",
    "promise_taken_up",
    "promise_waived",
    "request_answered",
    "seat_free",
    "section_elsewhere",
    "stands_in",
    "substitute_appointed",
    "switch_approved",
    "switch_asked",
    "switch_declined",
    "switch_happens",
    "switch_taken_back",
    "teaches",
]
