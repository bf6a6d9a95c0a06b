"""What we write to TAs: about being asked, about their sections and meetings."""

from datetime import datetime

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import Cohort, Meeting, Staffing, Teaching, TeachingInvite
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Address, Letter

PARTS = {
    Teaching.Role.LEAD: "you lead it",
    Teaching.Role.CO: "you lead it together with its TA",
    Teaching.Role.SUBSTITUTE: "you stand in there when its TA cannot",
}


def invitation(staffing: Staffing) -> Letter:
    """To a TA who is asked to teach."""
    cohort = staffing.cohort
    link = letters.link("cohorts:agree", cohort.slug)
    source = letters.source(
        "cohorts", "invitation", person=staffing.person, cohort=cohort, staffing=staffing, link=link
    )
    key = f"invitation:{staffing.pk}:{staffing.invited_at.isoformat()}"
    return Letter(key, "teaching", staffing.person, f"Teach in {cohort}?", source)


def invitation_by_address(invite: TeachingInvite) -> Letter:
    """To an address that has no account yet."""
    link = letters.link("cohorts:agree", invite.cohort.slug)
    source = letters.source(
        "cohorts", "invitation_by_address", cohort=invite.cohort, address=invite.email, link=link, person=None
    )
    key = f"invitation:{invite.cohort_id}:{invite.email}:{invite.invited_at.isoformat()}"
    return Letter(key, "teaching", Address(invite.email), f"Teach in {invite.cohort}?", source)


def invitation_withdrawn(cohort: Cohort, to: User | Address, at: datetime) -> Letter:
    """To whoever was asked to teach and has not answered."""
    person = to if isinstance(to, User) else None
    source = letters.source("cohorts", "invitation_withdrawn", person=person, cohort=cohort, link=letters.link("home"))
    key = f"invitation-withdrawn:{cohort.pk}:{to.email}:{at.isoformat()}"
    return Letter(key, "teaching", to, f"No need to answer: teaching in {cohort}", source)


def teaches(teaching: Teaching) -> Letter:
    """To whoever teaches a section that is open, in whichever role."""
    section, ta = teaching.section, teaching.ta
    part, link = PARTS[Teaching.Role(teaching.role)], letters.link("teaching")
    source = letters.source("cohorts", "teaches", person=ta, section=section, part=part, link=link)
    key = f"teaches:{section.public_id}:{ta.public_id}:{teaching.role}:{teaching.from_on}"
    return Letter(key, "placement", ta, f"You teach {section}", source)


def handed_over(teaching: Teaching, person: User, at: datetime) -> Letter:
    """To whoever takes part in a section, or led it, that was given to another TA at `at`."""
    section, ta = teaching.section, teaching.ta
    source = letters.source(
        "cohorts",
        "handed_over",
        person=person,
        section=section,
        ta=ta,
        day=f"{teaching.from_on:%A %-d %B %Y}",
        link=letters.link("after_login"),
    )
    key = f"handed-over:{section.public_id}:{at.isoformat()}:{person.public_id}"
    return Letter(key, "meeting", person, f"{ta} leads {section}", source, reply_to=ta.email)


def substitute_appointed(meeting: Meeting, person: User, at: datetime) -> Letter:
    """To the person who since `at` is to run one meeting of somebody else's section."""
    link = letters.link("cohorts:meeting", meeting.public_id)
    source = letters.source(
        "cohorts",
        "substitute_appointed",
        person=person,
        meeting=meeting,
        when=in_own_zone(meeting.starts_at, person),
        link=link,
    )
    key = f"substitute:{meeting.public_id}:{at.isoformat()}:{person.public_id}"
    return Letter(key, "teaching", person, f"You stand in at {meeting}", source)
