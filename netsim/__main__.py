"""``python -m netsim``: list, run, figure, sweep, status, report."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from .shell import end_on_interrupt

    end_on_interrupt()

import sys

from .commands import main

if __name__ == "__main__":
    sys.exit(main())
