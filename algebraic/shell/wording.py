"""Numbers in words that fit a line, and what is known of a system in one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

DECIDED = ("exact", "exact_mod_p", "empty", "infinite")  # statuses of a number of solutions


def format_number(value: int | float) -> str:
    """A number with separators, or as a power of two when it does not fit a line.

    >>> format_number(2401), format_number(2**100)
    ('2,401', '2^100')
    """
    if isinstance(value, float):
        return f"{value:,.1f}" if value < 1e9 else f"2^{log2(value):.6g}"
    return f"{value:,}" if value.bit_length() < 64 else f"2^{log2(value):.6g}"


def format_power(power: float | None) -> str:
    """A binary logarithm as a power of two."""
    return "–" if power is None else f"2^{power:.6g}"


def format_count(count: int | None, status: str) -> str:
    """A number of solutions with what it is worth: beside a lower bound it says so.

    >>> format_count(1624, "lower_bound"), format_count(21, "exact"), format_count(None, "infinite")
    ('at least 1,624', '21', '∞')
    """
    if count is None:
        return "∞" if status == "infinite" else "–"
    return f"at least {count:,}" if status == "lower_bound" else format_number(count)


def counted(number: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "sample"), counted(1200, "sample")
    ('1 sample', '1,200 samples')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Known:
    """What is known of a system: K weights, N samples with m outputs each, and its complex solutions.

    Attributes:
        critical: whether these are the critical points of the loss.
        rank: of the Jacobian of the outputs at generic weights, for as many samples as it takes until it stops growing.
        rank_here: the same for the samples at hand.
        proved: whether ``status`` is.
        real: real ones among ``count``; ``None`` where these are not listed.
    """

    num_params: int
    num_samples: int
    output_dim: int
    critical: bool
    rank: int | None
    rank_here: int | None
    status: str
    proved: bool
    count: int | None
    real: int | None = None

    def sentence(self) -> str:
        """All of it in one plain sentence.

        >>> print(Known(13, 13, 1, False, 6, 6, "empty", True, 0).sentence())
        13 weights, rank 6: with 7 or more samples of generic targets no solution; with 3 samples a set of \
dimension 10; these 13 samples: no solution (proved).
        >>> print(Known(4, 4, 1, False, 4, 4, "exact", True, 21, 3).sentence())
        4 weights, rank 4, these 4 samples: exactly 21 complex solutions, 3 of them real.
        >>> print(Known(4, 9, 1, True, None, None, "lower_bound", True, 0, 0).sentence())
        4 weights, these 9 samples: no critical point was certified; whether there are any is not decided.
        """
        weights = counted(self.num_params, "weight")
        rank = "" if self.rank is None or self.critical else f", rank {self.rank:,}"
        these = "this sample" if self.num_samples == 1 else f"these {self.num_samples:,} samples"
        generic = self._generic()
        if not generic:
            return f"{weights}{rank}, {these}: {self._here()}."
        return f"{weights}{rank}: {'; '.join(generic)}; {these}: {self._here()}."

    def _generic(self) -> list[str]:
        """For how many samples generic targets have no solution, and for how many a set of which dimension.

        The rank for N samples is at most r and N·m, and with one output the smaller of the two.
        """
        square = self.num_samples * self.output_dim == self.num_params == self.rank_here
        if self.critical or self.rank is None or square:
            return []
        none_from = self.rank // self.output_dim + 1
        said = [f"with {none_from:,} or more samples of generic targets no solution"]
        some = self.num_samples if self.rank_here == self.num_samples * self.output_dim else 0
        if not some and self.output_dim == 1:
            some = self.rank // 2
        if some:
            size = self.num_params - some * self.output_dim
            said.append(f"with {counted(some, 'sample')} a set of dimension {size:,}")
        return said

    def _here(self) -> str:
        noun = "critical point" if self.critical else "complex solution"
        return words_of_count(self.status, self.count, self.real, proved=self.proved, noun=noun)


def words_of_count(
    status: str, count: int | None, real: int | None, *, proved: bool, noun: str = "complex solution"
) -> str:
    """A number of solutions in words, and what it is worth.

    Args:
        real: how many of them are real, where that is known.
        proved: whether ``status`` is.

    >>> words_of_count("exact", 21, 7, proved=True), words_of_count("lower_bound", 0, 0, proved=True)
    ('exactly 21 complex solutions, 7 of them real', \
'no solution was certified; whether there are any is not decided')
    """
    short, strength = noun.removeprefix("complex "), " (proved)" if proved else " (modulo two primes)"
    if status == "infinite":
        return f"infinitely many {noun}s{strength}"
    if status == "empty":
        return f"no {short}{strength}"
    if count is None or status not in (*DECIDED, "lower_bound"):
        return f"how many {noun}s there are is not decided"
    least = status == "lower_bound"
    if least and not count:
        return f"no {short} was certified; whether there are any is not decided"
    number = f"{'at least' if least else 'exactly'} {counted(count, noun)}"
    if real is not None:
        number += f", {'at least ' if least else ''}{real:,} of them real"
    if least:
        return f"{number}; whether there are more is not decided"
    if status == "exact":
        return number + ("" if proved else " (by the bound of another program)")
    return number + " (modulo two primes)"
