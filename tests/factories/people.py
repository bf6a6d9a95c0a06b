"""People for tests. Addresses end in example.com: example.org is the demo's and goes to files."""

from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group as AuthGroup

from accounts.models import Group, User

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_person(name: str = "Ada Okafor", *groups: Group, zone: str = "Europe/London", email: str = "") -> User:
    """A person who can sign in with PASSWORD, in the given groups."""
    address = email or f"person{next(_numbers)}@example.com"
    user = User.objects.create_user(address, PASSWORD, full_name=name, zone=zone)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    user.groups.set(AuthGroup.objects.filter(name__in=groups))
    return user


def make_reviewer(name: str = "Rhea Reviewer") -> User:
    return make_person(name, Group.REVIEWER)


def make_lead(name: str = "Lena Lead") -> User:
    return make_person(name, Group.LEAD)


def make_approver(name: str = "Abel Approver") -> User:
    return make_person(name, Group.APPROVER)


def make_payout_officer(name: str = "Petra Payout") -> User:
    return make_person(name, Group.PAYOUT_OFFICER)
