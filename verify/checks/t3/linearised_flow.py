"""Whether the flow near a global minimum is that of the linearised system, up to a homeomorphism (T3 §4)."""

from __future__ import annotations

from dataclasses import replace

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import rational
from . import flat_minima
from .flat_minima import LETTERS, ZeroMinimiser, count_weights, zero_minimiser
from .stable_degenerate import at_weights, draw_stable, small_networks
from .zero_sets import LocalForm, flat_weights, jacobian, local_form, residuals

LEAVES = ((1, 3), (3, 4), (5, 4), (2, 1), (-3, 2))  # how far points on a leaf are, relative to its end


def draw(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """A zero minimiser whose zero set was determined; dead points at corners, and one that many starts tend to."""
    while True:
        if settings.drop is None and stream.random() < 0.15:
            v, x = int(stream.choice([-2, -1, 1, 2])), int(stream.integers(1, 4))
            instance = at_weights([[x, 0], [0, 1]], [[[int(stream.integers(0, 2)), 0]], [[v]]], [0, 0, 1])
        else:
            inherited = settings if settings.drop != "polynomial" else replace(settings, drop=None)
            instance = flat_minima.draw(stream, inherited) if settings.drop else draw_stable(stream, settings)
        if settings.drop or local_form(instance).manifold is not None:
            return instance


def moved(instance: ZeroMinimiser, k: int) -> ZeroMinimiser:
    """The same network at other weights, with its outputs there for targets."""
    entries = iter(range(1, 10**6))
    layers = instance["weights"]
    places = [[[v + (3 * next(entries) + k) ** 2 % 11 - 5 for v in row] for row in layer] for layer in layers]
    return at_weights(instance["X"], places, list(instance["activation"]))  # type: ignore[arg-type]


def conjugacy(instance: ZeroMinimiser) -> Finding | None:
    """A conjugacy to the linearised flow in closed form, for f = w2 w1 with one sample x and a target y ≠ 0.

    Let g = x w1 w2 − y, c = w1² − w2², S = |x| (w1² + w2²), A(c) = √(c²x² + 4y²), D = 2AS + 8yg + 2A². Under Ẇ = −2g∇g
    ċ = 0, ġ = −2|x|gS and S² = 4g² + 8yg + A², so that log |g/D| falls at the constant rate 2|x|A. Hence
    h(W) = (c, sign(g) |g/D|^(λ/(2|x|A))) maps the flow to that of ċ = 0, ż = −λz, with λ the eigenvalue of H; h is
    injective near W*, as z grows with g at each c. It is tried at rational points of a leaf: A is rational there, since
    its end in the zero set is rational. ``None`` for other networks.
    """
    if [len(layer) * len(layer[0]) for layer in instance["weights"]] != [1, 1] or instance["activation"] != [0, 1]:
        return None
    if len(instance["X"][0]) > 1:
        return None
    x, y, (p, q) = rational(instance["X"][0][0]), rational(instance["Y"][0][0]), flat_weights(instance)
    if not (x and y):
        return None
    c, plus = p * p - q * q, abs(p + q) > abs(p - q)
    a = abs(x) * (p * p + q * q)
    if a * a != c * c * x * x + 4 * y * y:
        return Finding(False, "exact", {}, "A is not S at the end of the leaf")
    for above, below in LEAVES:
        larger = (p + q if plus else p - q) * above / below  # c = (w1 + w2)(w1 − w2)
        w1 = (larger + c / larger) / 2
        w2 = larger - w1 if plus else w1 - larger
        if x * w1 * w2 * y <= 0:
            continue  # beyond the axes
        g = x * w1 * w2 - y
        if g == 0:
            continue
        steps = -2 * g * x * w2, -2 * g * x * w1
        s, slope_g = abs(x) * (w1 * w1 + w2 * w2), x * (steps[0] * w2 + steps[1] * w1)
        slope_c = 2 * (w1 * steps[0] - w2 * steps[1])
        slope_s = 2 * abs(x) * (w1 * steps[0] + w2 * steps[1])
        d, slope_d = 2 * a * s + 8 * y * g + 2 * a * a, 2 * a * slope_s + 8 * y * slope_g
        rate = slope_g / g - slope_d / d
        if slope_c or s * s != 4 * g * g + 8 * y * g + a * a or rate != -2 * abs(x) * a:
            return Finding(False, "exact", {}, f"log |g/D| falls at the rate {-rate}, not {2 * abs(x) * a}")
    return Finding(True, "exact", {"rate": str(2 * abs(x) * a), "eigenvalue": str(2 * x * x * (p * p + q * q))})


def equivalent(instance: ZeroMinimiser, *, claimed: str) -> Finding:
    """Whether the flow near W* is equivalent to the linearised one where that is claimed.

    Args:
        claimed: ``always``; ``manifold``: where the zeros are a manifold of codimension rank H; ``H is not 0``;
            ``stable H``: where H has the same rank at all zeros on the coordinate lines through W*.
    """
    at = flat_weights(instance)
    rest, slopes = residuals(instance, at), jacobian(instance)
    if any(rest):
        still = not any((flint.fmpq_mat([rest]) * slopes).entries())
        why = "∇L(W*) ≠ 0: no equilibrium, and that of the linearised system is one"
        return Finding(None if still else False, "exact", {}, "critical, not a zero minimiser" if still else why)
    form = local_form(instance)
    near = max(jacobian(moved(instance, k)).rank() for k in range(6))
    measured = {"rank_H": form.rank, "weights": form.size, "manifold": form.manifold, "rank_elsewhere": near}
    if form.manifold is None:
        return Finding(None, "exact", measured, "the zeros near W* are not known")
    if form.manifold is False and near == form.rank:  # a constant rank would make the zeros a manifold
        return Finding(None, "exact", measured, "the rank of J is the same at other weights")
    expected = {
        "always": True,
        "manifold": form.manifold,
        "H is not 0": form.rank > 0,
        "stable H": _same_rank_along_lines(instance, form),
    }[claimed]
    explicit = conjugacy(instance) if form.manifold else None
    if explicit is not None and not explicit.holds:
        return explicit
    if expected == form.manifold:
        return Finding(True, "exact", {**measured, **(explicit.measured if explicit else {})})
    if not expected:
        return Finding(False, "exact", measured, "zeros of codimension rank H, a manifold: the flows are equivalent")
    size = form.size - form.rank
    why = f"a curve on which L = c t^{form.order} + …, c > 0, is tangent to the null space of H, of dimension {size}"
    return Finding(False, "exact", measured, f"{why}: the equilibria near W* = {[str(v) for v in at]} are not R^{size}")


def _same_rank_along_lines(instance: ZeroMinimiser, form: LocalForm) -> bool:
    """Whether H has the same rank at W* and at the zeros W* + t e_i near it, for the lines made of zeros."""
    shape = [(len(layer), len(layer[0])) for layer in instance["weights"]]
    at = flat_weights(instance)
    for i in range(count_weights(instance)):
        there = [v + (k == i) for k, v in enumerate(at)]
        half = [v + flint.fmpq(k == i, 2) for k, v in enumerate(at)]
        if any(residuals(instance, there)) or any(residuals(instance, half)):
            continue
        entries = iter(int(v.p) for v in there)
        layers = [[[next(entries) for _ in range(columns)] for _ in range(rows)] for rows, columns in shape]
        if jacobian({**instance, "weights": layers}).rank() != form.rank:
            return False
    return True


@hypothesis
def independent(instance: ZeroMinimiser) -> str | None:
    """the gradients of the outputs are independent at W*"""
    rank, wanted = jacobian(instance).rank(), len(instance["Y"]) * len(instance["Y"][0])
    return None if rank == wanted else f"rank {rank} of {wanted}"


def _size(instance: ZeroMinimiser) -> float:
    """Small; first of all a point that is not the origin, and to which an open set of starts tends: v (w1 x1)² = 0."""
    return len(str(instance)) + 10**4 * (not any(map(any, instance["weights"][-1])))


@claim(
    "T3-36",
    "Near a global minimum the flow is equivalent to the linearised one",
    source="T3 §4, title, and the informal statement of the two propositions; Main result",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    hypotheses=(zero_minimiser,),
    draw=draw,
    size=_size,
    num_instances=60,
    rests_on=("T3-02",),
    reading="of each of the zero minima found by GD, as it is printed",
    witness=Witness(
        "f = v(wx)², x = 1, target 0: L = v²w⁴ at v = 1, w = 0, where H = 0 and the linearised system stands still; "
        "but from (v, w) with v > 0, 0 < w² < 2v² the flow moves to (√(v² − w²/2), 0).",
        {**at_weights([[1]], [[[0]], [[1]]], [0, 0, 1])},
    ),
    note="Smallest witness, to which an open set of starts tends: f = v (w x)² with x = 1 and the target 0, L = "
    "v²w⁴, at v = 1, w = 0. There H = 0, and the linearised system stands still; but L > 0 at w ≠ 0, and every "
    "start with v > 0, 0 < w² < 2v² moves to the point (√(v² − w²/2), 0), since v² − w²/2 is constant. With a "
    "target that is not 0: the samples (1, 0) with 1 and (0, 1) with 0, where the weight of the second input "
    "must vanish in a square. At the origin the zeros of w2 w1 cross, and are no manifold at all. Proof of the "
    "corrected statement. Critical points near W* are zeros (Łojasiewicz), and lie in the manifold M of "
    "dimension K − r on which r = rank H independent residuals vanish. Equivalent flows have homeomorphic sets "
    "of equilibria; those of Ẇ = −HW are R^(K − r); so the zeros are open in M by invariance of domain, that "
    "is, all of M near W*. If they are M, H is positive across M, each orbit near by tends to a point of M "
    "that depends on it continuously, and meets each small level L = ε once; the level is a bundle of (r − "
    "1)-spheres over M, as for ½WᵀHW; matching the levels and the times since they were crossed gives the "
    "homeomorphism, which even keeps time. For f = w2 w1 it is given in closed form, and checked in rational "
    "numbers: conjugacy in the module. A zero set is proved to be M by relations between the samples by "
    "symmetries, or since it is M expanded, and not to be M by a power series; then the rank of the Jacobian "
    "is larger at other weights, which is looked at, too; drawn are the instances on which one of them is "
    "proved. L(W*) = 0 is needed: elsewhere W* may be no equilibrium.",
)
def linearised(instance: ZeroMinimiser) -> Finding:
    """near a zero minimiser W* of a deep network the dynamics Ẇ = −∇L(W) is topologically equivalent to the linear
    system Ẇ = −HW, with the degenerate H = ∇²L(W*)
    """
    return equivalent(instance, claimed="always")


@linearised.reading("borrowed", hypotheses=(independent,), draw=draw, num_instances=60)
def generic(instance: ZeroMinimiser) -> Finding:
    """of generic minima (“generic” is in the caption of Fig. 2): the gradients of the outputs are independent at W*"""
    return equivalent(instance, claimed="always")


@linearised.corrected_at(
    at_weights([[1]], [[[0]], [[1]]], [0, 0, 1]),
    at_weights([[1000]], [[[0]], [[-1000]]], [0, 0, 1]),
    at_weights([[1]], [[[0]], [[0]]], [0, 1]),
    at_weights([[3]], [[[2]], [[1]]], [0, 1]),
    at_weights([[-2]], [[[1]], [[-3]]], [0, 1]),
    at_weights([[1]], [[[1]], [[-1]]], [0, 1]),
    at_weights([[1]], [[[0]], [[5]]], [0, 1]),
    at_weights([[0]], [[[0]], [[1]]], [0, 0, 1]),
    at_weights([[1, 1, -2]], [[[1]], [[2]]], [0, 0, 1]),
    at_weights([[1, 0], [0, 1]], [[[1, 0]], [[1]]], [0, 0, 1]),
    at_weights([[1, 2]], [[[-1]], [[1]]], [0, 1, 2, 1]),
    at_weights([[1, 2], [2, 4]], [[[1, 1]]], [0, 1]),
    search=Search(cases=small_networks, most_cases=250),
)
def constant_rank(instance: ZeroMinimiser) -> Finding:
    """Let L = Σ r_i², r_i polynomials in K weights, L(W*) = 0, H the Hessian at W*. The flow of Ẇ = −∇L(W) near W* is
    topologically equivalent to that of Ẇ = −HW if and only if the zeros of L near W* form a manifold of dimension
    K − rank H. It is so where the Jacobian of the r_i has the same rank at all weights near W*; the same rank of H at
    all zeros near W* is not enough
    """
    return equivalent(instance, claimed="manifold")


@constant_rank.false(because="is tangent to the null space")
def along_the_zeros(instance: ZeroMinimiser) -> Finding:
    """wherever H has the same rank at all zeros near W*"""
    return equivalent(instance, claimed="stable H")


@constant_rank.false(because="is tangent to the null space")
def some_curvature(instance: ZeroMinimiser) -> Finding:
    """wherever H ≠ 0"""
    return equivalent(instance, claimed="H is not 0")


@linearised.false(because="the flows are equivalent")
def curvature(instance: ZeroMinimiser) -> Finding:
    """if and only if H ≠ 0"""
    return equivalent(instance, claimed="H is not 0")
