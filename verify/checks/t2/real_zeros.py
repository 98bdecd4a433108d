"""The number of real zeros against the estimate ℓ^(N·d/2) of Theory II, §3 and A.2."""

from __future__ import annotations

from math import comb, log, prod, sqrt
from typing import final

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    SmallFit,
    SmallNet,
    activation_of,
    design,
    grow,
    is_unit,
    network_of,
    num_activated,
    num_real_roots,
    rational,
    system_of,
)
from .counts import resultants

LEVEL = 1e-6  # of an interval for a mean, by Hoeffding's inequality


@final
class RealSystem(SmallNet):
    """A network, and how many random data sets it is given, of how many samples more than weights."""

    seed: int
    data_sets: int
    extra_samples: int


def draw_real(stream: np.random.Generator, settings: Settings) -> RealSystem:
    """A single unit or two in a row with an odd increasing activation c z^ℓ + b z, or a single unit with z²."""
    degree = [1, 2, 3, 3, 5][int(stream.integers(0, 5))]
    chain = degree == 3 and stream.random() < 0.5
    lower = [0, 0, 0, 0, 0] if degree == 2 else [0, int(stream.integers(1, 5)), 0, 0, 0]
    activation = [*lower[:degree], 1 if degree == 2 else int(stream.integers(1, 5))]
    return {
        "widths": [1, 1, 1] if chain else [grow(settings.scale, 1, 3, stream), 1],
        "activation": [str(c) for c in activation],
        "bias": not chain and bool(stream.random() < 0.3),
        "readout": False,
        "seed": int(stream.integers(0, 2**31)),
        "data_sets": 500 if degree == 2 else 10,
        "extra_samples": int(settings.drop == "square"),
    }


def data_sets(instance: RealSystem) -> list[tuple[SmallFit, list[int]]]:
    """Random data of a square system, and real numbers s_i with y_i = P(s_i) (or ± for an even activation)."""
    stream = np.random.default_rng(instance["seed"])
    size = network_of(instance).num_params
    activation = activation_of(instance)
    net: SmallNet = {
        "widths": instance["widths"],
        "activation": instance["activation"],
        "bias": instance["bias"],
        "readout": instance["readout"],
    }
    found: list[tuple[SmallFit, list[int]]] = []
    while len(found) < instance["data_sets"]:
        inputs = stream.integers(-9, 10, (size, instance["widths"][0])).tolist()
        roots = [int(s) for s in stream.choice([-1, 1], size) * stream.integers(1, 10, size)]
        even = len(instance["activation"]) == 3
        targets = [str(activation(s) * (-1 if even and s < 0 else 1)) for s in roots]
        full: SmallFit = {**net, "inputs": inputs, "targets": targets}
        if is_unit(net) and design(inputs, net["bias"]).rank() < size:
            continue
        if not is_unit(net):
            polynomial = pencil(full, roots)
            special = not all(row[0] for row in inputs) or abs(inputs[0][0]) == abs(inputs[1][0])
            if special or polynomial.degree() < len(instance["activation"]) - 1 or polynomial[1] == 0:
                continue
        found.append((full, roots))
    return found


def pencil(instance: SmallFit, roots: list[int]) -> flint.fmpq_poly:
    """s_2 P(u x_1) − s_1 P(u x_2), whose roots u ≠ 0 are the first weights where a·P(u x_i) = s_i."""
    first, second = (activation_of(instance)(flint.fmpq_poly([0, row[0]])) for row in instance["inputs"])
    return roots[1] * first - roots[0] * second


def real_zeros(instance: SmallFit, roots: list[int]) -> int:
    """Number of real zeros of a data set, by Sturm's theorem."""
    if is_unit(instance):
        return prod(num_real_roots(activation_of(instance) - rational(y)) for y in instance["targets"])
    polynomial = pencil(instance, roots)
    while polynomial.degree() > 0 and polynomial[0] == 0:
        polynomial = polynomial // flint.fmpq_poly([0, 1])
    return num_real_roots(polynomial)  # one output weight a for each; P(u x_i) ≠ 0 for u ≠ 0


def most_real(instance: SmallNet) -> int:
    """Most real zeros for data in general position: 1 for an increasing unit, 2 for two of c z^ℓ + b z in a row."""
    if len(instance["activation"]) == 3:
        return 2 ** network_of(instance).num_params
    return 1 if is_unit(instance) else 2


def size(instance: RealSystem) -> float:
    """Few weights first, and an activation for which the refutation is exact."""
    return network_of(instance).num_params + len(str(instance)) / 1000 + (10 if len(instance["activation"]) == 3 else 0)


