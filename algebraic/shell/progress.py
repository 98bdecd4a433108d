"""What a long command says while it works."""

from __future__ import annotations

import logging
import time

from .output import say

log = logging.getLogger(__name__)

EVERY = 10.0  # seconds


class Progress:
    """Says on stderr what is being done, every ten seconds, and all of it in the log."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, text: str) -> None:
        log.debug("%s", text)
        if time.monotonic() - self._said > EVERY:
            self._said = time.monotonic()
            say(text)
