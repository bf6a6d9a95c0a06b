"""Other dates, extensions, appeals and results: what was decided about one person's way through the course."""

from mlsafety_course.home.registry.parts import Kept, Part, history
from mlsafety_course.home.registry.staff import ACTS

ENROLLMENT = "enrollment__person"
OF_SUBJECT = "subject__enrollment__person"
HOMEWORK = "homework__assignment"

DECISIONS = Part(
    title="Dates and results that are yours alone",
    why="So that nobody loses a stipend to a date that did not fit, and every result can be explained and appealed.",
    until="For good, because money was decided by them; after an erasure without your name.",
    models=[
        Kept(
            "curriculum.DateOverride",
            name="Other dates for you",
            line="{reason}",
            personal={
                "opens_at": "which other dates hold for you",
                "due_at": "which other dates hold for you",
                "closes_at": "which other dates hold for you",
                "reason": "why",
            },
            plain="section enrollment release homework sequence by at",
            person=ENROLLMENT,
            newest="at",
        ),
        Kept(
            "curriculum.ExtensionRequest",
            name="Extensions you asked for",
            line="{homework}: {status}",
            personal={
                "until": "until when you asked for more time",
                "reason": "the reasons you gave",
                "status": "how it was answered",
                "asked_at": "when you asked",
            },
            plain="public_id homework enrollment decided_by decided_at",
            person=ENROLLMENT,
            newest="asked_at",
            related=(ENROLLMENT, HOMEWORK),
        ),
        history(
            "curriculum.ExtensionRequestMove",
            "How these were answered",
            OF_SUBJECT,
            related=(OF_SUBJECT, "subject__homework__assignment"),
        ),
        Kept(
            "curriculum.Reassignment",
            name="Homework of yours that another TA grades",
            line="{homework}",
            personal={"homework": "which of your homework another TA grades"},
            plain="enrollment grader by at",
            withheld={"reason": "notes that course leads keep for themselves"},
            person=ENROLLMENT,
            newest="at",
            related=(ENROLLMENT, HOMEWORK),
        ),
        Kept(
            "curriculum.CompletionResult",
            name="Courses you did not complete",
            line="{enrollment}",
            personal={
                "evidence": "what your result was judged by",
                "released_at": "when you were told",
                "appeal_until": "until when you can appeal",
            },
            plain="enrollment policy",
            person=ENROLLMENT,
            newest="released_at",
            related=(ENROLLMENT, "enrollment__cohort"),
        ),
        Kept(
            "curriculum.Appeal",
            name="Appeals",
            line="{status}",
            personal={
                "text": "what you appealed against",
                "status": "how it was decided",
                "answer": "how it was decided",
                "asked_at": "when you appealed",
            },
            plain="public_id enrollment decided_by decided_at",
            person=ENROLLMENT,
            newest="asked_at",
            related=(ENROLLMENT,),
        ),
        history("curriculum.AppealMove", "How these went on", OF_SUBJECT, related=(OF_SUBJECT,)),
        Kept(
            "curriculum.CompletionRevocation",
            name="Completions that were taken back",
            line="{reason}",
            personal={"reason": "why a completion was taken back", "at": "when"},
            plain="completion by",
            person="completion__enrollment__person",
            newest="at",
            related=("completion__enrollment__person",),
        ),
        Kept(
            "curriculum.PrintedName",
            name="Names for your certificate",
            line="{name}",
            personal={"name": "how you want to stand on your certificate", "given_at": "when you said so"},
            plain="enrollment",
            person=ENROLLMENT,
            newest="given_at",
            related=(ENROLLMENT,),
        ),
        Kept(
            "curriculum.Staying",
            name="Times you said that you stay",
            line="Week {week}",
            personal={"week": "that you said you stay after missing two weeks", "at": "when"},
            plain="enrollment",
            person=ENROLLMENT,
            newest="at",
            related=(ENROLLMENT,),
        ),
    ],
)

TEACHING_WORK = Part(
    title="Your work on plan, material and grades",
    why="So that a changed date or link can be traced to whoever changed it, and graders need not write everything "
    "twice.",
    until="For good; after an erasure without your name. Saved comments until you delete them.",
    models=[
        Kept(
            "curriculum.ScheduleChange",
            name="Dates you moved",
            line="{field}",
            personal={"field": ACTS, "by": ACTS, "at": "when"},
            plain="cohort release homework before after",
            person="by",
            newest="at",
        ),
        Kept(
            "curriculum.ContentChange",
            name="Material you changed",
            line="{kind} {slug}, {field}",
            personal={"by": ACTS, "at": "when"},
            plain="kind slug field before after cohort",
            person="by",
            newest="at",
        ),
        Kept(
            "curriculum.LinkFix",
            name="Links you mended for one cohort",
            line="{url}",
            personal={"by": ACTS, "at": "when"},
            plain="cohort lecture reading assignment field url",
            person="by",
            newest="at",
        ),
        Kept(
            "curriculum.SavedComment",
            name="Comments you keep for grading",
            line="{text}",
            personal={"text": "comments you keep to use again"},
            plain="grader position",
            person="grader",
        ),
        Kept(
            "curriculum.Closing",
            name="Cohorts you closed",
            line="{cohort}",
            personal={"by": ACTS, "at": "when"},
            plain="cohort",
            withheld={"evidence": "what stood in the way, by other people's names"},
            person="by",
            newest="at",
        ),
        Kept("curriculum.RubricLine", plain="assignment key text position"),
    ],
)
