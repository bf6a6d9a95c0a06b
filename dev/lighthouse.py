"""`make lighthouse`: Lighthouse looks three times at five main pages of the running demo, as on a phone."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

from dev.run import ROOT, Stop
from dev.servers import ends_with_its_parent, free_port
from dev.test import CHROMIUM_FLAGS, chromium

PINNED = ROOT / "dev" / "lighthouse"
VAR = ROOT / "var" / "lighthouse"
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")
DEMO_PASSWORD = "safety-first-2023"  # noqa: S105 - README and `make run` print it
LOOKS = 3
SECONDS_PER_LOOK = 180
LEAST = 95
JUDGED = {"accessibility": "accessibility", "best-practices": "best practices", "seo": "SEO"}
SHOWN = {**JUDGED, "performance": "performance"}
UUID = "[0-9a-f-]{36}"


@dataclass(frozen=True)
class Page:
    """A page as a demo person reaches it: by an address, or by the first link of that kind on it."""

    name: str
    path: str
    reader: str = ""
    link: str = ""


PAGES = (
    Page("public page", "/"),
    Page("application form", "/apply/", reader="applicant", link=f"/apply/{UUID}/"),
    Page("week", "/course/", reader="participant"),
    Page("meeting", "/teaching/", reader="ta", link=f"/teaching/meetings/{UUID}/"),
    Page("table of a round", "/staff/", reader="lead", link="/staff/rounds/[a-z0-9-]+/"),
)


@dataclass(frozen=True)
class Finding:
    """What the looks at one page found: of each score the middle one, bytes sent, all that cost points."""

    page: str
    scores: dict[str, int]
    size: int
    faults: tuple[str, ...]

    @property
    def is_fine(self) -> bool:
        return all(self.scores[kind] >= LEAST for kind in JUDGED)

    def __str__(self) -> str:
        scores = ", ".join(f"{name} {self.scores[kind]:>3}" for kind, name in SHOWN.items())
        return "\n  ".join([f"{self.page:<18} {scores}, {self.size / 1000:.0f} kB", *self.faults])


def finding(page: str, reports: list[dict[str, Any]]) -> Finding:
    """Reports are Lighthouse's JSON."""
    looks = [{kind: _score(report, kind) for kind in SHOWN} for report in reports]
    scores = {kind: round(median(look[kind] for look in looks)) for kind in SHOWN}
    size = max(int(report["audits"]["total-byte-weight"].get("numericValue", 0)) for report in reports)
    return Finding(page, scores, size, tuple(dict.fromkeys(fault for report in reports for fault in _faults(report))))


def _score(report: dict[str, Any], kind: str) -> int:
    """Of 100; a category that could not be looked at has none, which counts as 0."""
    return round(100 * (report["categories"][kind]["score"] or 0))


def _faults(report: dict[str, Any]) -> Iterator[str]:
    """Audits that cost points in a judged category, each with the first place."""
    for kind, name in JUDGED.items():
        for asked in report["categories"][kind]["auditRefs"]:
            audit = report["audits"][asked["id"]]
            if asked["weight"] and audit["score"] is not None and audit["score"] < 1:
                rows = audit.get("details", {}).get("items", [])
                place = rows[0].get("node", {}).get("snippet", "") or rows[0].get("description", "") if rows else ""
                yield f"{name}: {audit['title']} ({asked['id']}) {place[:110]}".rstrip()
    if error := report.get("runtimeError"):
        yield f"Lighthouse could not finish: {error['message']}"


