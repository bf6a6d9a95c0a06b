"""Which object of the world each address is asked about, by the label in the table."""

from __future__ import annotations

from typing import Any

from cohorts.workflow import feed
from curriculum.models import Homework, Unit
from stipends.models import Mismatch
from tests.guards import attending
from tests.guards import homework as of_homework
from tests.guards.addresses import Address
from tests.guards.world import NOW, World, one_interest, one_mail, one_passage

ABSENT = "missing"
CALENDAR = ("calendar", "plan_weeks", "cohort_gatherings", "plan_weekly", "withdraw_invitation", "ta_left")


def objects(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    """`{address name: {label: arguments}}`; what is missing needs no entry."""
    return {
        **_applications(world),
        **_cohorts(world),
        **_curriculum(world),
        **_stipends(world),
        "teaching_section": {"own": _id(world.sections["A"]), "other": _id(world.sections["B"])},
        "release": {"own": {"slug": "review"}},
        "calendar": {"own": {"token": feed.make(world.people["participant"], at=NOW)}},
        "matrix": {"own": {"slug": "summer"}},
        "standing_of": {"own": {"slug": "spring"}},
        "staying": {"own": {"slug": "summer", "week": 2}},
        "cohort_at_risk": {"own": {"slug": "summer"}},
        "close": {"own": {"slug": "spring"}},
        "shift_calendar": {"own": {"slug": "summer"}},
        "person": {"own": _id(world.enrollments["A"])},
        "teaching_person": {"own": _id(world.enrollments["A"]), "other": _id(world.enrollments["B"])},
        "correct_mark": attending.marks(world),
        **{name: {"own": _id(one_mail())} for name in ("message", "message_html", "settle_message")},
    }


PIECES = ("edit_piece", "fix_link", "move_piece", "remove_piece")
COHORT_PLAN = ("schedule", "schedule_changes", "other_dates", "preview_week")


def typed(world: World) -> dict[str, dict[str, Any]]:
    """What is sent along, where an address says nothing without it."""
    return {
        "curriculum:delete_comment": {"comment": str(of_homework.one_comment(world).pk)},
        "stipends:approve": {"id": str(world.stipends["ready"].public_id), "digest": "seen"},
        "stipends:settle": {"results": "A-1, B", "digest": "seen"},
    }


def arguments(address: Address, label: str, known: dict[str, dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """What stands in the address for this label."""
    if not address.takes:
        return {}
    return address.missing if label == ABSENT else known[address.name][label]


def _id(row: Any) -> dict[str, Any]:
    return {"public_id": str(row.public_id)}


def _applications(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    rows = {label: _id(application) for label, application in world.applications.items()}
    mine = {"own": rows["draft own"], "other": rows["draft other"], "sent": rows["sent own"]}
    read = {
        "own": rows["sent own"],
        "unassigned": rows["unassigned"],
        "conflict": rows["conflict"],
        "draft": rows["draft own"],
        "themself": rows["sent by lead"],
    }
    found = {f"applications:{name}": mine for name in ("form", "save", "about_you", "withdraw", "reopen")}
    found |= {f"applications:{name}": read for name in ("read", "review", "conflict", "one_more", "propose", "promote")}
    found["applications:receipt"] = {"own": rows["sent own"], "other": rows["sent other"], "draft": rows["draft own"]}
    found["applications:offer"] = {
        "own": rows["offered own"],
        "other": rows["offered other"],
        "undecided": rows["sent own"],
    }
    found |= {name: {"own": {"slug": "open"}} for name in ("round", "applications:start")}
    who = {"own": world.people["reviewer"], "stranger": world.people["stranger"]}
    one_of = {label: {"slug": "review", **_id(person)} for label, person in who.items()}
    found |= {"applications:away": one_of, "applications:back": one_of}
    tokens = {label: {"token": invite.token} for label, invite in world.invites.items()}
    found["applications:redeem"] = tokens
    found["applications:revoke_invite"] = {
        "own": {"slug": "open", **tokens["own"]},
        "elsewhere": {"slug": "review", **tokens["own"]},
    }
    found["applications:confirm_interest"] = {"own": {"token": one_interest().token}}
    found["applications:correct"] = {
        "decided": rows["offered own"],
        "own": rows["sent own"],
        "draft": rows["draft own"],
    }
    staff = (
        "table",
        "invites",
        "propose_many",
        "readings",
        "export",
        "compare",
        "fairness",
        "choose_to_compare",
        "promote_next",
    )
    found |= _set_up()
    return found | {f"applications:{name}": {"own": {"slug": "review"}} for name in staff}


def _set_up() -> dict[str, dict[str, dict[str, Any]]]:
    own, whole = {"slug": "review"}, ("plan", "setup", "texts", "preview", "questions", "new_question")
    found = {f"applications:{name}": {"own": own} for name in (*whole, "rubric", "reasons")}
    for below, part in {"question": {"key": "links"}, "reason": {"code": "background"}}.items():
        one = {"own": own | part, "elsewhere": {"slug": "open"} | part}
        acts = (below, f"move_{below}", f"remove_{below}") if below == "question" else (below, f"remove_{below}")
        found |= {f"applications:{name}": one for name in acts}
    return found


def _cohorts(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    slug = {"slug": "summer"}
    whole = ("cohort", "invite", "new_section", "placement", "propose_placement")
    found: dict[str, dict[str, dict[str, Any]]] = {f"cohorts:{name}": {"own": slug} for name in whole}
    found["cohorts:agree"] = {"own": slug, "other": {"slug": "spring"}, "invited": {"slug": "autumn"}}
    meetings = {"own": _id(world.meetings["A"]), "other": _id(world.meetings["B"])}
    sheet = ("ask_cover", "meeting", "record", "sign_off", "reopen_meeting", "invite_guest")
    found |= {f"cohorts:{name}": meetings for name in sheet}
    below = {
        (
            "section",
            "open_section",
            "close_section",
            "hand_over",
            "add_teacher",
            "end_teacher",
        ): (world.sections["A"], world.sections["autumn"]),
        (
            "move_meeting",
            "reschedule_meeting",
            "cancel_meeting",
            "substitute",
        ): (world.meetings["A"], world.meetings["autumn"]),
        ("gathering", "cancel_gathering"): (world.gatherings["summer"], world.gatherings["autumn"]),
        ("publish_placement", "cancel_placement", "ask_hours"): (world.runs["summer"], world.runs["autumn"]),
        ("withdraw_hours_question",): (world.questions["summer"], world.questions["autumn"]),
        ("seat",): (world.enrollments["A"], world.enrollments["spring"]),
    }
    found |= {f"cohorts:{name}": {"own": slug} for name in ("fix_placement_rule", "promise_next_cohort")}
    autumn = {"slug": "autumn"}
    promised = {"own": autumn | _id(world.put_off), "elsewhere": autumn | _id(world.enrollments["A"])}
    found |= {f"cohorts:{name}": promised for name in ("enroll_promised", "waive_promise")}
    found["cohorts:enroll_all_promised"] = {"own": autumn}
    found |= {f"cohorts:{name}": {"own": slug} for name in CALENDAR}
    found |= _placing(world, slug)
    found |= _changing(world) | attending.asked(world, meetings)
    for names, (here, elsewhere) in below.items():
        found |= {f"cohorts:{name}": {"own": slug | _id(here), "elsewhere": slug | _id(elsewhere)} for name in names}
    return found


def _changing(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    """Covers, switches, and a lead's acts about one person's place."""
    covers = {label: _id(cover) for label, cover in world.covers.items()}
    switches = {label: _id(switch) for label, switch in world.switches.items()}
    slug = {"slug": "summer"}
    places = {"own": slug | _id(world.enrollments["A"]), "elsewhere": slug | _id(world.enrollments["spring"])}
    found = {f"cohorts:{name}": covers for name in ("cover", "accept_cover", "withdraw_cover")}
    of_switches = ("withdraw_switch", "take_back_switch", "decide_switch", "end_switch")
    found |= {f"cohorts:{name}": switches for name in of_switches}
    found |= {f"cohorts:{name}": places for name in ("cancel_person", "drop_person", "defer_person")}
    return found | {"cohorts:changes": {"own": slug}, "no_shows": {"own": slug}}


def _placing(world: World, slug: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """One person of a proposal, and one rule about a person and a section."""
    person = {"person": str(world.enrollments["A"].public_id)}
    moved = {"own": slug | person | _id(world.runs["summer"]), "elsewhere": slug | person | _id(world.runs["autumn"])}
    lifted = {
        label: slug | {"person": str(rule.enrollment.public_id)} | _id(rule.section)
        for label, rule in {"own": world.rules["summer"], "elsewhere": world.rules["autumn"]}.items()
    }
    return {"cohorts:move_in_placement": moved, "cohorts:lift_placement_rule": lifted}


def _curriculum(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    summer = list(world.cohorts["summer"].releases.select_related("unit").order_by("opens_at"))
    units = {"own": {"slug": summer[1].unit.slug}, "locked": {"slug": summer[-1].unit.slug}}
    theirs = Homework.objects.filter(cohort=world.cohorts["summer"])
    homework = {
        "own": _id(world.attempts["A"].homework),
        "other": _id(Homework.objects.filter(cohort=world.cohorts["winter"])[0]),
        "locked": _id(theirs.order_by("-opens_at")[0]),
    }
    attempts = {
        label: _id(world.attempts[key]) for label, key in {"own": "A", "other": "B", "themself": "lead"}.items()
    }
    files = {
        label: _id(world.attempts[key].files.all()[0])
        for label, key in {"own": "A", "other": "B", "themself": "lead"}.items()
    }
    found = {f"curriculum:{name}": units for name in ("unit", "tick")}
    found |= {f"curriculum:{name}": homework for name in ("homework", "hand_in", "preview")}
    found |= {f"curriculum:{name}": attempts for name in ("attempt", "grade", "release")}
    found |= {f"curriculum:{name}": {"own": {"slug": "summer"}} for name in (*COHORT_PLAN, "policy")}
    found |= of_homework.objects(world, homework)
    return found | {
        "curriculum:file": files,
        "curriculum:verify": {"own": {"code": world.code}},
        "curriculum:edit_unit": {"own": units["own"]},
        **{f"curriculum:{name}": {"own": _unit_of("summer", units)} for name in ("week_down", "preview_unit")},
        **{f"curriculum:{name}": {"own": _lecture_of(summer[1].unit)} for name in PIECES},
        "curriculum:add_piece": {"own": {"slug": summer[1].unit.slug, "kind": "lectures"}},
        "curriculum:passage": {"own": {"slug": one_passage().slug}},
        "curriculum:appeal": {"own": {"slug": "spring"}, "other": {"slug": "summer"}},
        "curriculum:decide_appeal": {"own": _id(world.appeals["open"])},
        "curriculum:survey_results": {"own": {"slug": "spring"}},
        "curriculum:revoke": {"own": _id(world.enrollments["spring"]), "other": _id(world.enrollments["A"])},
        "curriculum:exception": {"own": _id(world.enrollments["A"]), "themself": _id(world.enrollments["lead"])},
    }


def _unit_of(cohort: str, units: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {"slug": cohort, "unit": units["own"]["slug"]}


def _lecture_of(unit: Unit) -> dict[str, Any]:
    return {"slug": unit.slug, "kind": "lectures", "piece": unit.lectures.all()[0].slug}


def _stipends(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    fit = {
        "stipend": "ready", "reject": "ready", "reinstate": "rejected", "unapprove": "approved", "hold": "ready",
        "unhold": "held", "void": "ready", "recipient": "bank", "agree": "other", "withhold": "ready",
    }  # fmt: skip
    batches = {
        "batch": "open", "freeze": "open", "send": "frozen", "cancel": "frozen", "file": "sent", "settle": "sent",
        "pack": "frozen", "pack_zip": "sent",
    }  # fmt: skip
    payouts = {"not_paid": "sent", "returned": "settled", "opinion": "review"}
    difference = Mismatch.objects.get()
    paid = {"approver's": _id(world.stipends["approver's"]), "officer's": _id(world.stipends["officer's"])}
    found = {f"stipends:{name}": {"own": _id(world.stipends[key]), **paid} for name, key in fit.items()}
    groups: list[tuple[dict[str, str], dict[str, Any]]] = [(batches, world.batches), (payouts, world.payouts)]
    for names, things in groups:
        theirs = _id(things["officer's"])
        found |= {f"stipends:{name}": {"own": _id(things[key]), "officer's": theirs} for name, key in names.items()}
    run = difference.reconciliation
    found |= {"stipends:explain": {"own": _id(difference)}, "stipends:sign_epoch": {"own": _id(run)}}
    found |= {f"stipends:{name}": {"own": {"year": 2023}} for name in ("year", "year_csv")}
    return found | {"stipends:terms": {"own": {"slug": "spring"}}}
