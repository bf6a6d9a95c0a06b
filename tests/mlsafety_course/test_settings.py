"""A wrong environment refuses to start, and says which variable and how."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "SECRET_KEY": "only-for-tests-0123456789-0123456789-0123456789",
    "BASE_URL": "https://course.example.com",
    "CONTACT_EMAIL": "course@example.com",
    "FIELD_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
}


def start(tmp_path: Path, code: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **GOOD, **changes}
    program = f"import mlsafety_course.settings as settings; {code}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_variable_is_named_with_what_to_do(tmp_path: Path, name: str):
    result = start(tmp_path, **{name: ""})

    assert result.returncode != 0
    assert f"{name} is not set. Set it to" in result.stderr


def test_an_unreadable_key_refuses_to_start(tmp_path: Path):
    result = start(tmp_path, FIELD_KEYS="not-a-key")

    assert "FIELD_KEYS holds a key that is not a Fernet key" in result.stderr


@pytest.mark.parametrize(
    ("base_url", "secure"), [("https://course.example.com", True), ("http://localhost:8000", False)]
)
def test_cookies_redirects_and_hsts_follow_the_scheme_of_the_address(tmp_path: Path, base_url: str, secure: bool):
    shown = "print(settings.SESSION_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 0)"

    result = start(tmp_path, shown, BASE_URL=base_url)

    assert result.stdout.split() == [str(secure)] * 3


def test_the_environment_wins_over_what_make_run_wrote(tmp_path: Path):
    (tmp_path / "run.env").write_text("CONTACT_EMAIL=written@example.com\nFROM_EMAIL=file@example.com\n")

    result = start(tmp_path, "print(settings.CONTACT_EMAIL, settings.DEFAULT_FROM_EMAIL)")

    assert result.stdout.split() == ["course@example.com", "file@example.com"]
