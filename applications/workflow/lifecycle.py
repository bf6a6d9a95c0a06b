"""The life of an application on one screen. *Lapsed* is not here: it is computed from `confirm_by`."""

from applications.models import Application
from mlsafety_course.transitions import arrow

Status = Application.Status

# by the applicant
SUBMIT = arrow(Status.DRAFT, to=Status.SUBMITTED)
WITHDRAW = arrow(Status.DRAFT, Status.SUBMITTED, Status.WAITLISTED, Status.ADMITTED, to=Status.WITHDRAWN)
REOPEN = arrow(Status.WITHDRAWN, to=Status.DRAFT)
ACCEPT = arrow(Status.ADMITTED, to=Status.ACCEPTED)
DECLINE = arrow(Status.ADMITTED, to=Status.DECLINED)
THINK_AGAIN = arrow(Status.ACCEPTED, Status.DECLINED, to=Status.ADMITTED)

# by a lead, at a release; from the waitlist also one by one
ADMIT = arrow(Status.SUBMITTED, Status.WAITLISTED, to=Status.ADMITTED)
WAITLIST = arrow(Status.SUBMITTED, to=Status.WAITLISTED)
REJECT = arrow(Status.SUBMITTED, Status.WAITLISTED, to=Status.REJECTED)
PROMOTE = arrow(Status.WAITLISTED, to=Status.ADMITTED)

# by a lead who takes back what was released, with a reason
CORRECT_TO_ADMITTED = arrow(Status.WAITLISTED, Status.REJECTED, to=Status.ADMITTED)
CORRECT_TO_WAITLISTED = arrow(Status.ADMITTED, Status.REJECTED, to=Status.WAITLISTED)
CORRECT_TO_REJECTED = arrow(Status.ADMITTED, Status.WAITLISTED, to=Status.REJECTED)
CORRECT = [CORRECT_TO_ADMITTED, CORRECT_TO_WAITLISTED, CORRECT_TO_REJECTED]

ARROWS = [SUBMIT, WITHDRAW, REOPEN, ACCEPT, DECLINE, THINK_AGAIN, ADMIT, WAITLIST, REJECT, PROMOTE, *CORRECT]
