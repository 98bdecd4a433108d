"""The critical points of a polynomial network and the zero-error set among them (T2 §3 and A.3), exactly."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

import flint
import numpy as np

from algebraic.networks import Activation

from ...claims import Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import grow
from .critical import Shallow, System, shallow_network

ACTIVATIONS = ("z**2+z", "z**3+z", "z**3-z**2+2*z", "z**2/2+z/2+1/16")  # the last is the best quadratic for ReLU


class Measured(TypedDict):
    """Of the critical system: numbers and degrees, and then its further solutions."""

    K: int
    N: int
    equations: int
    degree_of_zero_error: int
    degree_of_critical: int
    loss_at_0: NotRequired[str]
    critical_at_0: NotRequired[bool]
    rank_of_hessian_at_0: NotRequired[int]
    critical_points_of_one_unit: NotRequired[int]
    degenerate_further_solution: NotRequired[str]


def draw(stream: np.random.Generator, settings: Settings) -> Shallow:
    """One hidden layer, a linear output without bias; random data, none of it zero; fewer samples than weights."""
    scale = settings.scale
    input_dim, width = grow(scale, 1, 3, stream), grow(scale, 1, 3, stream)
    bias = bool(scale > 0.3 and stream.random() < 0.3)
    num_params = width * (input_dim + bias + 1)
    num_samples = int(stream.integers(1, min(num_params, 6)))
    if settings.drop == "overparametrised":
        num_samples = num_params + int(stream.integers(0, 2))
    points = stream.choice([v for v in range(-9, 10) if v], (num_samples, input_dim + 1)).tolist()
    return {
        "widths": [input_dim, width, 1],
        "bias": bias,
        "activation": ACTIVATIONS[int(stream.integers(len(ACTIVATIONS)))],
        "inputs": [point[:-1] for point in points],
        "targets": [point[-1:] for point in points],
    }


def _degree(polynomials: Any) -> int:
    return max(int(p.total_degree()) for p in polynomials)


def _facts(instance: Shallow) -> tuple[System, Measured, str]:
    """Number and degrees of the critical equations, and what is wrong with (8), if anything."""
    system = System(instance)
    num_params = len(system.names)
    measured: Measured = {
        "K": num_params,
        "N": len(system.residuals),
        "equations": len(system.gradient),
        "degree_of_zero_error": _degree(system.residuals),
        "degree_of_critical": _degree(system.gradient),
    }
    wrong = ""
    if list(system.printed) != system.gradient or system.combination() != system.gradient:
        wrong = "the gradient is not the combination of the residuals in (8)"
    return system, measured, wrong


def split_line(instance: Shallow) -> bool:
    """Whether (w, w, …, λ v, (1 − λ) v, 0, …) solves the critical system for every λ where (w, v) solves that of one
    unit, as an identity of polynomials in w, v, λ."""
    units = instance["widths"][1]
    one, many = System(instance, 1), System(instance)
    context = flint.fmpq_mpoly_ctx.get([*one.names, "share"], flint.Ordering.degrevlex)
    *incoming, outgoing, share = context.gens()
    unit = dict(zip(one.names, [*incoming, outgoing], strict=True))
    shares = [share, 1 - share] + [context.constant(0)] * (units - 2)
    at: list[Any] = []
    wanted: list[Any] = []
    base = {name: g.compose(*unit.values(), ctx=context) for name, g in zip(one.names, one.gradient, strict=True)}
    for name in many.names:
        layer, row, *_ = name[1:].split("_")
        if layer == "2":  # w2_1_j
            j = int(name.split("_")[2]) - 1
            at.append(outgoing * shares[j])
            wanted.append(base["w2_1_1"])
        else:  # w1_j_i or b1_j
            j = int(row) - 1
            own = name.replace(f"1_{row}", "1_1", 1)
            at.append(unit[own])
            wanted.append(shares[j] * base[own])
    return [g.compose(*at, ctx=context) for g in many.gradient] == wanted


def single_unit_points(instance: Shallow) -> int:
    """How many values w ≠ 0 belong to critical points (w, v) of one unit and one input, v and the residuals not zero.

    v = A/B with A = Σ y P(wx), B = Σ P(wx)², and w solves 2A'B = AB'; residuals vanish only where the targets are
    proportional to P(wx).
    """
    powers = [flint.fmpq(c.numerator, c.denominator) for c in Activation.parse(instance["activation"]).coefficients]
    features = [flint.fmpq_poly([c * x**k for k, c in enumerate(powers)]) for (x,) in instance["inputs"]]
    targets = [y for (y,) in instance["targets"]]
    a = sum((y * p for y, p in zip(targets, features, strict=True)), flint.fmpq_poly([0]))
    b = sum((p * p for p in features), flint.fmpq_poly([0]))
    found = 2 * a.derivative() * b - a * b.derivative()
    if found == 0:
        return 0
    unfit = flint.fmpq_poly([0])
    for p, y in zip(features[1:], targets[1:], strict=True):
        unfit = unfit.gcd(targets[0] * p - y * features[0])
    for other in (a, b, unfit, flint.fmpq_poly([0, 1])):
        common = found.gcd(other)
        while common.degree() > 0:
            found //= common
            common = found.gcd(other)
    return int(found.degree() - found.gcd(found.derivative()).degree())


def dead_units(system: System, targets: list[list[int]]) -> tuple[bool, bool]:
    """Whether v = 0 solves the critical system where q(w_j) = Σ y_i P(w_j·x_i + b_j) vanishes; whether q varies.

    Also checked: at v = 0 the second derivatives by incoming weights vanish, as polynomials.
    """
    outgoing = [name for name in system.names if name.startswith("w2")]
    incoming = [name for name in system.names if not name.startswith("w2")]
    zero = dict.fromkeys(outgoing, 0)
    at_zero = {name: g.subs(zero) for name, g in zip(system.names, system.gradient, strict=True)}
    flat = all(at_zero[name] == 0 for name in incoming) and all(
        system.gradient[system.names.index(a)].derivative(b).subs(zero) == 0 for a in incoming for b in incoming
    )
    pairs = list(zip(targets, system.residuals, strict=True))
    sums = {name: sum(y * r.derivative(name) for (y,), r in pairs) for name in outgoing}
    solved = flat and all(at_zero[name] == -q for name, q in sums.items())
    return solved, all(q.total_degree() > 0 for q in sums.values())


def degenerate_solution(instance: Shallow, system: System, measured: Measured) -> str:
    """A further solution with a singular Hessian, in words; empty if all are proved to be non-degenerate."""
    input_dim, units, _ = instance["widths"]
    origin = (0,) * len(system.names)
    loss = system.loss[origin]
    critical = all(g[origin] == 0 for g in system.gradient)
    rank = system.hessian_at_zero().rank()
    measured |= {"loss_at_0": str(loss), "critical_at_0": critical, "rank_of_hessian_at_0": rank}
    if critical and loss > 0 and rank < len(system.names):
        return f"w = 0 is a further solution with loss {loss}, and its Hessian has rank {rank} of {len(system.names)}"
    if input_dim + instance["bias"] > 1 and all(dead_units(system, instance["targets"])):
        return (
            "outgoing weights 0 and Σ y_i P(w_j·x_i + b_j) = 0 for every unit give further solutions (complex ones "
            f"counted) with loss {sum(y * y for (y,) in instance['targets'])}/2; the Hessian has no block of incoming "
            f"weights there, so its rank is at most {2 * units} of {len(system.names)}"
        )
    if units > 1 and input_dim + instance["bias"] == 1:
        points = single_unit_points(instance)
        measured["critical_points_of_one_unit"] = points
        if points and split_line(instance):
            return (
                f"one unit has {points} critical points with non-zero residuals (complex ones counted), and "
                "splitting it into two makes each a line of degenerate further solutions"
            )
    return ""


def _all_isolated(instance: Shallow) -> bool:
    """One weight into each hidden unit, and one sample: then residual ≠ 0 means P(w_j x) = 0 and v_j P'(w_j x) = 0
    for every unit, so v = 0 at simple zeros, where the Hessian has determinant ± Π (y x P')²."""
    powers = [flint.fmpq(c.numerator, c.denominator) for c in Activation.parse(instance["activation"]).coefficients]
    p = flint.fmpq_poly(powers)
    one_weight = instance["widths"][0] == 1 and not instance["bias"]
    return one_weight and len(instance["inputs"]) == 1 and p.gcd(p.derivative()).degree() == 0


@hypothesis
def overparametrised(instance: Shallow) -> str | None:
    """more weights than samples (§2)"""
    num_params, num_samples = shallow_network(instance).num_params, len(instance["inputs"])
    return None if num_params > num_samples else f"{num_params} weights for {num_samples} samples"


@claim(
    "T2-10",
    "Critical points: K equations of higher degree, the zeros and non-degenerate further solutions",
    source="T2 §3 (before Proposition 1) and A.3, (7), (8)",
    quantifier="generic",
    field="complex",
    letters={"K": "num_params", "N": "num_samples", "f(x_i) − y_i": "residuals", "P": "activation"},
    draw=draw,
    hypotheses=(overparametrised,),
    size=lambda instance: 1000 * shallow_network(instance).num_params + len(str(instance)),
    num_instances=40,
    witness=Witness(
        "f = v(z² + z), z = wx + b, x = 1, y = −1: at (w, b, v) = 0 the gradient of ½(f − y)² is 0 and f "
        "≠ y; the Hessian there is that of vw + vb, of rank 2 of 3.",
        {"widths": [1, 1, 1], "bias": True, "activation": "z**2+z", "inputs": [[1]], "targets": [[-1]]},
    ),
    note="“In the general case” is read as: for generic data. “Of higher order” is true of the largest degree; the "
    "equation of an output bias has the degree of the zero-error equations. Degenerate further solutions do "
    "not exclude that there are non-degenerate ones too. Monomials are left out: all their critical points are "
    "degenerate, by scaling. Overparametrisation is not needed for any of it.",
)
def critical_points(instance: Shallow) -> Finding:
    """the critical points of the square loss solve K polynomial equations of higher degree than the zero-error
    equations; the zeros solve them, and further solutions, which in the general case are non-degenerate"""
    system, measured, wrong = _facts(instance)
    if measured["degree_of_critical"] <= measured["degree_of_zero_error"]:
        wrong = "the critical equations have no higher degree"
    wrong = wrong or degenerate_solution(instance, system, measured)
    if wrong:
        return Finding(False, "exact", measured, wrong)
    if _all_isolated(instance):
        return Finding(True, "exact", measured)
    return Finding(None, "exact", measured, "no degenerate further solution was found, and none was excluded")


def _at(widths: list[int], activation: str, points: list[list[int]], *, bias: bool = False) -> Shallow:
    """Each point is an input with its target at the end."""
    inputs, targets = [point[:-1] for point in points], [point[-1:] for point in points]
    return {"widths": widths, "bias": bias, "activation": activation, "inputs": inputs, "targets": targets}


BOUNDARIES = (
    _at([1, 1, 1], "z**3+z", [[1, 1]]),  # one weight into the unit, one sample: nothing is degenerate
    _at([2, 1, 1], "z**2+z", [[1, 0, 0]]),  # a target of 0
    _at([1, 2, 1], "z**2+z", [[0, 1]]),  # no input, and P(0) = 0: the outputs are 0
    _at([1, 2, 1], "z**2/2+z/2+1/16", [[0, 1]]),  # no input, and P(0) ≠ 0: the outputs are linear
    _at([1, 2, 1], "z**2+z", [[1, 1], [2, -1]]),  # split units
    _at([2, 2, 1], "z**2+z", [[1, 1, 1], [1, 1, -1]]),  # equal samples with opposite targets
    _at([1, 1, 1], "z**2+z", [[1, 1], [2, 3], [-3, 5]]),  # more samples than weights
    _at([1, 1, 1], "z**3+z", [[10**6, 1], [1, -(10**6)]], bias=True),
)


@critical_points.corrected_at(*BOUNDARIES)
def degenerate_ones(instance: Shallow) -> Finding:
    """Let a network have one hidden layer of h units with a polynomial activation P of degree 2 or more and a linear
    output without a bias, and its zero-error equations the largest degree D ≥ 1. Then the critical points of the square
    loss solve K equations of largest degree 2D − 1, and the zeros solve them. If Σ y_i P(w·x_i + b) is not constant in
    (w, b), so do complex points with all outgoing weights 0 that are no zeros; these are degenerate if the units have
    two or more incoming weights each (the Hessian has rank at most 2h < K). From two units on, every critical point of
    one unit whose outgoing weight and residuals are not zero gives lines of degenerate ones (split units)"""
    system, measured, wrong = _facts(instance)
    expected = 2 * measured["degree_of_zero_error"] - 1
    if expected < 1:
        return Finding(True, "exact", {**measured, "not of this class": "the outputs are constant"})
    if wrong or measured["degree_of_critical"] != expected:
        return Finding(False, "exact", measured, wrong or f"the degree is not 2D − 1 = {expected}")
    if not dead_units(system, instance["targets"])[0]:
        return Finding(False, "exact", measured, "outgoing weights of 0 are no critical points")
    units = instance["widths"][1]
    if units > 1 and instance["widths"][0] + instance["bias"] == 1:
        measured["critical_points_of_one_unit"] = points = single_unit_points(instance)
        if points and not split_line(instance):
            return Finding(False, "exact", measured, "split units are no critical points")
    measured["degenerate_further_solution"] = degenerate_solution(instance, system, measured)
    return Finding(True, "exact", measured)


@degenerate_ones.false(because="none of them is degenerate")
def one_weight(instance: Shallow) -> Finding:
    """some further solutions are degenerate, however many incoming weights and units there are"""
    return exact(not _all_isolated(instance), "v = 0 where P is, and none of them is degenerate")


@degenerate_ones.false(because="an output bias")
def biased_output(instance: Shallow) -> Finding:
    """also with a bias of the output"""
    varies, targets = dead_units(System(instance), instance["targets"])[1], [y for (y,) in instance["targets"]]
    if not varies or len(set(targets)) > 1:
        return degenerate_ones(instance)
    why = "with outgoing weights 0 an output bias is critical at the mean of the targets alone, which are all"
    return exact(False, f"{why} {targets[0]}: a zero")


@critical_points.false(because="degree")
def degree(instance: Shallow) -> Finding:
    """the degree stays the same"""
    _, measured, _ = _facts(instance)
    low, high = measured["degree_of_zero_error"], measured["degree_of_critical"]
    return exact(low == high, f"degree {high}, not {low}", **measured)


@critical_points.broken(because="not this combination")
def sign(instance: Shallow) -> Finding:
    """(8) with the wrong sign"""
    system, measured, _ = _facts(instance)
    same = system.combination(-1) == system.gradient
    return exact(same, "the gradient is not this combination of the residuals", **measured)
