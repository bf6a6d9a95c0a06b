"""What we write when plans change: a TA who cannot come, another section, a place given up."""

from datetime import datetime

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import Cover, Enrollment, Guest, Switch
from cohorts.switch_sentence import wish
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def cover_offered(cover: Cover, ta: User) -> Letter:
    """To a TA who is free then: somebody is needed."""
    meeting = cover.meeting
    source = letters.source(
        "cohorts",
        "cover_offered",
        person=ta,
        meeting=meeting,
        by=cover.asked_by,
        reason=cover.reason,
        when=in_own_zone(meeting.starts_at, ta),
        until=in_own_zone(cover.answer_by, ta),
        link=letters.link("cohorts:cover", cover.public_id),
    )
    key = f"cover:{cover.public_id}:{ta.public_id}"
    return Letter(key, "teaching", ta, f"Could you lead {meeting}?", source, reply_to=cover.asked_by.email)


def cover_taken(cover: Cover, substitute: User) -> Letter:
    """To whoever asked: somebody leads it."""
    asker = cover.asked_by
    source = letters.source(
        "cohorts",
        "cover_taken",
        person=asker,
        meeting=cover.meeting,
        ta=substitute,
        when=in_own_zone(cover.meeting.starts_at, asker),
        link=letters.link("cohorts:cover", cover.public_id),
    )
    subject = f"{substitute} leads {cover.meeting}"
    return Letter(f"covered:{cover.public_id}", "teaching", asker, subject, source, reply_to=substitute.email)


def led_by_another(cover: Cover, substitute: User, person: User) -> Letter:
    """To whoever ran a meeting until now, or would if nobody stood in: somebody else leads it."""
    meeting = cover.meeting
    source = letters.source(
        "cohorts",
        "led_by_another",
        person=person,
        meeting=meeting,
        ta=substitute,
        when=in_own_zone(meeting.starts_at, person),
        link=letters.link("teaching"),
    )
    key = f"led-by:{cover.public_id}:{person.public_id}"
    return Letter(key, "teaching", person, f"{substitute} leads {meeting}", source, reply_to=substitute.email)


def stands_in(cover: Cover, substitute: User, person: User) -> Letter:
    """To somebody who is expected at a meeting that another TA leads."""
    meeting = cover.meeting
    source = letters.source(
        "cohorts",
        "stands_in",
        person=person,
        meeting=meeting,
        ta=substitute,
        when=in_own_zone(meeting.starts_at, person),
        link=letters.link("course"),
    )
    key = f"stands-in:{cover.public_id}:{person.public_id}"
    return Letter(key, "meeting", person, f"{substitute} leads {meeting}", source, reply_to=substitute.email)


def switch_asked(switch: Switch, ta: User) -> Letter:
    """To the TA of either section: a participant would like to switch."""
    person = switch.enrollment.person
    source = letters.source(
        "cohorts",
        "switch_asked",
        person=ta,
        by=person,
        section=wish(switch, ta.zone),
        reason=switch.reason,
        link=letters.link("teaching"),
    )
    key = f"switch:{switch.public_id}:{ta.public_id}"
    return Letter(key, "teaching", ta, f"{person} would like to switch", source, reply_to=person.email)


def switch_approved(switch: Switch) -> Letter:
    """To the person who goes to another meeting this week. (For good, the mail about the new seat says it.)"""
    person, meeting = switch.enrollment.person, switch.to_meeting or switch.to_section
    source = letters.source(
        "cohorts", "switch_approved", person=person, section=wish(switch, person.zone), link=letters.link("course")
    )
    key = f"switch-approved:{switch.public_id}"
    return Letter(key, "meeting", person, f"Yes: you go to {meeting}", source)


def switch_happens(switch: Switch, ta: User) -> Letter:
    """To the TA of either section, after somebody else has approved."""
    person = switch.enrollment.person
    source = letters.source(
        "cohorts",
        "switch_happens",
        person=ta,
        by=person,
        section=wish(switch, ta.zone),
        link=letters.link("teaching"),
    )
    return Letter(f"switch-happens:{switch.public_id}:{ta.public_id}", "teaching", ta, f"{person} switches", source)


def switch_declined(switch: Switch, reason: str) -> Letter:
    """To the person who stays where they are."""
    person = switch.enrollment.person
    source = letters.source(
        "cohorts",
        "switch_declined",
        person=person,
        section=wish(switch, person.zone),
        reason=reason,
        link=letters.link("course"),
    )
    key = f"switch-declined:{switch.public_id}"
    return Letter(key, "meeting", person, "Your switch is not possible", source)


def switch_taken_back(switch: Switch, person: User) -> Letter:
    """To the person and the TAs: it is as it was before."""
    source = letters.source(
        "cohorts",
        "switch_taken_back",
        person=person,
        by=switch.enrollment.person,
        section=wish(switch, person.zone),
        link=letters.link("course" if person == switch.enrollment.person else "teaching"),
    )
    key = f"switch-back:{switch.public_id}:{person.public_id}"
    return Letter(key, "meeting", person, "A switch is taken back", source)


def expected_again(guest: Guest) -> Letter:
    """To somebody who had switched to a meeting that is called off, before their own begins."""
    person, own = guest.enrollment.person, guest.instead_of or guest.meeting
    source = letters.source(
        "cohorts",
        "expected_again",
        person=person,
        meeting=own,
        before=guest.meeting,
        when=in_own_zone(own.starts_at, person),
        link=letters.link("course"),
    )
    key = f"expected-again:{guest.pk}:{guest.sequence}"
    return Letter(key, "meeting", person, f"You are expected at {own} again", source)


def place_ended(enrollment: Enrollment, reason: str, until: datetime | None) -> Letter:
    """To somebody who has left, by themself or by a lead's hand. `until` they may come back by one click."""
    person = enrollment.person
    source = letters.source(
        "cohorts",
        "place_ended",
        person=person,
        enrollment=enrollment,
        cohort=enrollment.cohort,
        reason=reason,
        until=in_own_zone(until, person) if until else "",
        before=enrollment.deferred_to or "",
        link=letters.link("cohorts:leave"),
    )
    subject = f"Your place in {enrollment.cohort}"
    return Letter(f"left:{enrollment.public_id}:{enrollment.left_at}", "enrollment", person, subject, source)


def seat_free(enrollment: Enrollment, ta: User) -> Letter:
    """To the TA whose section somebody has left."""
    source = letters.source(
        "cohorts", "seat_free", person=ta, by=enrollment.person, cohort=enrollment.cohort, link=letters.link("teaching")
    )
    key = f"seat-free:{enrollment.public_id}:{enrollment.left_at}:{ta.public_id}"
    return Letter(key, "teaching", ta, f"{enrollment.person} has left your section", source)
