"""A path from any point along which the loss never increases and tends to 0 (NMH, abstract)."""

from __future__ import annotations

from itertools import pairwise

import flint

from ...claims import Search, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    SkipParameters,
    cross_entropy,
    entrywise,
    features_in_balls,
    formal_values,
    random_parameters,
    rank_bound,
)
from .features import LETTERS, activation, num_samples, path
from .points import Point, one_hot
from .small_points import condition
from .starts import OWN_WEIGHTS, SHARED_WEIGHTS, Start, beside, draw, draw_in_turn, point_of, small_starts, trap_at_one
from .steps import falls, full_rank
from .traps import in_trap
from .valley import HYPOTHESES, segment

BITS = 512
NEVER = "a path on which Φ does not increase never leaves the trap that it starts in"
Corner = tuple[str, SkipParameters, flint.arb_mat]  # its name, U and V


def pieces(instance: Start, *, downwards: bool = True) -> list[Corner]:
    """The corners of the path (linear between them) in balls, the last one the direction of a ray in V.

    1. Units with equal features for all samples (or constant ones, then in proportion): all their output weights, and
       their weights into the next layer, go to one of them. Outputs and hidden values stay (formal evaluation).
    2. The units that nothing reads now move to random parameters. Nothing changes.
    3. With Ψ(U) regular: V + s W with ΨW = Y. G + sY lowers Φ strictly, to 0 for s → ∞.

    Raises:
        ArithmeticError: Ψ has no certified full rank after step 2.
    """
    net, count = instance["net"], len(instance["net"]["layers"][0]["supports"])
    here, v = point_of(instance)
    corners = [("start", entrywise(flint.arb, here), v)]
    columns = list(zip(*formal_values(net, instance["inputs"], here), strict=True))
    constant = [k for k in range(count) if len(set(columns[k])) == 1]
    lead = {k: constant[0] if k in constant else columns.index(columns[k]) for k in range(count)}
    free = [k for k in range(count) if lead[k] != k]
    rows, weights = v.tolist(), [[list(w) for w in each] for each in here["weights"]]
    first = features_in_balls(net, instance["inputs"][:1], here).tolist()[0] if constant else []
    for k in free:
        ratio = first[k] / first[lead[k]] if k in constant else 1
        rows[lead[k]] = [a + ratio * b for a, b in zip(rows[lead[k]], rows[k], strict=True)]
        rows[k] = [flint.arb(0)] * instance["num_classes"]
        for vector in weights[1] if len(weights) > 1 else ():
            vector[lead[k]], vector[k] = vector[lead[k]] + vector[k], 0
    merged: SkipParameters = {"weights": weights, "biases": here["biases"]}
    gathered = flint.arb_mat(rows)
    if not any(g != 0 for row in rows for g in row):
        free = list(range(count))  # V = 0: the whole of U may move
    other = random_parameters(net, instance["seed"])
    weights = [[list(w) for w in each] for each in weights]
    biases = [list(each) for each in here["biases"]]
    for k in free:
        weights[0][k], biases[0][k] = other["weights"][0][k], other["biases"][0][k]
    final: SkipParameters = {"weights": weights, "biases": biases}
    corners += [("gathered", merged, gathered), ("regular", final, gathered)]
    return [*corners, ("ray", final, ray(instance, (final, gathered), downwards=downwards))]


def ray(instance: Start, point: Point, *, downwards: bool = True) -> flint.arb_mat:
    """W with Ψ(U)W = Y, or −Y; only the first N skips have any.

    Raises:
        ArithmeticError: Ψ(U) is not certified to be regular.
    """
    size = len(instance["inputs"])
    psi = features_in_balls(instance["net"], instance["inputs"], point[0], columns=size)
    if psi.det().contains(0):
        raise ArithmeticError(f"det Ψ was not certified to be non-zero at {flint.ctx.prec} bits")
    rows = psi.solve(one_hot(instance) * (1 if downwards else -1)).tolist()
    return flint.arb_mat(rows + [[flint.arb(0)] * instance["num_classes"]] * (point[1].nrows() - size))


def loss(instance: Start, u: SkipParameters, v: flint.arb_mat) -> flint.arb:
    """Φ(U, V) in a ball, by a forward pass."""
    outputs = features_in_balls(instance["net"], instance["inputs"], u) * v
    return cross_entropy(outputs.tolist(), instance["labels"])


def losses(instance: Start, corners: list[Corner]) -> tuple[list[flint.arb], list[flint.arb]]:
    """The loss at points of every piece, those before the ray and those on it; between them :func:`pieces` argues."""
    found = []
    for (_, u0, v0), (_, u1, v1) in pairwise(corners[:-1]):
        for k in range(3):
            t = flint.arb(k) / 3
            found.append(loss(instance, _between(u0, u1, t), v0 + (v1 - v0) * t))
    _, u, v = corners[-2]
    outputs = (features_in_balls(instance["net"], instance["inputs"], u) * v).tolist()
    far = 1 + max(abs(g).upper() for row in outputs for g in row)  # sY outweighs G from twice the largest of it on
    return found, [loss(instance, u, v + corners[-1][2] * (far * s)) for s in (0, 1, 4, 16, 64)]


