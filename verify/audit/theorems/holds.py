"""Yes, no or unknown, and how that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Holds:
    """Whether a hypothesis holds, and how that is known."""

    answer: Answer
    why: str


def yes(why: str) -> Holds:
    """It holds."""
    return Holds("yes", why)


def no(why: str) -> Holds:
    """It does not, and by how much."""
    return Holds("no", why)


def unknown(why: str) -> Holds:
    """It is not known, and what is missing."""
    return Holds("unknown", why)
