"""The pages that allauth brings wear our frame and speak our words."""

import re
from html.parser import HTMLParser
from pathlib import Path

import allauth
import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from tests.accounts.pages import ELSEWHERE, ROADS, mailed_code, set_up_app, signed_in, sure, with_app
from tests.factories.people import PASSWORD, make_approver, make_person
from tests.guards.addresses import addresses

pytestmark = pytest.mark.django_db
THEIRS = Path(allauth.__file__).parent / "templates"
OURS = Path(__file__).resolve().parents[2] / "templates"
JARGON = re.compile(
    r"\bTOTP\b|\btokens?\b|two-factor|\bauthenticators?\b(?! apps?\b|”)|\bauthentication\b|\bMFA\b", re.IGNORECASE
)
SAID = re.compile(
    r"""{%\s*trans(?:late)?\s+["'](.+?)["']\s*%}|{%\s*blocktrans(?:late)?[^%]*%}(.+?){%\s*(?:plural|endblock)""",
    re.DOTALL,
)


class Reading(HTMLParser):
    """A page as its reader takes it in: headings counted, words without tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.headings, self.words, self.in_header = 0, "", False
        self.placeholders: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.headings += tag == "h1"
        self.in_header |= tag == "header" and named.get("class") == "site-header"
        self.placeholders += [named["placeholder"] or ""] if "placeholder" in named else []

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def said_by_allauth() -> list[str]:
    """The sentences of allauth's own templates, cut where a name is put in; short ones may be ours too."""
    texts = [path.read_text("utf-8") for folder in ("account", "mfa") for path in (THEIRS / folder).rglob("*.*")]
    said = [
        squeezed(part)
        for text in texts
        for match in SAID.findall(text)
        for part in re.split(r"{{.*?}}", "".join(match))
    ]
    return [sentence for sentence in said if sentence.count(" ") >= 2]


def test_a_road_leads_to_every_address_of_the_account():
    known = {address.name for address in addresses() if address.route.startswith("accounts/")}

    assert known == ROADS.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", ROADS)
def test_a_page_wears_our_frame_and_speaks_our_words(client: Client, name: str):
    answer = ROADS[name](client)
    page = Reading(answer.content.decode())
    words = squeezed(page.words)

    assert answer.status_code == 200
    assert page.in_header
    assert page.headings == 1
    assert page.placeholders == []
    assert JARGON.findall(words) == []
    assert [sentence for sentence in said_by_allauth() if sentence in words] == []


def test_allauths_own_sentences_are_found():
    said = said_by_allauth()

    assert "Are you sure you want to sign out?" in said
    assert "Authentication using an authenticator app is active." in said


@pytest.mark.parametrize("planted", ["Two-Factor Authentication", "Enter an authenticator code:", "Bad Token"])
def test_planted_jargon_is_found(planted: str):
    assert JARGON.search(planted)


@pytest.mark.parametrize("folder", ["account", "mfa"])
def test_every_message_of_the_flows_in_use_is_ours(folder: str):
    unused = {"phone_verified.txt", "phone_verification_sent.txt", "webauthn_added.txt", "webauthn_removed.txt"}
    theirs = {path.name for path in (THEIRS / folder / "messages").iterdir()}

    assert theirs - unused == {path.name for path in (OURS / folder / "messages").iterdir()}


def test_every_refusal_of_the_flows_in_use_is_ours():
    unused = {
        "phone_password_mismatch", "phone_taken", "select_only_one", "unknown_phone", "username_blacklisted",
        "username_password_mismatch", "username_taken",
    }  # fmt: skip
    for adapter in (get_adapter(), get_factor_adapter()):
        [theirs] = [
            vars(base)["error_messages"] for base in type(adapter).__mro__[1:] if "error_messages" in vars(base)
        ]
        kept = {name for name, text in adapter.error_messages.items() if str(text) == str(theirs[name])}

        assert kept <= unused


def test_a_wrong_password_is_told_in_our_words(client: Client):
    answer = client.post(reverse("account_login"), {"login": make_person().email, "password": "wrong"})

    assert "This address and this password do not belong together." in answer.content.decode()


def test_the_page_of_the_mailed_code_says_for_how_long_and_for_how_many_tries(client: Client):
    page = ROADS["account_confirm_password_reset_code"](client).content.decode()

    assert "It works for 15 minutes and for three tries." in page
    assert app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT == app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT == 15 * 60
    assert app_settings.PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS == app_settings.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS == 3


def test_a_forgotten_password_is_replaced_by_the_code_from_the_mail(client: Client):
    ROADS["account_complete_password_reset"](client)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}

    answer = client.post(reverse("account_complete_password_reset"), new)

    assert answer["Location"] == reverse("account_password_reset_completed")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "Your password is changed. Sign in with the new one from now on."
    ]


def test_a_new_address_takes_the_place_of_the_old_one_once_its_code_is_typed(client: Client):
    person = make_person()
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.com"})

    before = type(person).objects.get().email
    client.post(reverse("account_email_verification_sent"), {"code": mailed_code()})

    assert before == person.email
    assert type(person).objects.get().email == "new@example.com"
    assert EmailAddress.objects.get(user=person).email == "new@example.com"


@pytest.mark.parametrize(
    ("name", "tab"),
    [
        ("accounts:profile", "Profile"),
        ("account_email", "E-mail"),
        ("account_change_password", "Password"),
        ("mfa_index", "Second factor"),
    ],
)
def test_the_present_page_is_marked_among_the_tabs(client: Client, name: str, tab: str):
    page = signed_in(name)(client).content.decode()

    assert re.findall(r'aria-current="(?:page|true)">([^<]+)</a>', page) == [tab]


def test_a_page_below_the_second_factor_marks_its_tab(client: Client):
    page = sure("mfa_activate_totp")(client).content.decode()

    assert re.findall(r'aria-current="true">([^<]+)</a>', page) == ["Second factor"]


def test_taking_the_app_away_with_a_password_alone_leads_to_its_code(client: Client):
    page = with_app("mfa_deactivate_totp", proved=False)(client).content.decode()

    assert "A password alone must not take the app away." in page
    assert f"{reverse('mfa_reauthenticate')}?next={reverse('mfa_deactivate_totp')}" in page
    assert ">Take it away<" not in page


def test_recovery_codes_without_an_app_say_what_comes_first(client: Client):
    page = sure("mfa_generate_recovery_codes")(client).content.decode()

    assert "First an authenticator app" in page
    assert reverse("mfa_activate_totp") in page


def test_the_file_of_recovery_codes_says_whose_they_are_and_holds_them_all(client: Client):
    shown = with_app("mfa_view_recovery_codes")(client).content.decode()

    file = client.get(reverse("mfa_download_recovery_codes")).content.decode()

    codes = re.findall(r"<code>(\d+)</code>", shown)
    assert len(codes) == 10
    assert re.findall(r"^\d{8}$", file, re.MULTILINE) == codes
    assert "Keep this where your phone is not." in file


def test_a_recovery_code_signs_in_who_has_no_phone_at_hand(client: Client):
    person = make_approver()
    set_up_app(person)
    code = RecoveryCodes.activate(person).get_unused_codes()[0]
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    client.post(reverse("mfa_authenticate"), {"code": code})

    assert client.session["_auth_user_id"] == str(person.pk)
