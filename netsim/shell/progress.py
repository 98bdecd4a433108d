"""A bar with rate and time left, on a terminal only."""

from __future__ import annotations

import sys
from types import TracebackType


class Progress:
    """Counts sample passes; ``total`` is 0 where it is not known."""

    def __init__(self, title: str, total: int) -> None:
        self._bar = None
        if sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total or None, desc=title, unit=" samples", unit_scale=True, file=sys.stderr)

    def advance(self, passes: int) -> None:
        """Some more are done."""
        if self._bar is not None:
            self._bar.update(passes)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
