"""Which object of the world each address is asked about, by the label in the table."""

from __future__ import annotations

from typing import Any

from curriculum.models import Homework
from tests.guards.addresses import Address
from tests.guards.world import World, one_interest, one_mail, one_passage

ABSENT = "missing"


def objects(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    """`{address name: {label: arguments}}`; what is missing needs no entry."""
    return {
        **_applications(world),
        **_cohorts(world),
        **_curriculum(world),
        **_stipends(world),
        "teaching_section": {"own": _id(world.sections["A"]), "other": _id(world.sections["B"])},
        "release": {"own": {"slug": "review"}},
        "matrix": {"own": {"slug": "summer"}},
        "person": {"own": _id(world.enrollments["A"])},
        "message": {"own": _id(one_mail())},
        "message_html": {"own": _id(one_mail())},
        "settle_message": {"own": _id(one_mail())},
    }


def typed(world: World) -> dict[str, dict[str, Any]]:
    """What is sent along, where an address says nothing without it."""
    return {
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
    sheet = ("meeting", "record", "sign_off", "reopen_meeting", "invite_guest")
    found |= {f"cohorts:{name}": meetings for name in sheet}
    below = {
        ("section", "open_section", "close_section", "hand_over"): (world.sections["A"], world.sections["autumn"]),
        ("move_meeting", "cancel_meeting", "substitute"): (world.meetings["A"], world.meetings["autumn"]),
        ("publish_placement", "cancel_placement"): (world.runs["summer"], world.runs["autumn"]),
        ("seat",): (world.enrollments["A"], world.enrollments["spring"]),
    }
    for names, (here, elsewhere) in below.items():
        found |= {f"cohorts:{name}": {"own": slug | _id(here), "elsewhere": slug | _id(elsewhere)} for name in names}
    return found


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
    found |= {f"curriculum:{name}": {"own": {"slug": "summer"}} for name in ("schedule", "policy")}
    return found | {
        "curriculum:file": files,
        "curriculum:verify": {"own": {"code": world.code}},
        "curriculum:edit_unit": {"own": units["own"]},
        "curriculum:passage": {"own": {"slug": one_passage().slug}},
        "curriculum:exception": {"own": _id(world.enrollments["A"]), "themself": _id(world.enrollments["lead"])},
    }


def _stipends(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    fit = {
        "stipend": "ready", "reject": "ready", "reinstate": "rejected", "unapprove": "approved", "hold": "ready",
        "unhold": "held", "void": "ready", "recipient": "bank",
    }  # fmt: skip
    batches = {
        "batch": "open",
        "freeze": "open",
        "send": "frozen",
        "cancel": "frozen",
        "file": "sent",
        "settle": "sent",
    }
    payouts = {"not_paid": "sent", "returned": "settled"}
    found = {
        f"stipends:{name}": {
            "own": _id(world.stipends[status]),
            "approver's": _id(world.stipends["approver's"]),
            "officer's": _id(world.stipends["officer's"]),
        }
        for name, status in fit.items()
    }
    found |= {
        f"stipends:{name}": {"own": _id(world.batches[status]), "officer's": _id(world.batches["officer's"])}
        for name, status in batches.items()
    }
    found |= {
        f"stipends:{name}": {"own": _id(world.payouts[status]), "officer's": _id(world.payouts["officer's"])}
        for name, status in payouts.items()
    }
    return found | {"stipends:terms": {"own": {"slug": "spring"}}}
