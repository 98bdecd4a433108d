"""The answer about a Hessian in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .result import Curvature, Eigenvalue

LONGEST = 10  # eigenvalues in a sentence


def sentences_of(found: Curvature) -> list[str]:
    """What was computed, its eigenvalues, the negative ones, the rank."""
    subject = found.subject
    said = [
        f"The Hessian of the loss {subject.loss} = {subject.loss_value:.6g} has {subject.num_params:,} rows, one for "
        f"each weight; {found.method}.",
        *found.enclosed,
        _negative(found),
        f"Rank: {_rank(found)} ({found.rank_because}).",
    ]
    said += [words for words in (_trivial(found), _kinks(found), _zero(found)) if words]
    return said + [f"Not done: {each}." for each in found.cut]


def line(each: Eigenvalue) -> str:
    """An interval as a line of a table."""
    many = f"  {'exactly' if each.exact else 'at least'} {each.multiplicity}" if each.multiplicity > 1 else ""
    return f"  {each.value: .10e} ± {each.radius:.1e}{many}"


def _rank(found: Curvature) -> str:
    if found.rank is None:
        return "undecided"
    return f"{'at least ' if found.rank_status == 'undecided' else ''}{found.rank:,}, {found.rank_status}"


def _negative(found: Curvature) -> str:
    negative = found.negative
    if negative.status == "undecided":
        return "Whether an eigenvalue is negative is undecided: 0 lies in the lowest interval."
    if not negative.at_least:
        return f"No eigenvalue is negative ({negative.status})."
    most = "" if negative.at_most == negative.at_least else " at least"
    value = "" if negative.most_negative is None else (
        f"; the lowest that was found: {negative.most_negative.value:.6g} ± {negative.most_negative.radius:.1e}"
    )  # fmt: skip
    return f"Negative eigenvalues:{most} {negative.at_least:,} ({negative.status}){value}."


def _trivial(found: Curvature) -> str:
    trivial = found.trivial_directions
    if trivial is None:
        return ""
    count = f"at least {trivial.at_least:,}" if trivial.count is None else f"{trivial.count:,} ({trivial.status})"
    said = f"Directions that change no output, to first order: {count}"
    named = "; ".join(f"{each.count:,} {each.what}" for each in trivial.named)
    said += f"; known ones: {named}" if named else ""
    if trivial.flat is None:
        return f"{said}."
    flat = trivial.flat
    return (
        f"{said}. Of the {flat.count:,} eigenvalues around 0, {flat.no_output:,} belong to directions that change no "
        f"output, {flat.no_loss:,} to others that change no loss, {flat.others:,} to the rest ({flat.status})."
    )


def _kinks(found: Curvature) -> str:
    kinks = found.kinks
    if kinks is None or not kinks.there:
        return ""
    if kinks.value is None:
        return f"The model has kinks ({kinks.because})."
    far = "" if kinks.distance is None else f", about {kinks.distance:.2g} away in the weights"
    return f"The Hessian ignores kinks; the nearest is at {kinks.value:.2g}{far} ({kinks.because})."


def _zero(found: Curvature) -> str:
    zero = found.at_zero
    if zero is None or zero.status != "proved" or zero.positive is None:
        return ""
    return (
        f"At an exact zero of the loss nearby (proved, {zero.distance:.2g} away) the Hessian has {zero.positive:,} "
        f"positive eigenvalues, none negative, {zero.zero:,} zeros ({zero.rank_status})."
    )