def installed() -> Path:
    """Lighthouse as the lock pins it, in var/lighthouse/npm; checked against the lock's hashes by npm."""
    npm, folder = shutil.which("npm"), VAR / "npm"
    if not npm or not shutil.which("node"):
        raise Stop(
            "Lighthouse needs Node.js 18.20 or newer with npm, and this machine has none. On Debian and Ubuntu: "
            "apt-get install npm. Nothing else here needs them."
        )
    digest = hashlib.sha256((PINNED / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "lock.sha256"
    if not stamp.exists() or stamp.read_text() != digest:
        print("Installing Lighthouse into var/lighthouse (this takes about half a minute, once).", flush=True)
        shutil.copytree(PINNED, folder, dirs_exist_ok=True)
        ask = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(ask, cwd=folder, check=False).returncode:
            raise Stop("npm could not install Lighthouse; its reason is above. Run again to retry.")
        stamp.write_text(digest)
    return folder / "node_modules" / ".bin" / "lighthouse"


@contextmanager
def product(var: Path) -> Iterator[str]:
    """`make run` with a folder, a port and a fresh demo of its own; its address."""
    port = free_port()
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-m", "dev.run"], cwd=ROOT, env={**environment, "VAR_DIR": str(var), "PORT": str(port)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        process_group=0, preexec_fn=ends_with_its_parent(),
    ) as process:  # fmt: skip
        try:
            said: list[str] = []
            for line in process.stdout or ():
                said.append(line)
                if "Ctrl-C" in line:
                    break
            else:
                raise Stop(f"The product did not start. It said:\n{''.join(said[-20:])}")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def read(reader: OpenerDirector, address: str, form: dict[str, str] | None = None) -> str:
    """The page at an address, or the page a form leads to."""
    with reader.open(address, urlencode(form).encode() if form else None) as answer:
        text: str = answer.read().decode()
    return text


def visit(base: str, page: Page) -> tuple[str, str]:
    """Sign in as the page's reader and go there: its address, and the cookies that open it."""
    jar = CookieJar()
    reader = build_opener(ProxyHandler({}), HTTPCookieProcessor(jar))
    if page.reader:
        sign_in = f"{base}/accounts/login/"
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', read(reader, sign_in))
        form = {"login": f"{page.reader}@example.org", "password": DEMO_PASSWORD}
        read(reader, sign_in, form | {"csrfmiddlewaretoken": token[1] if token else ""})
        if "sessionid" not in {cookie.name for cookie in jar}:
            raise Stop(f"Signing in as {form['login']} failed, so the page “{page.name}” cannot be looked at.")
    address = f"{base}{page.path}"
    if page.link:
        found = re.search(f'href="({page.link})"', read(reader, address))
        if not found:
            raise Stop(f"{address} has no link to the page “{page.name}” as {page.reader} sees it.")
        address = f"{base}{found[1]}"
    return address, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def look(program: Path, address: str, cookies: str, report: Path) -> dict[str, Any]:
    """Lighthouse's report about an address; a run that a busy machine spoils is made once more."""
    for _ in range(2):
        if not run_lighthouse(program, address, cookies, report):
            break
    else:
        raise Stop(f"Lighthouse failed twice at {address}; its reason is above.")
    found: dict[str, Any] = json.loads(report.with_name(f"{report.name}.report.json").read_text())
    if found["finalDisplayedUrl"] != address:
        raise Stop(f"{address} led on to {found['finalDisplayedUrl']}, so another page was looked at.")
    return found


def run_lighthouse(program: Path, address: str, cookies: str, report: Path) -> int:
    """One run with a new browser; the report is kept as JSON and as a page. Its exit code."""
    headers = report.with_suffix(".headers")
    headers.touch(mode=0o600)
    headers.write_text(json.dumps({"Cookie": cookies} if cookies else {}))
    command = [
        str(program), address, "--quiet", f"--only-categories={','.join(SHOWN)}", "--output=json", "--output=html",
        f"--output-path={report}", f"--extra-headers={headers}", "--no-enable-error-reporting",
        f"--chrome-flags=--headless=new {' '.join(CHROMIUM_FLAGS)}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": chromium()}
    with subprocess.Popen(command, env=environment, preexec_fn=ends_with_its_parent(signal.SIGINT)) as process:
        try:
            return process.wait(SECONDS_PER_LOOK)
        except subprocess.TimeoutExpired:
            return 1
        finally:
            process.send_signal(signal.SIGINT)  # if it still runs; on this it ends its browser, too
            headers.unlink()


def look_at_all(program: Path, base: str) -> list[Finding]:
    """Every page as often as said above, a line for each as soon as it is done."""
    reports = VAR / "reports"
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    found = []
    for page in PAGES:
        address, cookies = visit(base, page)
        names = [reports / f"{page.name.replace(' ', '-')}-{number}" for number in range(1, LOOKS + 1)]
        found.append(finding(page.name, [look(program, address, cookies, name) for name in names]))
        print(found[-1], flush=True)
    return found


def run() -> bool:
    """Whether every page is good enough."""
    if not chromium():
        raise Stop("Lighthouse needs Chromium, which is not installed. On Debian and Ubuntu: apt-get install chromium")
    program = installed()
    with (
        tempfile.TemporaryDirectory(prefix="run-", dir=VAR, ignore_cleanup_errors=True) as var,
        product(Path(var)) as base,
    ):
        found = look_at_all(program, base)
    short = [one.page for one in found if not one.is_fine]
    print(f"Reports to read: {VAR.relative_to(ROOT) / 'reports'}")
    print(f"Below {LEAST}: {', '.join(short)}." if short else f"Every judged score is {LEAST} or more.")
    return not short


def main() -> int:
    """Exit code 0 when all is well, 1 otherwise with the reason."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        return 0 if run() else 1
    except KeyboardInterrupt:
        return 130
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
