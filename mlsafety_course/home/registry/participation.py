"""Being in a cohort: seat, attendance, homework, completion."""

from mlsafety_course.home.registry.parts import Kept, Part, history

COHORT = ("enrollment__person", "enrollment__cohort")
RECORD = "Texts, links and files one year after your cohort's last day; then they are overwritten. "
EXCEPTION = "exceptions made for you, and why"

PLACE = Part(
    title="Your place in a cohort",
    why="To put you in a section that meets when you can, with people you can learn with, and to let your TA know "
    "whom to expect.",
    until="Your hours until your cohort's last day. That you had a place stays for good, so that a certificate or "
    "stipend can be explained later; after an erasure without your name.",
    models=[
        Kept(
            "cohorts.Enrollment",
            name="Places",
            line="{cohort}: {status}",
            personal={
                "cohort": "which cohort you are in",
                "status": "whether you are still in it",
                "enrolled_at": "when you came in",
                "left_at": "when you left",
                "deferred_to": "which later cohort holds a place for you",
                "campus": "your campus",
                "background": "where you are in study or work",
            },
            plain="public_id person",
            person="person",
            newest="enrolled_at",
        ),
        history(
            "cohorts.EnrollmentMove",
            "How your places changed",
            "subject__person",
            related=("subject__person", "subject__cohort"),
        ),
        Kept(
            "cohorts.Availability",
            name="Hours you can meet",
            line="For {cohort}, in {zone}",
            personal={
                "zone": "your time zone",
                "grid": "the hours in which you can meet",
                "given_at": "when you said so",
            },
            plain="cohort person",
            person="person",
            newest="given_at",
        ),
        Kept(
            "cohorts.Seat",
            name="Sections you sat in",
            line="{section}",
            personal={
                "section": "which sections you sat in",
                "from_at": "from when to when",
                "to_at": "from when to when",
            },
            plain="enrollment",
            person="enrollment__person",
            newest="from_at",
            related=COHORT,
        ),
        Kept(
            "cohorts.Guest",
            name="Meetings you visited",
            line="{meeting}",
            personal={"meeting": "which other sections' meetings you were invited to"},
            plain="enrollment instead_of invited_at ended_at sequence",
            person="enrollment__person",
            newest="invited_at",
            related=(*COHORT, "meeting__section", "meeting__week"),
        ),
    ],
)

ATTENDANCE = Part(
    title="Your attendance",
    why="Completion counts the weeks you attended, and completion is what the stipend is paid for.",
    until="Notes one year after your cohort's last day. The marks stay for good, because money was decided by them; "
    "after an erasure without your name.",
    models=[
        Kept(
            "cohorts.Attendance",
            name="Marks",
            line="{meeting}: {mark}",
            personal={
                "mark": "present, late, excused or absent for each meeting",
                "note": "what your TA noted beside a mark",
            },
            plain="meeting enrollment version recorded_by recorded_at",
            person="enrollment__person",
            newest="recorded_at",
            related=(*COHORT, "meeting__section", "meeting__week"),
        ),
        Kept(
            "cohorts.AttendanceChange",
            name="Every value of a mark",
            line="{mark}",
            personal={
                "mark": "what a mark was before it was corrected",
                "note": "what your TA noted beside a mark",
                "reason": "why a mark was corrected",
            },
            plain="attendance version by at",
            person="attendance__enrollment__person",
            newest="at",
            related=("attendance__enrollment__person",),
        ),
    ],
)

WORK = Part(
    title="Your work in the course",
    why="So that a TA can read your homework and answer it, and you can see how far you are.",
    until=RECORD
    + "That something was handed in, and whether it passed, stays for good; after an erasure without your name.",
    models=[
        Kept(
            "curriculum.Attempt",
            name="Homework you handed in",
            line="Attempt {number} at {homework}",
            personal={
                "text": "what you handed in",
                "link": "the links you handed in",
                "more_links": "the links you handed in",
                "received_at": "when it arrived",
            },
            plain="public_id homework enrollment number digest",
            person="enrollment__person",
            newest="received_at",
            related=(*COHORT, "homework__assignment"),
        ),
        Kept(
            "curriculum.AttemptFile",
            name="Files you handed in",
            line="{name}",
            personal={"content": "the files you handed in", "name": "their names"},
            plain="public_id attempt size sha256",
            person="attempt__enrollment__person",
            newest="attempt__received_at",
            related=("attempt__enrollment__person", "attempt__homework__assignment"),
        ),
        Kept(
            "curriculum.Grade",
            name="Answers to your homework",
            line="{verdict}: {attempt}",
            personal={"verdict": "whether it passed", "feedback": "what the TA answered"},
            plain="attempt grader ticks graded_at released_at",
            person="attempt__enrollment__person",
            shown={"released_at__isnull": False},
            newest="released_at",
            related=("attempt__enrollment__person", "attempt__homework__assignment"),
        ),
        Kept(
            "curriculum.Tick",
            name="Things you ticked off",
            line="{lecture}{reading}",
            personal={"lecture": "which lectures and readings you ticked off", "ticked_at": "when"},
            plain="enrollment reading",
            person="enrollment__person",
            newest="ticked_at",
            related=COHORT,
        ),
    ],
)

COMPLETION = Part(
    title="Completing the course",
    why="To decide by the published rule, to say why, and to let anybody check your certificate by its code. Your "
    "answers to the exit survey are stored without name and time: nobody can find yours, and we cannot give them back.",
    until="For good, so that a certificate stays true. If you ask for erasure, the name on it is overwritten, and the "
    "certificate can no longer be checked by name.",
    models=[
        Kept(
            "curriculum.Completion",
            name="Courses you completed",
            line="{enrollment}",
            personal={"evidence": "what your completion was judged by", "awarded_at": "when you completed the course"},
            plain="enrollment policy",
            person="enrollment__person",
            newest="awarded_at",
            related=(*COHORT, "policy__cohort"),
        ),
        Kept(
            "curriculum.CompletionException",
            name="Exceptions from the rule",
            line="{kind}",
            personal={"kind": EXCEPTION, "code": EXCEPTION, "reason": EXCEPTION},
            plain="enrollment by at",
            person="enrollment__person",
            newest="at",
            related=COHORT,
        ),
        Kept(
            "curriculum.Certificate",
            name="Certificates",
            line="{code}, for {name}",
            personal={
                "name": "the name on your certificate",
                "code": "its code",
                "issued_at": "when it was issued",
                "revoked_at": "when and why it was taken back, if it was",
                "revoked_reason": "when and why it was taken back, if it was",
            },
            plain="completion",
            person="completion__enrollment__person",
            newest="issued_at",
            related=("completion__enrollment__person", "completion__enrollment__cohort"),
        ),
        Kept(
            "curriculum.SurveyReceipt",
            name="Exit surveys you handed in",
            line="{enrollment}",
            personal={"enrollment": "that you handed in the exit survey"},
            person="enrollment__person",
            related=COHORT,
        ),
        Kept("curriculum.SurveyAnswer", plain="id cohort question answer"),
    ],
)
