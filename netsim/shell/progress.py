"""How far a run is: a bar with rate and time left on a terminal, elsewhere a line a minute."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType

from .output import say

PERIOD = 60.0  # seconds between two lines


class Progress:
    """Counts sample passes of training, and the pieces of the stage at hand, which may be probes without training.

    Where stderr is a terminal it is a bar; else a line says once a minute how far the run is, and how long training and
    the stage at hand go on at the pace of this session. What was restored from the disk is done, and tells nothing of
    the pace.

    Args:
        total: passes of the whole run, 0 where that is not known.
    """

    def __init__(self, title: str, total: int) -> None:
        self._title, self._total = title, total
        self._begun = time.monotonic()
        self._passes, self._fresh, self._training = 0, 0, 0.0  # passes; those of this session; seconds they took
        self._stage, self._done, self._pieces, self._at_first = "", 0, 0, 0
        self._stage_begun, self._trains = self._begun, False
        self._bar = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def stage(self, name: str, done: int, pieces: int, *, trains: bool) -> None:
        """A stage begins: some of its pieces may have been restored."""
        self._end_stage()
        self._stage, self._done, self._at_first, self._pieces, self._trains = name, done, done, pieces, trains
        if self._bar is not None:
            self._bar.set_postfix_str(f"{name} {done}/{pieces}")

    def piece(self, passes: int) -> None:
        """One more piece of the stage is done, with so many passes."""
        self._done += 1
        self._fresh += passes
        if self._bar is not None:
            self._bar.set_postfix_str(f"{self._stage} {self._done}/{self._pieces}")

    def advance(self, passes: int) -> None:
        """Some more passes are done, now or in another session."""
        self._passes += passes
        if self._bar is not None:
            self._bar.update(passes)

    def line(self) -> str:
        """How far it is, in words."""
        now = time.monotonic()
        parts = [f"{self._title}: {in_words(now - self._begun)}"]
        if self._total:
            parts.append(f"{min(self._passes / self._total, 1):.0%} of the training")
        if self._stage:
            parts.append(f"{self._stage} {self._done} of {self._pieces}")
        left = self._left(now)
        parts.append("no pace yet" if left is None else f"about {in_words(left)} left")
        return ", ".join(parts)

    def _left(self, now: float) -> float | None:
        """Seconds: of the training by its pace, of the probes at hand by theirs."""
        here = now - self._stage_begun
        training = self._training + (here if self._trains else 0.0)
        to_do = max(self._total - self._passes, 0)
        left = None
        if self._fresh and self._total:
            left = to_do * training / self._fresh
        elif self._total and not to_do:
            left = 0.0
        fresh = self._done - self._at_first
        if not self._trains and fresh:
            return (left or 0.0) + (self._pieces - self._done) * here / fresh
        return left if self._trains or not self._pieces else None

    def _end_stage(self) -> None:
        now = time.monotonic()
        if self._trains:
            self._training += now - self._stage_begun
        self._stage_begun = now

    def _tell(self) -> None:
        while not self._ended.wait(PERIOD):
            say(self.line())

    def __enter__(self) -> Progress:
        if sys.stderr is None:
            return self
        if sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(
                total=self._total or None, desc=self._title, unit=" samples", unit_scale=True, file=sys.stderr
            )
        else:
            self._thread = threading.Thread(target=self._tell, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._bar is not None:
            self._bar.close()
        if self._thread is not None:
            self._thread.join(1.0)


def in_words(seconds: float) -> str:
    """A time, roughly.

    >>> in_words(7.2), in_words(90), in_words(4000), in_words(200_000)
    ('7 s', '90 s', '67 min', '56 h')
    """
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
