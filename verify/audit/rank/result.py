"""What was found about the rank of a Jacobian."""

from __future__ import annotations

from dataclasses import dataclass

from .bounds import Bound

PROVED, GAP, UNDECIDED = "proved", "gap", "undecided"


@dataclass(frozen=True)
class Rank:
    """The rank of the Jacobian of all outputs for all samples, at the given weights.

    Attributes:
        jacobian_rank: the rank; where it is undecided, how many singular values stand out; ``None`` if there are
        none. status: ``proved``, ``gap`` (the singular values show it), or ``undecided``.
        rank_bound: no weights have a larger rank, by theorems for these data (``bounds``).
        rank_bound_here: the rank at the given weights is at most this, which may be less.
        singular_gap: the last singular value that counts over the next one, where there is one.
        zero_set_dimension: of the set of zeros for generic targets, where the rank is the number of equations.
        zero_set_because: why it is that, or why it is not said.
        largest_singular_value, smallest_singular_value: of the Jacobian with rows and columns scaled to norm 1, the
            smallest of those that count.
        verified_singular_value: a proved lower bound of the same singular value of the Jacobian as it is.
        lower_bound: the rank is proved to be at least this.
        empty_for_generic_targets: ``rank_bound`` is below the number of equations.
        bounds: what bounds the rank from above, the least first.
        method: how it was found, in sentences.
        cut: what memory or a limit of operations ended; empty where nothing was.
    """

    jacobian_rank: int | None
    status: str
    rank_bound: int
    rank_bound_here: int
    singular_gap: float | None
    zero_set_dimension: int | None
    zero_set_because: str
    largest_singular_value: float | None
    smallest_singular_value: float | None
    verified_singular_value: float | None
    lower_bound: int
    empty_for_generic_targets: bool
    bounds: tuple[Bound, ...]
    method: tuple[str, ...]
    cut: str = ""

    @property
    def because(self) -> str:
        """Why there is no rank, where there is none."""
        return self.cut or "two proofs contradict each other"

    @property
    def rank_bound_reasons(self) -> list[str]:
        """The bounds in sentences: those for all weights, the least first, and those for the given ones."""
        told = sorted(self.bounds, key=lambda each: (not each.everywhere, each.bound))
        here = {True: "at most", False: "at these weights at most"}
        return [f"{here[each.everywhere]} {each.bound:,}: {each.because}" for each in told]
