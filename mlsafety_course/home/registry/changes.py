"""Wishes and changes while a cohort runs: other sections, absences, corrections, hours, calendars, covers."""

from mlsafety_course.home.registry.parts import Kept, Part, history
from mlsafety_course.home.registry.staff import ACTS

ENROLLMENT = "enrollment__person"
OF_SUBJECT = "subject__enrollment__person"
MEETING = ("meeting__section", "meeting__week")
OF_MEETING = ("subject__meeting__section", "subject__meeting__week")

WISHES = Part(
    title="What you asked us to change",
    why="So that a TA can answer you, and so that it can be seen later why a week counted as it did.",
    until="Reasons one year after your cohort's last day; then they are overwritten. That something was asked and how "
    "it was answered stays for good; after an erasure without your name.",
    models=[
        Kept(
            "cohorts.AttendanceRequest",
            name="Absences you told of and corrections you asked for",
            line="{kind}, {meeting}: {status}",
            personal={
                "meeting": "which meetings you could not come to or found recorded wrongly",
                "reason": "the reasons you gave",
                "wanted": "what should stand there instead",
                "status": "how it was answered",
                "asked_at": "when you asked",
            },
            plain="public_id enrollment kind decided_by decided_at",
            person=ENROLLMENT,
            newest="asked_at",
            related=(ENROLLMENT, *MEETING),
        ),
        history(
            "cohorts.AttendanceRequestMove", "How these were answered", OF_SUBJECT, related=(OF_SUBJECT, *OF_MEETING)
        ),
        Kept(
            "cohorts.Switch",
            name="Other sections you asked for",
            line="{to_section}, {kind}: {status}",
            personal={
                "to_section": "which sections you wanted to go to",
                "kind": "for how long",
                "reason": "the reasons you gave",
                "status": "how it was answered",
                "asked_at": "when you asked",
            },
            plain="public_id enrollment to_meeting instead_of decided_by decided_at",
            person=ENROLLMENT,
            newest="asked_at",
            related=(ENROLLMENT, "to_section"),
        ),
        history(
            "cohorts.SwitchMove", "How these were answered", OF_SUBJECT, related=(OF_SUBJECT, "subject__to_section")
        ),
        Kept(
            "cohorts.HoursQuestion",
            name="Hours we asked you about",
            line="{section}: {status}",
            personal={
                "section": "which section we asked you about",
                "half_hours": "which hours it needs",
                "status": "what you answered",
                "answered_at": "when",
            },
            plain="public_id enrollment zone asked_by asked_at answer_by",
            person=ENROLLMENT,
            newest="asked_at",
            related=(ENROLLMENT, "section"),
        ),
        history(
            "cohorts.HoursQuestionMove", "How these were answered", OF_SUBJECT, related=(OF_SUBJECT, "subject__section")
        ),
        Kept(
            "cohorts.PlacementRule",
            name="Sections fixed or ruled out for you",
            line="{section}: {kind}",
            personal={"section": "which sections were fixed or ruled out for you", "kind": "which of the two"},
            plain="enrollment by at",
            withheld={"reason": "notes that course leads keep for themselves"},
            person=ENROLLMENT,
            newest="at",
            related=(ENROLLMENT, "section"),
        ),
        Kept(
            "cohorts.CalendarFeed",
            name="Your calendar address",
            line="Made {made_at}",
            personal={"made_at": "when you asked for a calendar address", "revoked_at": "when it ended"},
            plain="person",
            withheld={"token_hash": "a fingerprint of its secret, from which it cannot be read"},
            person="person",
            newest="made_at",
        ),
    ],
)

COVERS = Part(
    title="Standing in for each other",
    why="So that a meeting takes place when its TA cannot come, and everybody knows who leads it.",
    until="For good; after an erasure without your name.",
    models=[
        Kept(
            "cohorts.Cover",
            name="Meetings you could not lead, or took over",
            line="{meeting}: {status}",
            personal={
                "meeting": "which meetings you could not lead or took over",
                "asked_at": "when you asked",
                "taken_by": "who took over",
            },
            plain="public_id asked_by status answer_by",
            own_words={"reason": "asked_by", "note": "asked_by"},
            person=("asked_by", "taken_by"),
            newest="asked_at",
            related=MEETING,
        ),
        history("cohorts.CoverMove", "How these went on", "by", related=OF_MEETING),
        Kept(
            "cohorts.Gathering",
            name="Office hours and events you planned",
            line="{title}",
            personal={"planned_by": ACTS},
            plain="public_id cohort kind title host description starts_at minutes zone join_url room status sequence",
            person="planned_by",
            newest="starts_at",
        ),
        history("cohorts.GatheringMove", "Office hours and events you changed", "by"),
        Kept(
            "cohorts.TeachingInvite",
            name="People you asked to teach",
            line="{cohort}",
            personal={"invited_by": ACTS},
            plain="cohort most_sections campus invited_at answered_at",
            withheld={"email": "the address of somebody you asked to teach who has no account yet"},
            person="invited_by",
            newest="invited_at",
        ),
    ],
)
