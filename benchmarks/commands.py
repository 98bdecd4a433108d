"""(d) Whole commands, as a user starts them."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from measuring import Peer

from algebraic.engines import run_engine
from algebraic.shell import Budget

ROOT = Path(__file__).resolve().parent.parent


def run(arguments: list[str], case: None, limit: float) -> None:
    """Start Python with these arguments."""
    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's second run finds compiled modules
    run_engine(Path(sys.executable), arguments, budget=Budget(seconds=limit))


COMMANDS = [
    Peer("python -c pass", partial(run, ["-c", "pass"])),
    Peer("python -m algebraic.bezout --help", partial(run, ["-m", "algebraic.bezout", "--help"])),
    Peer("python -m algebraic.bezout --layers 3", partial(run, ["-m", "algebraic.bezout", "--layers", "3"])),
]
