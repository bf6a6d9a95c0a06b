"""What people do here as TA, reviewer or staff: their name stands behind it."""

from mlsafety_course.home.registry.parts import Kept, Part, history
from mlsafety_course.home.registry.payouts import FINDINGS

ACTS = "what you released, published, planned, opened, froze or sent"
CHANGED = "whom or what you changed in the admin (it may be other people)"

TEACHING = Part(
    title="Teaching as a TA",
    why="To know who teaches which section, and to be able to ask about a mark or a grade later. The marks and grades "
    "themselves are records of the participant, and name you as their author.",
    until="For good; after an erasure without your name.",
    models=[
        Kept(
            "cohorts.Staffing",
            name="Cohorts you were asked to teach in",
            line="{cohort}: {status}",
            personal={
                "cohort": "in which cohorts you teach",
                "status": "whether you agreed",
                "most_sections": "how many sections you would take",
                "campus": "your campus",
                "digest_hour": "at which hour you want your daily mail",
            },
            plain="person invited_at",
            person="person",
            newest="invited_at",
        ),
        history(
            "cohorts.StaffingMove",
            "How that changed",
            "subject__person",
            related=("subject__person", "subject__cohort"),
        ),
        Kept(
            "cohorts.Teaching",
            name="Sections you taught",
            line="{section}: {role}",
            personal={"section": "which sections you taught", "role": "as what", "from_on": "from when to when"},
            plain="ta to_on",
            person="ta",
            newest="from_on",
        ),
        Kept(
            "cohorts.Meeting",
            name="Meetings you signed off or stood in for",
            line="{section}, {week}",
            personal={
                "signed_off_by": "which meetings you signed off",
                "signed_off_at": "when",
                "substitute": "where you stood in",
            },
            plain="public_id section week starts_at minutes status replaces sequence",
            person=("signed_off_by", "substitute"),
            newest="starts_at",
        ),
        history("cohorts.MeetingMove", "Meetings you changed", "by", related=("subject__section", "subject__week")),
    ],
)

STAFF = Part(
    title="Working here as reviewer or staff",
    why="Decisions about people and money carry the name of whoever made them, and nobody decides about themself.",
    until="For good; after an erasure without your name. Comments on an application are overwritten with it.",
    models=[
        Kept(
            "applications.ReviewAssignment",
            name="Applications you were asked to read",
            line="{application}",
            personal={"application": "which applications you were asked to read"},
            plain="reviewer assigned_at due_on",
            person="reviewer",
            newest="assigned_at",
        ),
        Kept(
            "applications.ReviewConflict",
            name="Applications you said you cannot judge",
            line="{application}",
            personal={"application": "which ones you said you cannot judge"},
            plain="reviewer declared_at",
            person="reviewer",
            newest="declared_at",
        ),
        Kept(
            "applications.Review",
            name="Reviews you wrote",
            line="{application}",
            personal={
                "ml_background": "your scores",
                "mathematics": "your scores",
                "motivation": "your scores",
                "commitment": "your scores",
                "recommendation": "your recommendations",
                "comment": "your comments",
            },
            plain="application reviewer reviewed_at",
            person="reviewer",
            newest="reviewed_at",
        ),
        Kept(
            "applications.ReaderAway",
            name="Rounds in which you do not read",
            line="{round}",
            personal={"away_at": "in which rounds you do not read", "noted_by": ACTS},
            plain="round reader",
            person=("reader", "noted_by"),
            newest="away_at",
        ),
        Kept(
            "applications.LateInvite",
            name="Late invites you made",
            line="{round}",
            personal={"made_by": ACTS, "reason": "why you invited somebody late"},
            plain="round uses expires_at made_at revoked_at",
            withheld={
                "token": "the secret in the address of a late invite",
                "email": "whom you invited",
            },
            person="made_by",
            newest="made_at",
        ),
        Kept(
            "applications.DecisionRelease",
            name="Decisions you released",
            line="{round}",
            personal={"released_by": ACTS},
            plain="round released_at counts",
            person="released_by",
            newest="released_at",
        ),
        Kept(
            "cohorts.PlacementRun",
            name="Placements you asked for or published",
            line="{cohort}",
            personal={
                "asked_by": ACTS,
                "published_by": ACTS,
            },
            plain="public_id cohort status step attempts allowed_misses version figures error asked_at claimed_at "
            "finished_at published_at",
            withheld={"plan": "who was to sit where (other people's places)"},
            person=("asked_by", "published_by"),
            newest="asked_at",
        ),
        history("cohorts.PlacementRunMove", "Placements you cancelled", "by", related=("subject__cohort",)),
        history("cohorts.SectionMove", "Sections you opened or closed", "by"),
        Kept(
            "curriculum.CompletionPolicy",
            name="Completion rules you published",
            line="{cohort}, version {version}",
            personal={"published_by": ACTS},
            plain="cohort version max_misses free_excused min_attended max_unpassed survey_required max_unticked "
            "published_at",
            person="published_by",
            newest="published_at",
        ),
        Kept(
            "stipends.TermsChange",
            name="Stipend terms you set",
            line="{terms}",
            personal={"by": ACTS},
            plain="terms amount_cents currency budget_cents fee_bearer needs_tax_form needs_screening at",
            person="by",
            newest="at",
            related=("terms__cohort",),
        ),
        Kept(
            "stipends.PayoutBatch",
            name="Payout batches you handled",
            line="{provider}, {status}",
            personal={
                "opened_by": ACTS,
                "frozen_by": ACTS,
                "sent_by": ACTS,
            },
            plain="public_id provider currency status opened_at frozen_at sha256 total_cents payout_count sent_at",
            withheld={
                "file_encrypted": "the bank's file (other people's payment details)",
                "pack_encrypted": "the totals of a batch, made from other people's payments",
            },
            person=("opened_by", "frozen_by", "sent_by"),
            newest="opened_at",
        ),
        history("stipends.BatchMove", "Payout batches you moved on", "by"),
        *FINDINGS,
        Kept(
            "admin.LogEntry",
            name="Changes you made in the admin",
            line="{action_flag}: {content_type}",
            personal={"action_flag": "what you changed in the admin", "action_time": "when"},
            plain="user content_type",
            withheld={
                "object_id": CHANGED,
                "object_repr": CHANGED,
                "change_message": CHANGED,
            },
            person="user",
            newest="action_time",
        ),
    ],
)
