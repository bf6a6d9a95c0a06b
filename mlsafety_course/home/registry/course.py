"""The course itself: rounds, calendars, units, dates. It holds nobody's data."""

from mlsafety_course.home.registry.parts import Kept, Part

COURSE = Part(
    title="The course itself",
    why="Its material, its calendar, the questions of a round and the rules that decide are the same for everybody.",
    until="For as long as the course runs.",
    models=[
        Kept(
            "applications.Round",
            plain="slug cohort title opens_at closes_at deadline_zone grace_seconds decisions_by confirm_by "
            "capacity readers_each reading is_blind expected_yield intro receipt_note offer_note",
        ),
        Kept(
            "applications.Question",
            plain="round key kind label help choices required max_words audience identifies is_personal position",
        ),
        Kept("applications.Criterion", plain="round name label question anchors"),
        Kept("applications.RejectionReason", plain="round code label sentence"),
        Kept(
            "cohorts.Cohort",
            plain="slug title zone starts_on ends_on submissions_close_at grading_closes_at survey_closes_at "
            "appeals_close_at details_close_at awards_from sections_answer_by chat_url drive_url",
        ),
        Kept("cohorts.Week", plain="cohort number starts_on ends_on is_break"),
        Kept(
            "cohorts.Section",
            plain="public_id cohort name weekday clock minutes zone join_url campus room minimum maximum status",
        ),
        Kept(
            "curriculum.Course",
            plain="slug name organiser instructor site_url format hours prerequisites study_options "
            "lecture_minutes extra",
        ),
        Kept("curriculum.Passage", plain="slug place title body position"),
        Kept(
            "curriculum.Unit",
            plain="slug order title topic topic_heading description week discussion_prompt ta_notes extra",
        ),
        Kept(
            "curriculum.Lecture",
            plain="unit number slug title description optional video_url video_minutes slides_url notes_url "
            "availability extra",
        ),
        Kept(
            "curriculum.Reading",
            plain="unit lecture slug position title authors url kind required minutes extra",
        ),
        Kept(
            "curriculum.Assignment",
            plain="unit slug position title kind required url description minutes question_count marking_key extra",
        ),
        Kept("curriculum.Release", plain="cohort unit week opens_at asks sequence"),
        Kept(
            "curriculum.Homework",
            plain="public_id cohort assignment opens_at due_at closes_at required sequence",
        ),
        Kept(
            "stipends.StipendTerms",
            plain="cohort amount_cents currency budget_cents budget_code purpose usual_days "
            "fee_bearer needs_tax_form needs_screening",
        ),
        Kept("auth.Group", plain="name permissions"),
        Kept("auth.Permission", plain="name content_type codename"),
        Kept("contenttypes.ContentType", plain="app_label model"),
    ],
)
