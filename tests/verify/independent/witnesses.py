"""The counterexamples on the page of the errata, plugged in: each function gives what the page's formulas must say.

Of an instance as it stands in the registry, by differences in 60 digits, fractions, sampling, or the plain text of the
paper. An assertion fails where the instance is no counterexample.
"""

# mypy: ignore-errors

import json
import math
import re
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path

import mpmath
import numpy as np

from tests.verify.independent.tools import bends, cut, digits, joined, rank, same, signs, slopes
from tests.verify.papers import lines_of

CHECKS = Path(__file__).parents[3] / "verify" / "checks"


def t2_22(instance):
    """Weights counted one by one, and the rank of all derivatives of the outputs by the weights."""
    inputs = digits(instance["inputs"])
    widths, count = instance["network"], len(inputs)
    shapes = [shape for a, b in pairwise(widths) for shape in ((b, a), (b,))]
    weights, equations = sum(math.prod(shape) for shape in shapes), count * widths[-1]

    def outputs(point):
        w, b, v, c = cut(point, *shapes)
        z = w @ inputs.T + b[:, None]
        return (v @ (z**3 + z) + c[:, None]).ravel()

    derivatives = slopes(outputs, digits([Fraction(k + 2, k + 1) for k in range(weights)]))
    assert rank(derivatives) <= weights < equations
    assert weights > count
    return [f"K = {weights} weights", f"N = {count} data points", f"N·m = {equations}", "500,000 > K = 188,810"]


def captions(paper, instance):
    """Two quotations with their lines in the transcripts, and no value that both allow."""
    table = json.loads((CHECKS / paper / "figures.json").read_text(encoding="utf-8"))
    rows = {f"{row['at']}, line {row['line']}: {row['what']} of {row['of']}": row for row in table["sayings"]}
    one, other = rows[instance["one"]], rows[instance["other"]]
    assert one["what"] == other["what"]
    assert not {v for sense in one["says"] for v in sense} & {v for sense in other["says"] for v in sense}
    lines = [one["line"], other["line"]]
    if instance["through"]:
        (link,) = (
            each
            for each in table["identities"]
            if f"{each['at']}, line {each['line']}: {each['one']} = {each['other']}" == instance["through"]
        )
        assert {link["one"], link["other"]} == {one["of"], other["of"]}
        lines.append(link["line"])
    else:
        assert one["of"] == other["of"]
    return [f"= {one['says'][0][0]} (line", f"= {other['says'][0][0]} (line", *(f"(line {line})" for line in lines)]


def t2_26(instance):
    """Zeros as roots, and the sign of the outputs on a fine grid, one unit and one sample."""
    coefficients = [float(Fraction(c)) for c in instance["activation"]]
    (label,), ((x,),) = instance["labels"], instance["inputs"]
    low, high = map(Fraction, instance["coded"])
    assert low < Fraction(instance["threshold"]) < high
    f = np.polynomial.Polynomial(coefficients)(np.polynomial.Polynomial([0, x]))
    zeros = sorted(
        root.real for root in (f - float(Fraction(instance["coded"][label]))).roots() if abs(root.imag) < 1e-9
    )
    grid = np.linspace(-10, 10, 20002)
    right = (f(grid) > float(Fraction(instance["threshold"]))) == bool(label)
    intervals = [
        [w for w, _ in run] for good, run in groupby(zip(grid, right, strict=True), lambda pair: pair[1]) if good
    ]
    assert len(zeros) > len(intervals) == 1
    assert abs(intervals[0][-1] - math.sqrt(2)) < 1e-2
    assert abs(intervals[0][0] + math.sqrt(2)) < 1e-2
    return [f"w = −{-zeros[0]:.0f} and {zeros[1]:.0f}, two regions", "are one, |w| < √2"]


