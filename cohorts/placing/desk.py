"""What lies on a lead's desk beside a proposal: rules, questions under way, forms with the usual dates in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cohorts.forms.placement import AskForm, ProposeForm, PublishForm, RuleForm
from cohorts.models import Cohort, HoursQuestion, PlacementRule, PlacementRun
from cohorts.workflow.hours_question import has_lapsed, without_way
from cohorts.workflow.placement_publish import answer_by_default
from mlsafety_course import timekit


@dataclass(frozen=True)
class Asked:
    """A question and how it stands: `status` as a class, `label` in words."""

    question: HoursQuestion
    status: str
    label: str


def desk(cohort: Cohort, run: PlacementRun | None, at: datetime) -> dict[str, Any]:
    """For the page. A fixed number of queries."""
    questions = HoursQuestion.objects.filter(section__cohort=cohort).select_related("enrollment__person", "section")
    asked = [_asked(question, at) for question in questions.order_by("-asked_at", "-pk")]
    rules = PlacementRule.objects.filter(section__cohort=cohort).select_related("enrollment__person", "section")
    return {
        "rules": rules.order_by("enrollment__person__full_name", "pk"),
        "rule_form": RuleForm(cohort=cohort),
        "asked": asked,
        "waiting_for": {row.question.enrollment_id for row in asked if row.status == "asked"},
        "stuck": without_way(at).filter(cohort=cohort).select_related("person"),
        "propose_form": ProposeForm(initial={"allowed_misses": run.allowed_misses if run else 0}),
        "ask_form": ask_form(cohort, at),
        "publish_form": publish_form(cohort, run, at) if run else None,
    }


def ask_form(cohort: Cohort, at: datetime) -> AskForm:
    initial = {"answer_by": cohort.day_of(at + AskForm.ANSWER_WITHIN)}
    return AskForm(cohort=cohort, at=at, auto_id="ask_%s", initial=initial)


def publish_form(cohort: Cohort, run: PlacementRun, at: datetime) -> PublishForm:
    last = timekit.last_day(answer_by_default(cohort, at), cohort.zone)
    initial = {"version": run.version, "answer_by": max(last, cohort.day_of(at))}
    return PublishForm(cohort=cohort, at=at, initial=initial)


def _asked(question: HoursQuestion, at: datetime) -> Asked:
    if has_lapsed(question, at):
        return Asked(question, "lapsed", "No answer in time")
    return Asked(question, question.status, question.get_status_display())
