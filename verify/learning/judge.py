"""What follows from the chains: an estimate, or that nothing follows, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .chains import Trace
from .diagnostics import drift, effective_size, split_rhat
from .slopes import COLDER, MAX_MULTIPLICITY, RULED_OUT, Fit, Slopes, interval
from .virial import not_at_target, without_noise

MOST_RHAT = 1.1
LEAST_ACCEPTANCE = 0.2
LEAST_SIZE = 100.0  # effective draws of one temperature
NARROW = 0.05  # of the value: half the width of an interval that is an answer
TAIL = 0.001  # probability of calling chains drifting, or boxes different, that are not
LOWER = 0.5  # β H below that at the point
FAR = 8.0  # standard deviations of γ ‖w − w*‖² in the box


@dataclass(frozen=True)
class Judgement:
    """An estimate, or reasons why there is none.

    Attributes:
        value: λ; ``None`` where it is undecided.
        lower, upper: between which λ is, for all multiplicities that fit; ``None`` where none does.
        multiplicity: ``None`` where several fit, or nothing does.
        fits: of each multiplicity that was tried.
        reasons: why it is undecided; empty where it is not.
        curable: whether longer chains may decide it: they are short of the target, or of draws, and nothing else.
        too_cold: whether it is chains that are not at their target, drift or differ, which hotter ones may be.
    """

    value: float | None
    lower: float | None
    upper: float | None
    multiplicity: int | None
    fits: tuple[Fit, ...]
    reasons: tuple[str, ...]
    curable: bool = False
    too_cold: bool = False


def judge(trace: Trace, num_params: int) -> Judgement:
    """The answer of the chains of both boxes together."""
    if not np.isfinite(trace.energies).all():
        return Judgement(None, None, None, None, (), ("the loss was not finite in a chain",))
    places, chains = [*_places(trace, num_params)], [*_chains(trace)]
    reasons = places + chains
    refused = float(trace.acceptance.min()) < LEAST_ACCEPTANCE
    means = without_noise(trace.energies.mean(-1), trace.virial)
    slopes = Slopes.of(trace.beta, means)
    most = min(MAX_MULTIPLICITY, num_params)
    fits = tuple(slopes.fit(m) for m in range(1, most + 1))
    if not fits[0].accepted:
        fits = (*fits, slopes.fit(1, decays=True))
    good = [fit for fit in fits if fit.accepted]
    if not good:
        reasons.append(_bends(slopes, most))
        curable = not places and not refused
        return Judgement(None, None, None, None, fits, tuple(reasons), curable, bool(chains))
    colder = Slopes.of(trace.beta, means, COLDER)
    again = [colder.fit(fit.multiplicity) for fit in good if fit.decay is None]
    good = [fit for fit in fits if fit.possible]
    lower, upper = interval([*good, *(fit for fit in again if fit.accepted)], trace.energies.shape[1])
    best = max(good, key=lambda fit: fit.probability)
    if upper - lower > 2 * NARROW * best.value:
        shown = " or ".join(sorted({str(fit.multiplicity) for fit in good}))
        reasons.append(
            f"the interval from {lower:.4g} to {upper:.4g} is wider than {NARROW:.0%} on both sides "
            f"(multiplicity {shown}): more draws or temperatures make it narrower"
        )
    left = [fit for fit in fits if fit.probability >= RULED_OUT]
    sure = all(fit.multiplicity == best.multiplicity and not fit.slow for fit in left)
    multiplicity = best.multiplicity if sure else None
    value = None if reasons else (best.value if len(good) == 1 else (lower + upper) / 2)
    curable = value is None and not places and not refused
    return Judgement(value, lower, upper, multiplicity, fits, tuple(reasons), curable, bool(chains))


def _places(trace: Trace, num_params: int) -> Iterator[str]:
    """Where the chains were."""
    lowest = float(trace.lowest.min())
    if lowest < -LOWER:
        yield (
            f"a chain found a lower loss than at the point (β H = {lowest:.3g}): this is no minimum, "
            "and the chain left it"
        )
    bound = num_params + FAR * (2 * num_params) ** 0.5 + FAR**2
    farthest = float(trace.farthest.max())
    if farthest > bound:
        yield (
            f"a chain left the neighbourhood: γ ‖w − w*‖² was {farthest:.3g}, where {bound:.3g} is the most that "
            "the box has by itself"
        )


def _chains(trace: Trace) -> Iterator[str]:
    """Whether they are to be believed."""
    from scipy.stats import t

    worst = float(trace.acceptance.min())
    if worst < LEAST_ACCEPTANCE:
        yield f"at one temperature only {worst:.0%} of the moves were accepted"
    draws = np.moveaxis(trace.energies, 1, 2)  # (boxes, temperatures, chains, draws)
    rhat = float(np.max(split_rhat(draws)))
    if rhat > MOST_RHAT:
        yield f"the chains of one temperature differ: R̂ = {rhat:.3f}, above {MOST_RHAT}"
    size = float(np.min(effective_size(draws)))
    if size < LEAST_SIZE:
        yield f"the draws of one temperature are worth {size:.0f} independent ones, fewer than {LEAST_SIZE:.0f}"
    shifts = np.abs(drift(draws))
    bound = float(t.isf(TAIL / 2 / shifts.size, draws.shape[2] - 1))
    off = np.abs(not_at_target(trace.energies.mean(-1), trace.virial))
    if float(off.max()) > bound:
        yield f"the chains are not at the target yet: E[v_i ∂_i U] = 1 fails by {off.max():.1f} standard errors"
    if float(shifts.max()) > bound:
        yield f"a trace drifts: its halves differ by {shifts.max():.1f} standard errors"


def _bends(slopes: Slopes, most: int) -> str:
    """Which of two reasons it is that nothing fits both boxes."""
    alone = [[f for f in (slopes.box(g).fit(m) for m in range(1, most + 1)) if f.accepted] for g in (0, 1)]
    if all(alone):
        wide, narrow = (
            " or ".join(f"{f.value:.4g} (multiplicity {f.multiplicity})" for f in fits[:2]) for fits in alone
        )
        return f"the answer depends on the box: {wide} in the wider one, {narrow} in the narrower one"
    return "the slope bends between temperatures as no multiplicity explains: the range of temperatures is too hot"