def t3_08(instance):
    """The gradient, the inertia of the Hessian and its kernel, from differences of the loss."""
    points, targets, gamma = digits(instance["points"]), digits(instance["targets"]), digits(instance["gamma"])[()]
    here = digits(instance["weights"])

    def loss(w):
        first, second = points @ w[:2], points @ w[2:4]
        rest = w[4] * first**2 + w[5] * second**2 - targets
        return (rest**2).sum() / 2 + gamma * (w**2).sum()

    hessian = bends(loss, here)
    turned = np.array([-1, 1, 1, 1, 0, 0])
    assert same(slopes(loss, here).ravel(), np.zeros(6))
    assert signs(hessian) == (5, 1, 0)
    assert same(hessian @ turned, np.zeros(6))
    for angle in (mpmath.mpf(1), mpmath.mpf(2)):  # far along the circle, too
        turn = np.array([[mpmath.cos(angle), -mpmath.sin(angle)], [mpmath.sin(angle), mpmath.cos(angle)]])
        moved = joined(turn @ here[:2], turn @ here[2:4], here[4:])
        assert abs(loss(moved) - loss(here)) < mpmath.mpf(10) ** -40
    return ["γ = 1/10, y = 41/20", "five positive eigenvalues", "(−1, 1, 1, 1, 0, 0)"]


def t3_40(instance):
    """The signs of the sine at the nodes, and the distance of the best polynomial of degree 4."""
    assert instance["check"].startswith("Fig. 16")
    nodes = np.cos((2 * np.arange(9)[::-1] + 1) * np.pi / 18)
    assert np.allclose(nodes, -np.cos((2 * np.arange(9) + 1) * np.pi / 18))
    targets = np.sin(8 * np.pi * nodes)
    found = "".join("0" if abs(v) < 1e-12 else "+" if v > 0 else "−" for v in targets)
    runs = sum(1 for _ in groupby(found.replace("0", ""))) - 1
    _, (rest,), *_ = np.linalg.lstsq(np.vander(nodes, 5), targets, rcond=None)
    assert rest > 1
    assert runs > 4
    return [f"the signs {found}", f"have {runs} zeros"]


def t3_29(instance):
    """SGD itself, and the minimisers of the mean square."""
    (x,), (y,), (w,) = instance["X"], map(Fraction, instance["y"]), map(Fraction, instance["start"])
    (x,) = map(Fraction, x)
    begin = w
    assert max(abs(x), abs(y)) <= 1
    for n in (1, 4, 25):
        for _ in range(n):
            w -= Fraction(1, math.isqrt(n)) * 2 * (w * x - y) * x
        assert w == begin != 0
    assert len({(y - other * x) ** 2 for other in (Fraction(0), w, Fraction(7))}) == 1, "every w minimises E"
    return [f"x = {x} and y = {y}", f"w₀ = {begin}", f"ŵ_T = {w} for all n", "w⁺ = 0"]


def t3_34(instance):
    """q from the cosine, its largest value and slope on a grid; the instance is 10⁴ q, rounded."""
    n, degree = instance["n"], instance["n"] - 1
    top = math.cos(math.pi / degree)
    s = np.sin(np.linspace(0, np.pi / 2, 40_001))
    z = top - (1 + top) * s
    assert np.abs(np.cos(degree * np.arccos(z))).max() <= 1 + 1e-12
    wave = np.polynomial.Chebyshev.basis(degree)
    assert abs(wave.deriv()(top)) < 1e-8
    slopes_ = np.sqrt(1 - s**2) * (1 + top) * np.abs(wave.deriv()(z))
    bound = 3 * 2 * n
    assert slopes_.max() > bound
    odd, even = ([float(v) for v in instance[key]] for key in ("f", "T"))
    assert not any(odd[::2])
    assert odd[1] == 0
    assert not any(even[1::2])
    given = sum(c * s**k for k, c in enumerate(odd)) - sum(c * s**k for k, c in enumerate(even))
    assert np.abs(given / 1e4 - wave(z)).max() < 1e-3
    assert len(even) - 1 == degree
    return [f"n = {n}", f"T_{degree}(", f"cos(π/{degree})", f"= {slopes_.max():.1f} >", f"ε = {bound}."]


def t3_35(instance):
    """0 has no norm above 0; the other function by its coefficients, and by difference quotients that do not settle."""
    assert not instance["f"]
    assert instance["alpha"] is None
    sizes = [(4.0**j) * math.pi / 4 * 3.0**-k for k in range(1, 20) for j in [int(k * math.log2(3))]]
    assert sizes[-1] > 1e6, "2^(2j) E_{2^j} ≥ 2^(2j) (π/4) 3^(−k) for 2^j ≤ 3^k"

    def wave(theta):
        return sum(mpmath.cos(mpmath.mpf(3) ** k * theta) / mpmath.mpf(3) ** k for k in range(90))

    theta = mpmath.mpf(1)
    steps = [mpmath.mpf(3) ** -m for m in range(20, 40)]
    quotients = [(wave(theta + h) - wave(theta)) / h for h in steps]
    assert all(max(quotients[k:]) - min(quotients[k:]) > 0.5 for k in (0, 5, 10))
    return ["‖0‖_r = 0", "Σ_k 3^(−k) T_{3^k}", "‖f‖_2 = ∞"]


