"""``python -m netsim``: list, run, figure, sweep, status, report."""

from __future__ import annotations

import sys

from .commands import main
from .shell import guarded

if __name__ == "__main__":
    sys.exit(guarded(main, None, "netsim"))
