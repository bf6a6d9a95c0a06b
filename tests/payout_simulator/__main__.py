"""`python -m tests.payout_simulator PORT BOOK`: runs until it is stopped or killed; the book stays."""

import sys
from pathlib import Path

from tests.payout_simulator.server import Simulator


def main(port: str, book: str) -> None:
    simulator = Simulator(int(port), Path(book))
    sys.stderr.write("Simulator ready to accept connections\n")
    sys.stderr.flush()
    simulator.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