def nmh_03(instance):
    """All backward paths of the units of the second layer, by their positions in the shared vector."""
    net = instance["net"]
    first, second = net["layers"]
    assert len(set(second["groups"])) == 1
    start = net["num_inputs"]
    above = range(start + len(first["supports"]), start + len(first["supports"]) + len(second["supports"]))
    assert len(instance["inputs"]) <= len(net["skips"])
    assert len({tuple(row) for row in instance["inputs"]}) == len(instance["inputs"])
    places = {
        unit: [k for k, below in enumerate(support) if below not in net["skips"]]
        for unit, support in zip(above, second["supports"], strict=True)
        if unit in net["skips"]
    }
    assert sorted(places.values()) == [[0], [1]]
    told = {tuple(v): k for k, v in places.items()}
    names = {place: unit - start + 1 for (place,), unit in told.items()}
    return [f"{names[1]} reads (1, 2)", f"{names[0]} reads (3, 4)", "(u₁, u₂) = (0, 1)", "asks for (1, 0)"]


def nmh_06(instance):
    """Gradient and Hessian at the point and at others of the set, and the loss there, by the network itself."""
    rows = [[Fraction(v, 64) for v in x] for x in instance["inputs"]]
    net, labels = instance["net"], instance["labels"]
    supports = net["layers"][0]["supports"]
    assert set(net["layers"][0]["groups"]) == {0}
    assert net["layers"][0]["activation"] == "sigmoid"
    count = len(rows)
    for support in (supports[0], supports[1]):  # Assumption 3.1.3
        assert len({tuple(x[k] for k in support) for x in rows}) == count
    assert sorted(net["skips"]) == list(range(4, 4 + count))
    read = np.array([[[digits(x[k])[()] for k in support] for support in supports] for x in rows], dtype=object)
    sign = np.array([1 if y == 0 else -1 for y in labels])

    def sigmoid(t):
        return 1 / (1 + mpmath.exp(-t))

    def outputs(point):
        w, b, v = point[:2], point[2 : 2 + count], point[2 + count :]
        return np.vectorize(sigmoid, otypes=[object])(read @ w + b) @ v

    def loss(point):
        return sum(mpmath.log(1 + mpmath.exp(-s * f)) for s, f in zip(sign, outputs(point), strict=True)) / count

    def of_set(w1, biases, rest):
        """A point of Z: v₁ and v₂ from the two log-odds."""
        low, high = (sigmoid(w1 * a + biases[0]) for a in (-1, 1))
        v1 = mpmath.log(6) / (high - low)
        left = -mpmath.log(2) - v1 * low - sum(v * sigmoid(b) for v, b in zip(rest, biases[2:], strict=True))
        return np.array([w1, mpmath.mpf(0), *biases, v1, left / sigmoid(biases[1]), *rest], dtype=object)

    w = [digits(Fraction(k, 64))[()] for k in instance["U"]["weights"][0][0]]
    biases = [digits(Fraction(k, 64))[()] for k in instance["U"]["biases"][0]]
    rest = [digits(Fraction(a - b, 64))[()] for a, b in instance["V"][2:]]
    assert instance["balanced"]
    assert w[1] == 0
    here = of_set(w[0], biases, rest)
    level, tiny = mpmath.mpf(6) / 7 * mpmath.log(2), mpmath.mpf(10) ** -40
    assert abs(here[9] - mpmath.log(6) / mpmath.tanh(mpmath.mpf(1) / 2)) < tiny
    assert abs(here[10] + 2 * mpmath.log(2) + 2 * here[9] * sigmoid(mpmath.mpf(-1))) < tiny
    stream = np.random.default_rng(0)
    drawn = [(k, *(digits(stream.integers(-3, 4, size).tolist()) for size in (7, 5))) for k in (1, 7)]
    others = [of_set(digits(Fraction(k, 3))[()], each, more) for k, each, more in drawn]
    for point in (here, *others):
        assert abs(loss(point) - level) < tiny
        assert same(slopes(loss, point).ravel(), np.zeros(16))
        assert signs(bends(loss, point)) == (3, 13, 0)
    best = np.linalg.matrix_rank(
        1 / (1 + np.exp(-(read.astype(float) @ np.array([0.7, 0.3]) + np.linspace(-4, 3, count)))), tol=1e-9
    )
    assert best == count == 7  # with other weights than those of Z the classes are told apart
    samples = [f"({', '.join(str(v).replace('-', '−') for v in x)})" for x in rows]
    return [*samples, "(6/7) log 2 = 0.594", "rank 3", "R¹⁶"]