def _between(a: SkipParameters, b: SkipParameters, t: flint.arb) -> SkipParameters:
    return entrywise(lambda v, w: flint.arb(v) * (1 - t) + flint.arb(w) * t, a, b)


def descends(instance: Start, *, downwards: bool = True) -> Finding:
    """Whether a path leads down: one that is built and checked in balls, or a proof that there is none."""
    if instance["num_classes"] < 2:
        return Finding(True, "exact", {"note": "m = 1: Φ is 0 everywhere"})
    bound, why = rank_bound(instance["net"], instance["inputs"])
    if bound < len(instance["inputs"]):
        return _stuck(instance, why)
    with flint.ctx.workprec(BITS):
        if own_weights(instance):
            try:
                return _checked(instance, pieces(instance, downwards=downwards), {"start": instance["kind"]})
            except ArithmeticError:
                pass
        return _step_down(instance, downwards)


def own_weights(instance: Start) -> bool:
    """Whether no two units share weights or biases."""
    layers = instance["net"]["layers"]
    return all(each["groups"] == list(range(len(each["groups"]))) and not each["tied"] for each in layers)


def _step_down(instance: Start, downwards: bool) -> Finding:
    """Where no unit can be moved alone: down at once, or after a step on which the loss falls, or never."""
    point = point_of(instance)
    measured: dict[str, object] = {"start": instance["kind"]}
    net, inputs, labels = instance["net"], instance["inputs"], instance["labels"]
    if instance.get("balanced") and not in_trap(net, inputs, labels, instance["num_classes"], instance["U"]):
        here = loss(instance, *point)
        return Finding(False, "exact", {**measured, "loss": here.str(8)}, f"{NEVER}: the loss stays {here.str(8)}")
    corners: list[Corner] = [("start", entrywise(flint.arb, point[0]), point[1])]
    if not full_rank(instance, point):
        found = falls(instance, point)
        if found is None:
            reason = "rank Ψ < N, no step down was found, and no proof that there is none"
            return Finding(None, "certified", measured, reason)
        point, measured["step"] = found
        corners.append(("down", *point))
    try:
        corners.append(("ray", point[0], ray(instance, point, downwards=downwards)))
    except ArithmeticError as error:
        return Finding(None, "certified", measured, str(error))
    return _checked(instance, corners, measured)


def _checked(instance: Start, corners: list[Corner], measured: dict[str, object]) -> Finding:
    """The path by forward passes: it never rises, and falls strictly on the ray. One that rises decides nothing."""
    before, on_ray = losses(instance, corners)
    measured = {**measured, "losses": [value.str(6) for value in [*before, *on_ray]]}
    level = not any(b > a for a, b in pairwise([*before, on_ray[0]]))
    if level and all(b < a for a, b in pairwise(on_ray)) and on_ray[-1] < flint.arb(2) ** -40:
        return Finding(True, "certified", measured)
    rises = not level or any(b > a for a, b in pairwise(on_ray)) or on_ray[-1] > flint.arb(2) ** -40
    reason = "the loss increases along the path" if rises else f"losses overlap at {BITS} bits"
    return Finding(None, "certified", measured, reason)


def _stuck(instance: Start, why: str) -> Finding:
    """Whether the loss is bounded away from 0 for all parameters: equal samples with different labels."""
    seen: dict[tuple[int, ...], int] = {}
    for x, y in zip(instance["inputs"], instance["labels"], strict=True):
        if seen.setdefault(tuple(x), y) != y:
            return Finding(False, "exact", {}, "equal samples with different labels: N Φ ≥ 2 log 2 everywhere")
    if len(instance["net"]["skips"]) == 1 and len(set(instance["labels"])) > 1:  # a positive feature times V
        return Finding(False, "exact", {}, "M = 1: all samples get the same class, so N Φ ≥ log 2 everywhere")
    return Finding(None, "exact", {}, f"{why}: this path does not exist, another may")


