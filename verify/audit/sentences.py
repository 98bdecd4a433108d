"""The answer in five plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from ..subject import Options, Subject
from .coefficient import Coefficient, Coefficients
from .found import RankFound, TheoremFound, ZeroFound
from .inertia import Inertia

MOST_NAMED = 6  # guards or theorems that are named in a sentence


def five_sentences(
    subject: Subject, rank: RankFound, zero: ZeroFound, theorems: Sequence[TheoremFound], cut: Sequence[str]
) -> list[str]:
    """What was audited, its rank, a zero nearby, the theorems, and what was left out.

    Where theory and measurement disagree, the sentence about the theorems stands first.
    """
    wrong = [theorem for theorem in theorems if theorem.disagrees]
    found = [_size(subject), _rank(rank, subject), _zero(zero), _theorems(theorems, wrong), _left_out(subject, cut)]
    return [found.pop(3), *found] if wrong else found


def _size(subject: Subject) -> str:
    equations, params = subject.num_equations, subject.num_params
    if equations < params:
        compared = f"{params - equations:,} fewer than weights: overparametrised, counted in equations"
    elif equations == params:
        compared = "as many as weights"
    else:
        compared = f"{equations - params:,} more than weights: underparametrised, counted in equations"
    samples = subject.num_samples
    counted = [_count(params, "weight"), _count(samples, "sample"), _count(subject.output_dim, "output")]
    makes = "makes" if samples == 1 else "each make"
    return (
        f"The model has {counted[0]}, and {counted[1]} with {counted[2]} {makes} {_count(equations, 'equation')}, "
        f"{compared}."
    )


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _rank(rank: RankFound, subject: Subject) -> str:
    equations = subject.num_equations
    ways = {"proved": "this is proved", "gap": "a gap in the singular values shows it", "undecided": "not decided"}
    why_not = getattr(rank, "because", "it was not asked for")
    if rank.jacobian_rank is None:
        measured = f"The rank of the Jacobian at these weights was not measured ({why_not})"
    elif rank.status == "undecided":
        measured = f"The rank of the Jacobian at these weights is not decided; float64 suggests {rank.jacobian_rank:,}"
    else:
        seen = rank.status == "gap" and rank.jacobian_rank < rank.rank_bound
        way = f"{ways[rank.status]}{', to float64; no theorem does' if seen else ''}"
        measured = f"The Jacobian at these weights has rank {rank.jacobian_rank:,} of {equations:,} ({way})"
    if rank.rank_bound < equations:
        why = rank.rank_bound_reasons[0].rstrip(".") if rank.rank_bound_reasons else "of the sizes"
        bound = f"no weights reach more than {rank.rank_bound:,} ({why}), hence there is no zero for generic targets"
    else:
        bound = "no bound that was tried excludes full rank"
    return f"{measured}; {bound}."


def _zero(zero: ZeroFound) -> str:
    said = {
        "proved": "An exact zero of the square loss near these weights is proved",
        "not_found": "An exact zero of the square loss near these weights was not proved",
        "excluded": "There is no exact zero of the square loss",
        "not_applicable": "Whether there is an exact zero was not asked",
    }[zero.status]
    return f"{said}: {zero.because.rstrip('.')}."


def _theorems(theorems: Sequence[TheoremFound], wrong: Sequence[TheoremFound]) -> str:
    by = {word: [t.id for t in theorems if t.applies == word] for word in ("yes", "no", "unknown")}
    one = len(by["yes"]) == 1
    parts = [f"{_counted(by['yes'])} {'applies' if one else 'apply'}", f"{_counted(by['no'])} do not"]
    parts += [f"of {_counted(by['unknown'])} it is not known"] if by["unknown"] else []
    counts = f"Of {len(theorems)} theorems, {', '.join(parts)}"
    if not wrong:
        return f"{counts}."
    which = "; ".join(f"{each.id} ({str(each.measured or each.because).rstrip('.')})" for each in wrong)
    return f"Theory and measurement disagree on {which}. {counts}."


def _counted(ids: Sequence[str]) -> str:
    return f"{len(ids)} ({_named(ids)})" if ids else "none"


def _named(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more


def _left_out(subject: Subject, cut: Sequence[str]) -> str:
    guards = subject.guards
    if guards:
        names = _named([f"{guard.layer} ({guard.what.partition(':')[0]})" for guard in guards])
        taken = f"Taken in evaluation mode on a copy: {names}"
    else:
        taken = "No layer couples samples or draws by chance"
    if cut:
        return f"{taken}; cut short by time or memory: {'; '.join(cut)}."
    return f"{taken}; nothing that was asked for was cut short."


def curvature_sentence(inertia: Inertia, curved: Options) -> str:
    """The Hessian at an exact zero nearby, and at the given weights."""
    if inertia.rank is not None:
        zero = (
            f"at the exact zero nearby the Hessian has {inertia.rank:,} positive eigenvalues, none negative, "
            f"{inertia.flat or 0:,} zeros ({inertia.status})"
        )
    else:
        zero = f"at an exact zero it is not known: {inertia.because}"
    if curved["status"] != "found":
        return f"Curvature: {zero}; at these weights, {curved['because'].rstrip('.')}."
    return f"Curvature: {zero}; at these weights: {' '.join(curved['sentences'])}"


def coefficient_sentence(found: Coefficients) -> str:
    """λ at a zero, and over all zeros."""
    parts = [_coefficient(found.local)]
    if found.everywhere.status != "not_known":
        parts.append(_coefficient(found.everywhere))
    return f"Learning coefficient: {'; '.join(parts)}."


def _coefficient(found: Coefficient) -> str:
    if found.status == "not_known":
        return f"not known ({'; '.join(found.reasons)})"
    value = f"λ = {found.value}" if found.value is not None else f"{found.lower} ≤ λ ≤ {found.upper}"
    many = "" if found.multiplicity is None else f", multiplicity {found.multiplicity}"
    where = "the least over all zeros" if found.at == "all zeros" else f"at {found.at}"
    return f"{value}{many}, {where} ({found.status}: {found.reasons[0]})"
