"""A switch in one sentence, with both meetings in the reader's own time."""

from datetime import datetime

from cohorts.models import Meeting, Section, Switch
from mlsafety_course import timekit


def moment(at: datetime, zone: str) -> str:
    """ "Wed 15 March, 22:00", by the clocks of the zone."""
    local = at.astimezone(timekit.zone(zone))
    return f"{local:%a} {local.day} {local:%B}, {local:%H:%M}"


def once(own: Meeting, other: Meeting, zone: str) -> str:
    """Before it is sent, to the person themself."""
    when, then = moment(own.starts_at, zone), moment(other.starts_at, zone)
    return f"Instead of {when} you go to {then}, {timekit.zone_label(zone)}, for this week only."


def for_good(own: datetime | None, section: Section, first: datetime | None, zone: str) -> str:
    """The same for good: the next meeting of one's own section, and the first of the other one."""
    if own is None or first is None:
        return f"From now on you sit in {section}, which has no further meeting planned at the moment."
    return (
        f"Instead of {moment(own, zone)} you go to {moment(first, zone)}, {timekit.zone_label(zone)}, and to {section} "
        "every week from then on."
    )


def wish(switch: Switch, zone: str) -> str:
    """What was asked for, said of it to anybody."""
    if switch.to_meeting and switch.instead_of:
        own = switch.instead_of
        when, then = moment(own.starts_at, zone), moment(switch.to_meeting.starts_at, zone)
        return (
            f"{switch.to_section} ({then}) instead of {own.section} ({when}), {timekit.zone_label(zone)}, "
            f"in {own.week} only"
        )
    return f"{switch.to_section} ({switch.to_section.weekly}) for good"
