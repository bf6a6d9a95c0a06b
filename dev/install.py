"""Makes .venv and installs one lock into it, hashes checked, unless that lock is in already. Standard library only."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def make_venv() -> None:
    """A virtual environment, or a sentence about what Python lacks."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 ...")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False, stdout=subprocess.DEVNULL)
    if made.returncode:
        sys.exit("Python could not make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv")


def install(lock: Path) -> None:
    """Install what the lock names, unless the stamp says this very lock is in."""
    stamp = VENV / f"{lock.name}.sha256"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    if not (VENV / "bin" / "python").exists():
        make_venv()
    print(f"Installing {lock.name} into .venv (this takes about half a minute, once).", flush=True)
    started = time.monotonic()
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=False).returncode:
        sys.exit(
            f"pip could not install {lock.name}; its reason is above. Nothing else was changed; run again to retry."
        )
    stamp.write_text(digest)
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


if __name__ == "__main__":
    install(ROOT / sys.argv[1])
