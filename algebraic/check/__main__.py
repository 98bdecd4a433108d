"""``python -m algebraic.check FILE``: prove again what a document states, of whatever kind it is."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import sys
from collections.abc import Mapping, Sequence

from ..shell import run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    from ..documents import Check, run_check

    def kinds() -> Mapping[str, Check]:
        from .entry import CHECKS

        return CHECKS

    return run_check("python -m algebraic.check", kinds, arguments)


if __name__ == "__main__":
    sys.exit(main())