def decide_real(instance: RealSystem, *, exponent: int = 1) -> Finding:
    """Whether the number of real zeros, or its mean over random data, is ℓ^(N·d/2)."""
    samples, layers, degree = network_of(instance).num_params, num_activated(instance), len(instance["activation"]) - 1
    square = degree ** (samples * layers * exponent)  # of the estimate
    counts = [real_zeros(full, roots) for full, roots in data_sets(instance)]
    top = most_real(instance)
    mean, half = sum(counts) / len(counts), complex_zeros(instance) * sqrt(log(2 / LEVEL) / (2 * len(counts)))
    measured = {
        "estimate": sqrt(square),
        "min": min(counts),
        "max": max(counts),
        "mean": mean,
        "at_most_in_general_position": top,
        "num_params": samples,
        "data_sets": len(counts),
    }
    if instance["extra_samples"]:
        return Finding(False, "exact", measured, "more data than weights: no zero at all for generic targets")
    if max(counts) > top:
        return Finding(None, "exact", measured, f"{max(counts)} real zeros where at most {top} are possible")
    if top * top < square:
        seen = f"{min(counts)} to {max(counts)} seen, not {sqrt(square):.6g}"
        reason = f"at most {top} real zeros for all data in general position, {seen}"
        return Finding(False, "exact", measured, reason)
    if min(counts) == max(counts) and mean**2 == square:
        return Finding(True, "exact", measured)
    measured |= {"half_width": half, "level": 1 - LEVEL}
    if abs(mean - sqrt(square)) > half:
        reason = f"the mean number of real zeros is {mean:.4g} ± {half:.2g}, not {sqrt(square):.6g}"
        return Finding(False, "statistical", measured, reason)
    return Finding(None, "statistical", measured, "the mean cannot be told from the estimate")


def complex_zeros(instance: SmallNet) -> int:
    """Complex zeros for generic data: ℓ^N for a unit; ℓ² (ℓ − 1) for two units c z^ℓ + b z in a row."""
    degree = len(instance["activation"]) - 1
    return degree ** network_of(instance).num_params if is_unit(instance) else degree**2 * (degree - 1)


def decide_real_corrected(instance: RealSystem, *, shift: int = 0) -> Finding:
    """R ≤ C and R ≡ C modulo 2; and √D as the mean for Kostlan polynomials of the degree D of these equations."""
    if instance["extra_samples"]:
        return Finding(None, "exact", {}, "not a square system")
    found = data_sets(instance)
    counts = [real_zeros(full, roots) + shift for full, roots in found]
    num_complex = complex_zeros(instance)
    measured: dict[str, float] = {"complex": num_complex, "min": min(counts), "max": max(counts)}
    if not is_unit(instance):
        zeros = resultants(found[0][0])
        if zeros is None or zeros.affine != num_complex:
            counted = None if zeros is None else tuple(zeros)
            return Finding(None, "exact", measured, f"resultants count {counted}, not {num_complex} zeros")
    wrong = [r for r in counts if r > num_complex or (r - num_complex) % 2]
    if wrong:
        return Finding(False, "exact", measured, f"{wrong[0]} real zeros of {num_complex} complex ones")
    degree = min(system_of(found[0][0]).total_degrees())
    mean, half = kostlan_mean(degree, instance["seed"])
    measured |= {"degree": degree, "kostlan_mean": mean, "half_width": half, "sqrt_degree": sqrt(degree)}
    if abs(mean - sqrt(degree)) > half:
        return Finding(False, "statistical", measured, f"the Kostlan mean is {mean:.4g} ± {half:.2g}, not √{degree}")
    return Finding(True, "statistical", measured)


def kostlan_mean(degree: int, seed: int, count: int = 40) -> tuple[float, float]:
    """Mean number of real roots of Kostlan polynomials, variance C(D, k) for z^k, and the half width of an interval."""
    stream = np.random.default_rng(seed)
    deviations = np.sqrt([float(comb(degree, k)) for k in range(degree + 1)])
    counts = []
    for _ in range(count):
        rounded = np.round(stream.normal(size=degree + 1) * deviations * 2**20).astype(int).tolist()
        counts.append(num_real_roots(flint.fmpq_poly(rounded)))
    return sum(counts) / count, degree * sqrt(log(2 / LEVEL) / (2 * count))


@hypothesis
def square(instance: RealSystem) -> str | None:
    """as many data as weights (“the non-degenerate case”)"""
    extra = instance["extra_samples"]
    return f"{extra} data more than weights" if extra else None


