"""What we write to TAs: about being asked, about their sections and meetings."""

from accounts.models import User
from cohorts.emails.moments import in_own_zone
from cohorts.models import Meeting, Section, Staffing
from mlsafety_course.outbox import letters
from mlsafety_course.outbox.post import Letter


def invitation(staffing: Staffing) -> Letter:
    """To a TA who is asked to teach."""
    cohort = staffing.cohort
    link = letters.link("cohorts:agree", cohort.slug)
    source = letters.source(
        "cohorts", "invitation", person=staffing.person, cohort=cohort, staffing=staffing, link=link
    )
    return Letter(f"invitation:{staffing.pk}", "teaching", staffing.person, f"Teach in {cohort}?", source)


def teaches(section: Section, ta: User) -> Letter:
    """To the TA of a section that has opened."""
    source = letters.source("cohorts", "teaches", person=ta, section=section, link=letters.link("teaching"))
    return Letter(f"teaches:{section.public_id}:{ta.public_id}", "placement", ta, f"You teach {section}", source)


def substitute_appointed(meeting: Meeting, person: User) -> Letter:
    """To the person who runs one meeting of somebody else's section."""
    link = letters.link("cohorts:meeting", meeting.public_id)
    source = letters.source(
        "cohorts",
        "substitute_appointed",
        person=person,
        meeting=meeting,
        when=in_own_zone(meeting.starts_at, person),
        link=link,
    )
    key = f"substitute:{meeting.public_id}:{person.public_id}"
    return Letter(key, "teaching", person, f"You stand in at {meeting}", source)
