"""The eigenvalues of the Hessian where training ends (C18 §5, cited observations): signs and sizes by balls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import flint
import numpy as np

from ...claims import Search
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...spectra import enclosed_spectrum
from ...vary import entries_moved
from .runs_to_train import draw, draw_edges, draw_many_samples, draw_polished, draw_start, draw_unpolished
from .trained_nets import (
    BITS,
    Run,
    curvature,
    frobenius,
    hessian_parts,
    in_enough_bits,
    moving,
    num_weights,
    residuals_and_slopes,
    shifted,
    signs,
    weights_reached,
    zero_near,
)

NEAR = 1000  # an eigenvalue counts as near 0 up to this part of the trace of 2 JᵀJ


def two_routes(run: Run, *, leave_out: bool = False) -> tuple[flint.arb_mat, flint.arb_mat, str]:
    """2 JᵀJ, the rest of the Hessian, and where it differs from second derivatives on lines.

    ``leave_out``: the rest is taken to be 0.
    """
    w, n = weights_reached(run), num_weights(run)
    main, rest = hessian_parts(run, w)
    whole = main if leave_out else main + rest
    for k in range(n):
        along = [int(j == k) + 2 * int(j == (3 * k + 1) % n) for j in range(n)]
        column = flint.arb_mat([[v] for v in along])
        if not (column.transpose() * whole * column)[0, 0].overlaps(curvature(run, w, along)):
            return main, rest, f"the two routes to the Hessian differ along line {k + 1}"
    return main, rest, ""


def spectrum(run: Run, *, leave_out: bool = False) -> Finding:
    """Whether more than half of the eigenvalues are near 0, some above, and at most a quarter below, none far.

    They are counted by Descartes' rule in balls, and enclosed one by one; the two must not contradict each other.
    """

    def decide() -> Finding:
        main, rest, why = two_routes(run, leave_out=leave_out)
        if why:
            return Finding(False, "certified", {}, why)
        whole, n = main + rest, num_weights(run)
        near = (sum((main[k, k] for k in range(n)), flint.arb(0)) / NEAR).mid()
        above, below, far = (signs(shifted(whole, by)) for by in (-near, near, 100 * near))
        f, _ = residuals_and_slopes(run, weights_reached(run))
        measured: dict[str, object] = {"n": n, "d": len(run["labels"]), "loss": (frobenius(f) ** 2).str(3)}
        if above is None or below is None or far is None:
            return Finding(None, "certified", measured, "an eigenvalue is too close to a bound to be counted")
        counts = [above[0], n - above[0] - below[1], below[1]]
        measured["above_near_below"] = counts
        spectrum = enclosed_spectrum(whole)
        measured["spectrum"] = spectrum.told()
        edge = float(near)
        if spectrum.above(edge * 1.01) > counts[0] or spectrum.below(-edge * 1.01) > counts[2]:
            return Finding(False, "certified", measured, "the enclosed eigenvalues are not those that were counted")
        told = f"{counts[0]} of {n} eigenvalues are above, {counts[1]} near 0, {counts[2]} below"
        good = 2 * counts[1] > n and counts[0] > 0 and 4 * counts[2] <= n and far[1] == 0
        return Finding(good, "certified", measured, "" if good else told)

    return in_enough_bits(decide)


def exactly(run: Run, *, few: bool) -> Finding:
    """The signs of all eigenvalues: whether most are exactly 0; or whether fewer are negative than positive."""

    def decide() -> Finding:
        main, rest, why = two_routes(run)
        basis, n = moving(run), num_weights(run)
        found = signs(basis.transpose() * (main + rest) * basis)  # the other directions are null vectors
        if why or found is None:
            return Finding(None, "certified", {}, why or "an eigenvalue cannot be told from 0")
        zero = n - sum(found)
        measured = {"n": n, "positive": found[0], "zero": zero, "negative": found[1]}
        told = f"of {n} eigenvalues {zero} are 0, {found[0]} positive and {found[1]} negative"
        good = found[1] < found[0] if few else 2 * zero > n
        return Finding(good, "certified", measured, "" if good else told)

    return in_enough_bits(decide)


def at_a_zero(run: Run) -> Finding:
    """At a zero of the loss that is proved near the weights reached: d eigenvalues are positive, n − d are 0."""
    with flint.ctx.workprec(BITS):
        found = zero_near(run, weights_reached(run))
        if isinstance(found, str):
            return Finding(None, "certified", {}, found)
    n, d = num_weights(run), len(run["labels"])
    beside = within(run)  # the weights reached have the same d above, as ε is below the gap there
    measured = {"n": n, "d": d, "zero_within": found.str(3), "positive": d, "zero": n - d, "negative": 0}
    measured["learning_coefficient"] = f"{d}/2"  # J is onto there: Σ f_i² is a sum of d squares of coordinates
    good = beside.holds is not False and beside.measured["rank_at_most"] == d
    return Finding(good, "certified", measured, "" if good else f"beside it: {beside.reason or beside.measured}")


def within(run: Run, *, part: int = 1, negative: bool = True) -> Finding:
    """Whether n − r eigenvalues are at most ε in size and the others above, by counts below −ε and above ε.

    Args:
        part: ε divided by this. negative: whether eigenvalues below 0 are allowed.
    """
    once: Run = {**run, "inputs": [], "labels": []}
    for x, y in zip(run["inputs"], run["labels"], strict=True):
        if x not in once["inputs"]:
            once = {**once, "inputs": [*once["inputs"], x], "labels": [*once["labels"], y]}

    def decide() -> Finding:
        main, rest, why = two_routes(run)
        if why:
            return Finding(False, "certified", {}, why)
        n, whole = num_weights(run), main + rest
        bound = ((frobenius(rest) / part) * (1 + flint.arb(2) ** -20) + flint.arb(2) ** -200).mid()
        _, j = residuals_and_slopes(once, weights_reached(run))
        regular = len(once["inputs"]) <= n and not (j * j.transpose()).det().contains(0)
        rank = len(once["inputs"]) if regular else n
        below, above = signs(shifted(whole, bound)), signs(shifted(whole, -bound))
        clear = regular and _smallest_is_above(j, bound)
        measured = {"n": n, "rank_at_most": rank, "epsilon": bound.str(3), "epsilon_is_below_the_gap": clear}
        if below is None or above is None:
            return Finding(None, "certified", measured, "an eigenvalue is too close to ε to be counted")
        if below[1] or above[0] > rank or (clear and above[0] != rank):
            told = f"{below[1]} eigenvalues are below −ε and {above[0]} above ε, outside of what is said"
            return Finding(False, "certified", measured, told)
        return Finding(True, "certified", measured)

    found = in_enough_bits(decide)
    if found.holds and not negative:
        counted = exactly(run, few=False)
        below = counted.measured.get("negative", 0)
        return Finding(not below, "certified", counted.measured, f"{below} eigenvalues are negative" if below else "")
    return found


def _smallest_is_above(j: flint.arb_mat, bound: flint.arb) -> bool:
    """Whether all non-zero eigenvalues of 2 JᵀJ, those of 2 JJᵀ over different samples, are above 2ε."""
    found = signs(shifted(2 * (j * j.transpose()), -2 * bound))
    return found is not None and found[1] == 0


@hypothesis
def trained(run: Run) -> str | None:
    """after training"""
    return None if run["steps"] else "the weights are those of the start"


@hypothesis
def overparametrised(run: Run) -> str | None:
    """n > d"""
    n, d = num_weights(run), len(run["labels"])
    return None if n > d else f"n = {n}, d = {d}"


@hypothesis
def close(run: Run) -> str | None:
    """a zero of the loss is proved near the weights"""
    with flint.ctx.workprec(BITS):
        found = zero_near(run, weights_reached(run))
    return found if isinstance(found, str) else None


@claim(
    "C18-09",
    "After training most eigenvalues of the Hessian are near 0, some positive, few slightly negative",
    source="C18 §5, first paragraph, of Chaudhari et al. (2016) and Wu et al. (2017)",
    quantifier="generic",
    field="real",
    letters={"n": "weights", "d": "samples", "L": "Σ f_i²"},
    draw=draw,
    hypotheses=(trained, overparametrised),
    rests_on=("C18-12",),
    size=lambda run: num_weights(run) + len(run["labels"]) + run["steps"] / 10**4,
    num_instances=24,
    open=True,
    reading="with its hedges: “tended to”, “approximately zero”, “small in magnitude”",
    note="An observation of others about networks that we do not have, and a tendency: no number of runs decides it. "
    "Ours are small (one hidden layer, σ(z) = z/√(1 + z²), at most 17 weights), trained with momentum on all samples "
    "or one in a step, some polished; “near 0” is up to a thousandth of the trace of 2 JᵀJ, “few” a quarter at most, "
    "and both counts are certified, each eigenvalue enclosed. Where the loss has become tiny, d are above and n − d "
    "near 0, so that “most” needs d < n/2; where training stops early, at the random start, and with d ≥ n it is "
    "mostly not so. The hedges are needed. Where training ends, at a loss that is not 0, no eigenvalue is 0 but for "
    "directions that the data leave out (where the (x_i, 1) do not span the space of the (w_k, b_k)), and of those "
    "near 0 as many may be negative as positive, or more: their signs are those of Σ f_i ∇²f_i on the kernel of J, "
    "which prefers none. So “few negative ones” is about those that can be told from 0. At a zero of the loss, which "
    "is proved near polished weights (Newton–Kantorovich), d are positive, n − d are 0 and none is negative: §2 "
    "agrees with the observation, and the negative ones come from the loss that is left. The counts are of one seed; "
    "others give other counts.",
)
def tendency(run: Run) -> Finding:
    """at solutions found by training the Hessian of the loss tends to have many eigenvalues that are approximately 0,
    some positive ones, and a small number of negative ones, which tend to be small in magnitude
    """
    return spectrum(run)


@tendency.reading("unhedged", draw=draw_unpolished, hypotheses=(trained, overparametrised), num_instances=16)
def exactly_zero(run: Run) -> Finding:
    """most eigenvalues are 0 where training ends, without “approximately”"""
    return exactly(run, few=False)


@tendency.reading("unhedged", draw=draw_unpolished, hypotheses=(trained, overparametrised), num_instances=24)
def few_below(run: Run) -> Finding:
    """few eigenvalues, fewer than are positive, are negative where training ends, however close to 0"""
    return exactly(run, few=True)


@tendency.reading("borrowed", draw=draw_polished, hypotheses=(trained, overparametrised, close), num_instances=12)
def at_global_minima(run: Run) -> Finding:
    """of global minima, as §2 is: n − d are exactly 0, the others positive, none negative"""
    return at_a_zero(run)


def room(run: Run) -> float:
    """What is left to −ε and to ε, of the smallest eigenvalue and of the largest that is none of r; in parts of ε."""
    with flint.ctx.workprec(BITS):
        main, rest = hessian_parts(run, weights_reached(run))
        whole, bends = (np.array([[float(v) for v in row] for row in m.tolist()]) for m in (main + rest, rest))
    epsilon, values = float(np.linalg.norm(bends)), np.linalg.eigvalsh(whole)
    largest = values[-1 - len({tuple(x) for x in run["inputs"]})] if len(values) > len(run["inputs"]) else -np.inf
    if epsilon < 1e-6 * np.linalg.norm(whole):
        return np.inf  # floats do not see it
    return float(min(values[0] + epsilon, epsilon - largest)) / epsilon


def beside(stream: np.random.Generator, run: Run, size: float) -> Run:
    """Other samples and labels at the same start, or at another; without training: the statement is of all points."""
    moved: Run = entries_moved("inputs", "labels")(stream, run, size)
    seed = int(stream.integers(2**31)) if stream.random() < size / 10 else run["seed"]
    return {**moved, "seed": seed, "steps": 0, "polish": 0}


def small_runs() -> Iterator[Run]:
    """One and two units at random weights; up to six samples: 0, equal, opposite or far away; labels to ±1000."""
    samples = ([[0]], [[4], [4]], [[-4], [4]], [[k] for k in range(-3, 3)], [[4000], [1]], [[0, 0], [4, 0], [0, 4]])
    for inputs, width, scale, seed in product(samples, (1, 2), (0, 1, 4000), (1, 2)):
        labels = [scale * (-1) ** k for k in range(len(inputs))]
        yield {"inputs": inputs, "labels": labels, "width": width, "seed": seed, "steps": 0, "batch": 1, "polish": 0}


@tendency.corrected_on(draw_edges, 28, Search(room, beside, 60, small_runs, 30))
def within_epsilon(run: Run) -> Finding:
    """Let f_1, …, f_d be twice continuously differentiable functions of n weights, r the rank of their Jacobian J at a
    point, and ε the Frobenius norm of 2 Σ f_i ∇²f_i. Of the eigenvalues of the Hessian of Σ f_i² at most r are above ε,
    and none is below −ε; if all non-zero eigenvalues of 2 JᵀJ are above 2ε, r are above ε and n − r within ε of 0, of
    any sign. At a zero of the loss ε is 0: r are positive and n − r are 0
    """
    return within(run)


@within_epsilon.false(because="are negative")
def none_negative(run: Run) -> Finding:
    """no eigenvalue is negative where training ends"""
    return within(run, negative=False)


@within_epsilon.false(because="outside of what is said")
def a_hundredth(run: Run) -> Finding:
    """the same with a hundredth of ε"""
    return within(run, part=100)


@tendency.false(because="near 0", draw=draw_start)
def from_the_start(run: Run) -> Finding:
    """they are so at a random start"""
    return spectrum(run)


@tendency.false(because="near 0", draw=draw_many_samples)
def many_samples(run: Run) -> Finding:
    """they are so with as many samples as weights"""
    return spectrum(run)


@tendency.broken(because="two routes")
def gauss_newton(run: Run) -> Finding:
    """2 JᵀJ taken for the whole Hessian"""
    return spectrum(run, leave_out=True)
