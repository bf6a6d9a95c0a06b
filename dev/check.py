"""`make check`: every question a tool can answer about the code, asked one after the other, all answers shown."""

import base64
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent

# What settings ask for in production. Nothing here connects anywhere.
PRODUCTION = {
    "SECRET_KEY": "checked-not-used-" + "0a1b2c3d4e5f6g7h8i9j" * 3,
    "BASE_URL": "https://course.example.org",
    "CONTACT_EMAIL": "course@example.org",
    "FIELD_KEYS": base64.urlsafe_b64encode(b"checked-and-never-used-anywhere!").decode(),
    "DEPLOYMENT_ID": "check",
    "DATABASE_URL": "postgres://course@127.0.0.1:1/course",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "CACHE_URL": "redis://127.0.0.1:1/1",
    "EMAIL_URL": "smtp+tls://course@mail.example.org:587",
    "TRUSTED_PROXY_COUNT": "1",
    "TRUSTED_REQUEST_START_HEADER": "X-Request-Start",
    "VAR_DIR": str(ROOT / "var" / "check"),
}
NO_DATABASE = {"DATABASE_URL": "sqlite:///:memory:"}
COMPOSE = {"POSTGRES_PASSWORD": "checked", "TLS_DIR": "/etc/tls"}


@dataclass(frozen=True)
class Check:
    """A command, and the command that mends what it finds, where there is one."""

    name: str
    argv: list[str]
    mend: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)


def templates() -> list[str]:
    """Every template of the project."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def checks() -> list[Check]:
    """In the order that fails soonest."""
    manage = ["python", "manage.py"]
    djade = ["djade", "--target-version", "5.2"]
    return [
        Check("format", ["ruff", "format", "--check", "--output-format", "concise", "."], mend=["ruff", "format", "."]),
        Check(
            "lint",
            ["ruff", "check", "--quiet", "--output-format", "concise", "."],
            mend=["ruff", "check", "--fix", "."],
        ),
        Check("templates", [*djade, "--check", *templates()], mend=[*djade, *templates()]),
        Check("Dockerfile", ["hadolint", "--failure-threshold", "warning", "Dockerfile"]),
        Check("compose", ["docker-compose", "config", "--quiet"], environment=COMPOSE),
        Check("layers", ["lint-imports", "--no-cache", "--no-logo"]),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], environment=NO_DATABASE),
        Check("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"]),
        Check("types", ["mypy"], environment=NO_DATABASE),
    ]


def run(argv: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one program of the virtual environment and keep what it says."""
    return subprocess.run(
        [str(PROGRAMS / argv[0]), *argv[1:]], cwd=ROOT, env={**os.environ, **PRODUCTION, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip


def passes(check: Check) -> bool:
    """Run it, print its line, and what it found."""
    started = time.monotonic()
    done = run(check.argv, check.environment)
    is_fine = done.returncode == 0
    print(f"{check.name:<12} {'ok' if is_fine else 'FAILED':<7} {time.monotonic() - started:4.0f} s", flush=True)
    if not is_fine:
        print(done.stdout.rstrip() + "\n", flush=True)
    return is_fine


def mend() -> None:
    """Write what can be written without judgement; an exit code only says that something changed."""
    for check in checks():
        if check.mend:
            print(run(check.mend, check.environment).stdout, end="")


def main(arguments: list[str]) -> int:
    """All checks, or those named; --format mends instead."""
    if arguments == ["--format"]:
        mend()
        return 0
    chosen = [check for check in checks() if not arguments or check.name in arguments]
    failed = [check.name for check in chosen if not passes(check)]
    print(f"Failed: {', '.join(failed)}. `make format` mends format and lint." if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