def nmh_07(instance):
    """The second derivatives of the loss by V_:1, from differences, and twice that as printed."""
    count = len(instance["inputs"])
    assert instance["start"] == "zero"
    psi = np.full((count, len(instance["net"]["skips"])), mpmath.mpf(1) / 2, dtype=object)
    assert not any(any(row) for row in instance["V"])

    def loss(column):
        first = psi @ column
        return sum(
            mpmath.log(mpmath.exp(g) + 1) - (g if y == 0 else 0) for g, y in zip(first, instance["labels"], strict=True)
        ) / count  # fmt: skip

    found = bends(loss, digits([0] * psi.shape[1]))
    printed = sum(np.outer(row, row) for row in psi) / 4
    assert same(found, np.full((2, 2), 1 / 16))
    assert same(printed, 2 * found)
    return ["(1/8 1/8; 1/8 1/8)", "(1/16 1/16; 1/16 1/16)"]


def nmh_11(instance):
    """The rows and the total from the text of the paper, added up."""
    text = lines_of("003")
    begin = next(k for k, line in enumerate(text) if line.startswith("D The architecture of CNN13"))
    numbers = [int(line.split("\t")[2]) for line in text[begin : begin + 17] if re.search(r"\t\d+$", line)]
    total = int(re.search(r"in total (\d+), (\d+)", text[begin + 17])[1] + "840")
    assert [row[4] for row in instance["rows"]] == numbers
    assert (instance["total"], len(numbers)) == (total, 13)
    assert sum(numbers) - total == 14**2 * 128
    return [f"= {sum(numbers):,} = {total:,} + 14² · 128"]


def nmh_15(instance):
    """The probability that one given filter has no skip, as a product of 784 fractions."""
    assert (instance["network"], instance["activation"]) == ("CNN13", "softplus")
    hidden, skips, size = 204_928, 55_000, 28**2
    exact = math.log10(64) + sum(math.log10((hidden - skips - i) / (hidden - i)) for i in range(size))
    bound = math.log10(64) + size * math.log10(1 - skips / hidden)
    assert exact <= bound < -104
    assert 64 * size < skips
    return [f"H = {hidden:,}", f"{size} units", f"{64 * size:,} units", "10^−104"]


def nmh_16(instance):
    """The two cells from the text of the paper."""
    assert instance == {"statement": 5}
    text = lines_of("003")
    rows = [line.split("\t") for line in text if re.match(r"VGG(11|n-mp2conv)-skip \(SGD\)", line)]
    before, after = (Fraction(row[1].partition(" ")[0]) for row in rows[:2])
    lost = before - after
    assert round(lost) > 7
    assert lost / before > Fraction(7, 100)
    shown = [f"{float(v):.2f}" for v in (before, after, lost)]
    return [
        f"{shown[0]} in Table 2",
        f"{shown[1]} in Table 4",
        f"{shown[2]} points",
        f"{float(100 * lost / before):.1f} %",
    ]


TABLE = {
    "T2-22": t2_22,
    "T2-23": lambda instance: captions("t2", instance),
    "T2-26": t2_26,
    "T3-08": t3_08,
    "T3-29": t3_29,
    "T3-34": t3_34,
    "T3-35": t3_35,
    "T3-40": t3_40,
    "T3-50": lambda instance: captions("t3", instance),
    "NMH-03": nmh_03,
    "NMH-06": nmh_06,
    "NMH-07": nmh_07,
    "NMH-11": nmh_11,
    "NMH-15": nmh_15,
    "NMH-16": nmh_16,
}
