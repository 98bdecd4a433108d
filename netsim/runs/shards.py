"""Shares of a run: several processes or machines with one folder, each with every N-th piece of work."""

from __future__ import annotations

from dataclasses import dataclass

from ..shell import OutOfBudget, WrongInput, shown_value

MOST_SHARDS = 100_000


@dataclass(frozen=True)
class Shard:
    """The share ``number`` of ``count``, from 1.

    Which pieces it has depends on their order alone, and what a piece gives on nothing but the piece.
    """

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def has(self, place: int) -> bool:
        """Whether the piece at this place, from 0, is of this share."""
        return place % self.count == self.number - 1

    def is_done(self, left: int) -> OutOfBudget:
        """What ends a share whose pieces are done, where others are left."""
        return OutOfBudget(
            f"the pieces of shard {self} are done, and {left} of other shards are left",
            hint="when all shards are done in this folder, the same command without --shard goes on with them",
            kind="shard_done",
        )


def read_shard(text: str) -> Shard:
    """``I/N`` as a share.

    Raises:
        WrongInput: it is none.

    >>> read_shard("2/3").has(4)
    True
    """
    first, sign, second = text.partition("/")
    if not (sign and all(part.isascii() and part.isdecimal() and len(part) < 10 for part in (first, second))):
        raise WrongInput(f"--shard is {shown_value(text)}", hint="write --shard 1/4", kind="usage")
    shard = Shard(int(first), int(second))
    if not 1 <= shard.number <= shard.count <= MOST_SHARDS:
        hint = f"give a number from 1 to N, and N at most {MOST_SHARDS:,}"
        raise WrongInput(f"--shard is {shown_value(text)}", hint=hint, kind="usage")
    return shard
