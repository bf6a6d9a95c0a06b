"""The plan of a round: what has to happen when, so that the course can begin on its first day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from applications import arrivals, plan_facts, plan_page
from applications import plan as plans
from applications.views.setup import MAY_SET_UP, round_of


@require_safe
@MAY_SET_UP
def plan(request: UserRequest, slug: str) -> HttpResponse:
    """Every step with its latest day, and where the present pace leads."""
    round_, at = round_of(request, slug), timezone.now()
    facts, today = plan_facts.of_rounds([round_], at)[round_.pk], plan_facts.today(round_, at)
    steps = plans.steps(facts.dates, facts.done, today)
    reading = plans.forecast(facts.left[plans.Name.READING], plan_facts.read_by_day(round_, at), today)
    context = {
        "round": round_,
        "lead": plan_page.now(facts, steps),
        "days": (facts.dates.starts_on - facts.dates.closes_on).days,
        "steps": plan_page.timeline(facts, steps, today),
        "use": plan_page.use(facts.dates),
        "shortages": plans.shortages(facts.dates),
        "is_in_review": round_.is_in_review(at),
        "arrivals": arrivals.line(round_, at),
        "forecast": reading.sentence(steps[0].due),
    }
    return render(request, "applications/plan.html", context)