@claim(
    "NMH-06",
    "From any point a continuous path with non-increasing loss that tends to 0",
    source="NMH abstract; §1; p. 6, after Theorem 3.4",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(activation, path, *HYPOTHESES),
    rests_on=("NMH-02", "NMH-05"),
    size=lambda instance: num_samples(instance) + len(str(instance)) / 10**6,
    num_instances=30,
    witness=Witness(
        "N = M = 7, m = 2. Samples (a, c, 0, z): (−1, 0, 0, 1), (1, 1, 0, 2), (1, 2, 0, 18), (1, −3, 0, 12) of the "
        "first class, (−1, 1, 0, 10), (−1, −1, 0, 16), (1, 0, 0, 0) of the second. Seven sigmoids with biases b_k of "
        "their own share one weight vector w ∈ R² (§2, condition 3): unit 1 reads (a, c), 2–7 read (0, z), and f = "
        "v₁σ(w₁a + w₂c + b₁) + Σ_{k>1} v_kσ(w₂z + b_k), v_k = V_k1 − V_k2. Let Z be the set with w₁ > 0, w₂ = 0 and f "
        "= −log 2 for a = −1, f = log 3 for a = 1, the log-odds of the labels; for one, w = (1, 0), b = 0, v₁ = log 6 "
        "/ tanh(1/2), v₂ = −2 log 2 − 2v₁σ(−1), v₃ = … = v₇ = 0. On Z Φ = (6/7) log 2 = 0.594…, and its gradient is "
        "0; in (w, b, v) ∈ R¹⁶ its Hessian has rank 3, the codimension of Z, and no negative eigenvalue. So every "
        "point of Z has a neighbourhood in which Φ is larger off Z; and Z is closed. A continuous path from Z with Φ "
        "≤ (6/7) log 2 stays in Z, though inf Φ = 0, as Ψ(U) has rank 7 for almost all U.",
        {**trap_at_one()},
    ),
    note="The paper proves less than the abstract says: Theorem 3.4.2 gives, for every α > Φ(U, V), a path below α, "
    "which may rise. That the Hessian is so on all of Z is proved in verify/checks/nmh/traps.py, and what the proof "
    "assumes of the seven samples is decided in rational numbers (log 6 > 57/32 by partial sums of exp). Of the "
    "corrected statement: the first part is Theorem 3.4.2 and the ray G + sY. From a point that is no local minimum "
    "an analytic curve leads down (curve selection), at once to a point where ∇Φ ≠ 0, and from there a generic step "
    "to full rank. With one hidden layer whose weights are its units' own and rank Ψ < N, V moves along the kernel of "
    "Ψ, at constant loss, until a unit in the span of the others is unused; this one moves alone to where the rank is "
    "greater. For local minima with rank Ψ < N of deeper networks without shared weights we have neither a path nor a "
    "counterexample. m ≥ 2 is unnecessary (Φ = 0 for m = 1).",
)
def abstract(instance: Start) -> Finding:
    """From every (U, V) there is a continuous path on which Φ is non-increasing and comes arbitrarily
    close to 0
    """
    return descends(instance)


def repaired(instance: Start, *, sharing: bool) -> Finding:
    """The path below α, and the non-increasing one where the corrected statement says that there is one."""
    with flint.ctx.workprec(BITS):
        point = point_of(instance)
    below = segment(instance, point, above="1.0009765625")
    found = descends(instance)
    one_layer = len(instance["net"]["layers"]) == 1
    if below.holds is not True:
        return below
    if found.holds is None:
        return found
    with flint.ctx.workprec(BITS):
        regular = full_rank(instance, point)
    if found.holds is False and (regular or (one_layer and (sharing or own_weights(instance)))):
        return found
    return Finding(True, "certified", {**below.measured, **found.measured})


@abstract.corrected_on(
    draw_in_turn, len(OWN_WEIGHTS + SHARED_WEIGHTS) - 1, Search(condition, beside, 100, small_starts, 30)
)
def below_every_level(instance: Start) -> Finding:
    """Under Assumption 3.1 and M ≥ N, for every (U, V) and every α > Φ(U, V) a continuous path leads from (U, V) to
    losses arbitrarily close to 0 on which Φ < α. On one of them Φ does not increase if rank Ψ(U) = N, or if (U, V) is
    no local minimum, or if there is one hidden layer, no two units of which share a weight or a bias
    """
    return repaired(instance, sharing=False)


@below_every_level.false(because="never leaves")
def one_layer(instance: Start) -> Finding:
    """with one hidden layer, whatever it shares, there is a non-increasing path from every point"""
    return repaired(instance, sharing=True)


@abstract.false(because="the loss rises")
def straight(instance: Start) -> Finding:
    """the straight line to a good point is such a path"""
    if instance["kind"] not in OWN_WEIGHTS:
        return Finding(None, "certified", {}, "only tried for weights that are not shared")
    with flint.ctx.workprec(BITS):
        try:
            corners = pieces(instance)
        except ArithmeticError as error:
            return Finding(None, "certified", {}, str(error))
        _, u0, v0 = corners[0]
        _, u1, v1 = corners[-2]
        end = v1 + corners[-1][2] * 16
        values = []
        for k in range(17):
            t = flint.arb(k) / 16
            psi = features_in_balls(instance["net"], instance["inputs"], _between(u0, u1, t))
            values.append(cross_entropy((psi * (v0 * (1 - t) + end * t)).tolist(), instance["labels"]))
    rises = sum(bool(b > a) for a, b in pairwise(values))
    return Finding(not rises, "certified", {"rises": rises}, f"the loss rises on {rises} of 16 steps" if rises else "")


@abstract.broken(because="increases along the path")
def sign(instance: Start) -> Finding:
    """the ray with the wrong sign"""
    found = descends(instance, downwards=False)
    return found if found.holds else Finding(False, found.grade, found.measured, found.reason)
