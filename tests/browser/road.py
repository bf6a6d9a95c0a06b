"""What the steps of the road share: the world, the clock, the mail, and who walks."""

import re
from dataclasses import dataclass, field

from django.core.mail import EmailMessage
from django.utils import timezone

from applications.models import Application
from cohorts.models import Enrollment
from mlsafety_course.home.demo.cast import LOGINS, PASSWORD
from mlsafety_course.outbox import delivery
from tests.browser.conftest import Enter
from tests.browser.walker import Clock, Walker
from tests.browser.world import World

NAME, EMAIL = "Priya Raman", "priya@example.com"


@dataclass
class Road:
    world: World
    enter: Enter
    clock: Clock
    mails: list[EmailMessage]
    hands: type[Walker] = Walker
    people: dict[str, Walker] = field(default_factory=dict)

    @property
    def priya(self) -> Walker:
        """Who comes as a visitor, and leaves with a certificate and a stipend."""
        return self.walker("priya")

    @property
    def enrollment(self) -> Enrollment:
        return Enrollment.objects.select_related("person", "cohort").get(person__email=EMAIL)

    @property
    def application(self) -> Application:
        return Application.objects.get(applicant__email=EMAIL)

    def walker(self, name: str) -> Walker:
        """This person's browser: opened when they first come."""
        if name not in self.people:
            self.people[name] = self.enter(self.hands)
        return self.people[name]

    def staff(self, role: str, path: str) -> Walker:
        """One of the demo's logins at a page of theirs, signed in."""
        walker = self.walker(role)
        walker.visit(path)
        if "/accounts/login/" in walker.page.url:
            walker.sign_in(LOGINS[role], PASSWORD)
        return walker

    def at_home(self, path: str) -> Walker:
        """Priya at a page of hers; after two weeks away she signs in again."""
        self.priya.visit(path)
        if "/accounts/login/" in self.priya.page.url:
            self.priya.sign_in(EMAIL, PASSWORD)
        return self.priya

    def mail(self, subject: str) -> str:
        """Deliver what is due, and read the newest mail to Priya with this subject."""
        delivery.deliver_due(at=timezone.now())
        found = [mail.body for mail in self.mails if mail.to == [EMAIL] and re.search(subject, str(mail.subject))]
        assert found, f"No mail “{subject}” among {[mail.subject for mail in self.mails]}"
        return str(found[-1])
