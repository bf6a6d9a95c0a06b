"""What a person says in order to be admitted. Reviews of it stand under `staff`."""

from mlsafety_course.home.registry.parts import Kept, Part, history

LEVEL = "how well you know the prerequisites"
SENT = "when you started, saved and sent it"
DECIDED = "the bare columns of a decision (the file says in words where you stand)"
PROPOSED = "what staff propose among themselves before a release"

APPLICATION = Part(
    title="Your application",
    why="To choose people by what they know and why they want to take part. People read every application and people "
    "decide. Readers see neither your name nor your address, campus or hours.",
    until="One year after the round's last day; then what you wrote is overwritten. That somebody applied, and what "
    "was decided, stays without your name.",
    models=[
        Kept(
            "applications.Application",
            name="Applications",
            line="{round}: {status}",
            personal={
                "deep_learning": LEVEL,
                "linear_algebra_or_statistics": LEVEL,
                "multivariate_calculus": LEVEL,
                "evidence": "how you know them",
                "motivation": "why you want to take part",
                "commitment": "how you will find the time",
                "background": "where you are in study or work",
                "campus": "your campus",
                "campus_otherwise": "what you would do if it does not open",
                "zone": "your time zone",
                "grid": "the hours in which you can meet",
                "consent_at": "when you agreed to this page",
                "send_at_deadline": "whether we send a complete draft for you at the deadline",
                "late_until": "until when you may send it, if you were invited late",
                "started_at": SENT,
                "saved_at": SENT,
                "submitted_at": SENT,
            },
            plain="public_id round applicant version number digest invite",
            withheld={
                "status": DECIDED,
                "decided_at": DECIDED,
                "confirm_by": DECIDED,
                "proposal": PROPOSED,
                "proposed_by": PROPOSED,
                "reason": PROPOSED,
                "rank": "places on the waitlist",
                "extra_reads": "how many more readings staff asked for",
            },
            person="applicant",
            newest="started_at",
            related=("round__cohort", "reason", "applicant"),
        ),
        Kept(
            "applications.Answer",
            name="Answers to extra questions",
            line="{question}",
            personal={"text": "your answers to the round's own questions"},
            plain="application question",
            person="application__applicant",
        ),
        Kept(
            "applications.Revision",
            name="Versions you sent in",
            line="Version {number} of {application}",
            personal={"answers": "every version you sent in", "received_at": SENT},
            plain="application number digest",
            person="application__applicant",
            newest="received_at",
        ),
        Kept(
            "applications.Demographics",
            name="What you said for statistics",
            line="{application}",
            personal={
                "gender": "your gender, for statistics alone, if you said it",
                "region": "where you grew up, for statistics alone, if you said it",
                "first_in_family": "whether you are the first in your family at a university, if you said it",
                "given_at": "when you said so",
            },
            plain="application",
            person="application__applicant",
            newest="given_at",
        ),
        Kept(
            "applications.Interest",
            withheld={
                "email": "an address that was left to hear of the next round; deleted once it was told, "
                "or after seven days if nobody confirmed it"
            },
            plain="token asked_at confirmed_at",
        ),
        history("applications.ApplicationMove", "How your applications went", "subject__applicant"),
    ],
)