@claim(
    "T2-05",
    "Number of real zeros",
    source="T2 §3 and A.2 (“Even if the number of real zero … (Smale and Shub estimate [5] ℓ^(Nd/2))”)",
    quantifier="with probability",
    field="real",
    letters={"ℓ": "degree of the activation", "N": "num_samples = num_params", "d": "number of layers"},
    draw=draw_real,
    hypotheses=(square,),
    size=size,
    num_instances=16,
    open=True,
    reading="with its hedges: an estimate, and “this may be as high as”",
    note="What may be as high as a number is not refuted where it is lower; read as the number for every network, it "
    "is. An increasing activation such as z³ + z leaves one real zero to a single unit and at most two to [1, 1, "
    "1], whatever the data (in general position): the estimate 3^(N·d/2) fails for every distribution. For z² the "
    "mean over targets of random sign is 1, not 2^(N/2). (The estimate is right for ℓ = d = 1.) Two slips add up: "
    "the equations are no Kostlan system, and the product of their degrees is not ℓ^(Nd) (T2-04). The number for "
    "CIFAR: the copy 000 shows “5” above “as 210”, read as 2^(10^5); that is ℓ^(Nd/2) for ℓ = 2, N = 50,000, d = "
    "4, while the network of 4.1 has 5 layers of weights (2^125,000) and K ≠ N, so that its zeros are not "
    "isolated. Kostlan's mean is tested for one equation in one unknown, of the degree of the equations at hand.",
)
def estimate(instance: RealSystem) -> Finding:
    """With as many data as weights the number of real zeros is estimated by ℓ^(N·d/2) (Smale, Shub), which is enormous:
    in a CIFAR situation it may be as high as 2^(10^5)"""
    return decide_real(instance)


@estimate.reading("unhedged")
def of_every_network(instance: RealSystem) -> Finding:
    """as the number of real zeros, or its mean over data, for every square network"""
    return decide_real(instance)


def _unit(activation: list[str], inputs: list[list[int | str]], targets: list[int | str]) -> SmallFit:
    """A single unit without bias, and data."""
    widths = [len(inputs[0]), 1]
    net: SmallNet = {"widths": widths, "activation": activation, "bias": False, "readout": False}
    return {**net, "inputs": inputs, "targets": targets}  # type: ignore[typeddict-item]


SQUARE, CUBE, BENT = ["0", "0", "1"], ["0", "0", "0", "1"], ["0", "-3", "0", "1"]
BOUNDARIES = (
    _unit(["0", "1"], [[1]], [0]),
    _unit(SQUARE, [[1]], [0]),  # two real zeros have met
    _unit(SQUARE, [[1]], ["-1/1000000"]),  # and are gone
    _unit(SQUARE, [[1]], ["1/1000000"]),
    _unit(CUBE, [[10**6]], [0]),  # increasing, and three complex zeros have met
    _unit(BENT, [[1]], [2]),  # at a critical value
    _unit(BENT, [[1]], ["1999999/1000000"]),
    _unit(BENT, [[1]], ["2000001/1000000"]),
    _unit(["0", "1", "0", "1"], [[1, 1], [1, "1000001/1000000"]], [0, 10**6]),  # nearly equal inputs
    _unit(SQUARE, [[1, 1], [2, 2]], [1, 4]),  # collinear inputs: infinitely many zeros
)


def decide_unit(instance: SmallFit, *, generic: bool = False) -> Finding:
    """R ≤ C and R ≡ C modulo 2 for these data of a unit; R = 1 where P is increasing. ``generic``: with C = ℓ^N."""
    if design(instance["inputs"], False).rank() < len(instance["inputs"]):
        return Finding(True, "exact", {"not of this class": "the zeros are not finitely many"})
    real = real_zeros(instance, [])
    equations = [activation_of(instance) - rational(y) for y in instance["targets"]]
    num_complex = prod(p.degree() - p.gcd(p.derivative()).degree() for p in equations)
    num_complex = prod(p.degree() for p in equations) if generic else num_complex
    odd = [rational(c) for c in instance["activation"][1::2]]
    increasing = not any(rational(c) for c in instance["activation"][2::2]) and min(odd) >= 0
    good = real <= num_complex and (num_complex - real) % 2 == 0 and (real == 1 or not increasing)
    told = f"{real} real zeros of {num_complex} complex ones"
    return Finding(good, "exact", {"real": real, "complex": num_complex}, "" if good else told)


@estimate.corrected_at(*BOUNDARIES)
def kostlan(instance: RealSystem | SmallFit) -> Finding:
    """√(product of the degrees) is the mean number of real zeros of systems with Kostlan's Gaussian coefficients, which
    the equations of a network are not; where these have finitely many complex zeros, C of them, the number R of real
    ones is at most C and has its parity; R = 1 for a single unit with an increasing polynomial and N = K linearly
    independent inputs"""
    return decide_unit(instance) if "targets" in instance else decide_real_corrected(instance)


@kostlan.false(because="real zeros of 2 complex ones")
def counted_generically(instance: RealSystem | SmallFit) -> Finding:
    """the same with C = ℓ^N for a single unit, whatever the targets are"""
    return decide_unit(instance, generic=True) if "targets" in instance else decide_real_corrected(instance)


@estimate.false(because="not")
def bezout(instance: RealSystem) -> Finding:
    """there are ℓ^(N·d) real zeros"""
    return decide_real(instance, exponent=2)


@estimate.broken(because="complex ones")
def one(instance: RealSystem) -> Finding:
    """one zero too many is counted"""
    return decide_real_corrected(instance, shift=1)
