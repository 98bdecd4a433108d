"""What a certificate states, decided by another route: from its JSON alone, by Krawczyk's operator on a slice.

Nothing of the room under test is used. Sample by sample and entry by entry every value carries its derivatives along
(forward, not back), in balls of 300 bits; activations come from power series. A zero is enclosed on v0 + range Jᵀ: with
B = D²Jᵀ and C ≈ (J B)⁻¹ the map u ↦ u − C F(v0 + B u) maps a box into its interior, and a zero is in the image.
"""

import base64
import itertools
from fractions import Fraction
from math import prod

import flint
import numpy as np
from flint import arb, arb_mat, arb_series, fmpq

BITS = 300


def read(part):
    """An array of a document as exact balls."""
    values = np.frombuffer(base64.b64decode(part["float64"]), dtype="<f8").reshape(part["shape"])
    return exact(values)


def exact(values):
    found = np.empty(np.shape(values), dtype=object)
    found.reshape(-1)[:] = [arb(float(v)) for v in np.asarray(values).reshape(-1)]
    return found


def number(value):
    exactly = Fraction(value)
    return arb(fmpq(exactly.numerator, exactly.denominator))


class Dual:
    """A value with its derivatives by all weights."""

    def __init__(self, value, slopes):
        self.value, self.slopes = value, slopes

    def __add__(self, other):
        return Dual(self.value + other.value, self.slopes + other.slopes)

    def __mul__(self, other):
        return Dual(self.value * other.value, self.slopes * other.value + other.slopes * self.value)


def activated(options, z):
    """An activation by its Taylor coefficients; a ball with a kink is refused."""
    name, x = options["name"], arb_series([z.value, 1], 2)
    one = arb_series([1], 2)
    if name == "tanh":
        found = one - 2 / ((2 * x).exp() + 1)
    elif name == "sigmoid":
        found = one - one / (x.exp() + 1)
    elif name == "softplus":
        beta = number(options["beta"])
        far = beta * z.value - number(options["threshold"])
        assert far > 0 or far < 0, "the threshold of a softplus"
        found = x if far > 0 else (1 + (beta * x).exp()).log() / beta
    elif name == "gelu" and options["approximate"] == "none":
        found = x * (x * (-arb(1) / arb(2).sqrt())).erfc() / 2
    elif name == "gelu":
        inner = (2 / arb.pi()).sqrt() * (x + x * x * x * arb(44715) / 1000000)
        found = x * (one - one / ((2 * inner).exp() + 1))
    elif name == "polynomial":
        found = arb_series([0], 2)
        for power, coefficient in enumerate(options["coefficients"]):
            term = one * number(coefficient)
            for _ in range(power):
                term = term * x
            found = found + term
    else:
        assert z.value > 0 or z.value < 0, "the kink of a rectifier"
        slope = arb(1) if z.value > 0 else number(options.get("slope", 0))
        found = x * slope
    return Dual(found[0], z.slopes * found[1])


def windows(node, shape):
    """For every place of the result, the places of its window in the source; None outside."""
    kernel, stride, padding = (node["options"].get(name, [1, 1]) for name in ("kernel", "stride", "padding"))
    dilation = node["options"].get("dilation", [1, 1])
    rows, columns = node["shape"][1:]
    for row, column in itertools.product(range(rows), range(columns)):
        inside = []
        for i, j in itertools.product(range(kernel[0]), range(kernel[1])):
            r = row * stride[0] - padding[0] + i * dilation[0]
            c = column * stride[1] - padding[1] + j * dilation[1]
            inside.append((r, c) if 0 <= r < shape[1] and 0 <= c < shape[2] else None)
        yield row, column, inside


def convolved(node, source, weight, bias):
    """A convolution, from its definition."""
    found = np.empty(node["shape"], dtype=object)
    groups, outputs = node["options"]["groups"], node["shape"][0]
    width = source.shape[0] // groups
    for row, column, window in windows(node, source.shape):
        for out in range(outputs):
            start = out // (outputs // groups) * width
            total = bias[out]
            for channel in range(width):
                for place, w in zip(window, weight[out, channel].reshape(-1), strict=True):
                    if place is not None:
                        total = total + source[start + channel, place[0], place[1]] * w
            found[out, row, column] = total
    return found


def pooled(node, source):
    found = np.empty(node["shape"], dtype=object)
    for row, column, window in windows(node, source.shape):
        for channel in range(len(source)):
            entries = [source[channel, p[0], p[1]] for p in window if p is not None]
            if node["kind"] == "average_pool":
                total = entries[0]
                for entry in entries[1:]:
                    total = total + entry
                found[channel, row, column] = Dual(total.value / len(window), total.slopes / len(window))
            else:
                best = max(entries, key=lambda entry: float(entry.value.mid()))
                assert all(entry is best or entry.value < best.value for entry in entries), "a tie of a maximum"
                found[channel, row, column] = best
    return found


def outputs_of(document, weights, sample):
    """The outputs for one sample, with their derivatives."""
    count = sum(prod(array.shape) for array in weights)
    none, start, known = np.array([arb(0)] * count, dtype=object), 0, []
    for array in weights:
        part = np.empty(array.shape, dtype=object)
        for n, value in enumerate(array.reshape(-1)):
            slopes = none.copy()
            slopes[start + n] = arb(1)
            part.reshape(-1)[n] = Dual(value, slopes)
        known.append(part)
        start += array.size
    constant = np.vectorize(lambda value: Dual(value, none), otypes=[object])
    values = []
    for node in document["graph"]:
        source = [values[n] for n in node["sources"]]
        weight, bias = (None if n is None else known[n] for n in node["parameters"])
        frozen = {name: constant(exact(array)) for name, array in node["constants"].items()}
        weight, bias = (frozen.get(n) if w is None else w for n, w in (("weight", weight), ("bias", bias)))
        kind, shape = node["kind"], tuple(node["shape"])
        if kind == "input":
            found = constant(read(document["inputs"][node["options"]["name"]])[sample]).reshape(shape)
        elif kind == "dense":
            zero = constant(exact(np.zeros(shape)))
            found = (source[0] * weight).sum(axis=1) + (zero if bias is None else bias)
        elif kind == "convolution":
            found = convolved(node, source[0], weight, constant(exact(np.zeros(shape[0]))) if bias is None else bias)
        elif kind == "scale":
            across = (slice(None), *[None] * (len(shape) - 1))
            found = source[0] * frozen["factor"][across] + frozen["shift"][across]
            found = found if weight is None else found * weight[across]
            found = found if bias is None else found + bias[across]
        elif kind == "activation":
            found = np.vectorize(lambda z, node=node: activated(node["options"], z), otypes=[object])(source[0])
        elif kind == "add":
            found = sum(source[1:], source[0])
        elif kind == "concatenate":
            found = np.concatenate(source)
        elif kind == "flatten":
            found = source[0].reshape(shape)
        elif kind == "select":
            found = source[0][node["options"]["columns"]]
        elif kind in ("average_pool", "max_pool"):
            found = pooled(node, source[0])
        else:
            raise AssertionError(f"the second route knows no {kind}")
        values.append(found)
    return values[-1]


def residuals_and_jacobian(document, flat):
    """F and J at weights that are balls."""
    shapes = [tuple(part["shape"]) for part in document["weights"]]
    ends = np.cumsum([prod(shape) for shape in shapes])[:-1]
    weights = [part.reshape(shape) for part, shape in zip(np.split(flat, ends), shapes, strict=True)]
    targets = read(document["targets"])
    rows = [outputs_of(document, weights, sample) for sample in range(len(targets))]
    duals = [dual for row in rows for dual in row.reshape(-1)]
    residuals = [dual.value - y for dual, y in zip(duals, targets.reshape(-1), strict=True)]
    return residuals, [list(dual.slopes) for dual in duals]


def centre(document):
    """The weights with their corrections, exactly, and the units of their steps."""
    arrays = [read(document[name][n]) for name in ("weights", "corrections") for n in range(len(document["weights"]))]
    half = len(arrays) // 2
    flat = np.concatenate([(a + b).reshape(-1) for a, b in zip(arrays[:half], arrays[half:], strict=True)])
    steps = np.concatenate([np.full(a.size, s) for a, s in zip(arrays[:half], document["steps"], strict=True)])
    return flat, steps


def distance_of_a_zero(document, size=1.5, rounds=3):
    """An upper bound of how far from the floats of a document a zero is, or None if this way encloses none."""
    before = flint.ctx.prec
    flint.ctx.prec = BITS
    try:
        if document["relations"] is None:
            zero = enclosed(document, arb(size), rounds)
        else:
            zero = with_rows_that_follow(document, enclosed(without_outputs(document), arb(size), rounds))
        if zero is None:
            return None
        floats = np.concatenate([read(part).reshape(-1) for part in document["weights"]])
        return float(sum(((x - y) ** 2 for x, y in zip(zero, floats, strict=True)), arb(0)).sqrt().abs_upper())
    finally:
        flint.ctx.prec = before


def written(values):
    data = np.array([float(v) for v in values.reshape(-1)], dtype="<f8").tobytes()
    return {"shape": list(values.shape), "float64": base64.b64encode(data).decode()}


def without_outputs(document):
    """The network without the outputs that its relations drop, as a document."""
    targets = read(document["targets"])
    kept = [n for n in range(targets.shape[1]) if n not in document["relations"]["dropped"]]
    places = [place for place in document["graph"][-1]["parameters"] if place is not None]
    last = {**document["graph"][-1], "shape": [len(kept)]}
    smaller = {
        **document,
        "relations": None,
        "targets": written(targets[:, kept]),
        "graph": [*document["graph"][:-1], last],
    }
    for name in ("weights", "corrections"):
        parts = [written(read(p)[kept]) if n in places else p for n, p in enumerate(document[name])]
        smaller[name] = parts
    return smaller


def with_rows_that_follow(document, zero):
    """All weights, where the outputs that were dropped are A times the others, and more: targets are asked exactly."""
    relations, targets = document["relations"], read(document["targets"])
    dropped = relations["dropped"]
    kept = [n for n in range(targets.shape[1]) if n not in dropped]
    for row in targets:
        for place, entries, offset in zip(dropped, relations["matrix"], relations["offset"], strict=True):
            y = sum(
                (Fraction(a) * Fraction(float(row[k])) for a, k in zip(entries, kept, strict=True)), Fraction(offset)
            )
            assert Fraction(float(row[place])) == y, "a relation"
    if zero is None:
        return None
    found, start = [], 0
    weight, bias = document["graph"][-1]["parameters"]
    for n, part in enumerate(document["weights"]):
        shape = tuple(part["shape"])
        if n not in (weight, bias):
            found.append(zero[start : start + prod(shape)])
            start += prod(shape)
            continue
        rows = zero[start : start + len(kept) * prod(shape[1:])].reshape(len(kept), -1)
        start += rows.size
        whole = np.empty((shape[0], rows.shape[1]), dtype=object)
        whole[kept] = rows
        for place, entries, offset in zip(dropped, relations["matrix"], relations["offset"], strict=True):
            total = sum((number(a) * row for a, row in zip(entries, rows, strict=True)), 0 * rows[0])
            whole[place] = total + (number(offset) if n == bias else 0)
        found.append(whole.reshape(-1))
    return np.concatenate(found)


def enclosed(document, size, rounds):
    """Balls with a zero in them, or None."""
    start, steps = centre(document)
    residuals, jacobian = residuals_and_jacobian(document, start)
    count = len(residuals)
    j = arb_mat([[entry.mid() for entry in row] for row in jacobian])
    units = [arb(float(step)) ** 2 for step in steps]
    b = arb_mat([[j[r, c] * units[c] for r in range(count)] for c in range(len(steps))])
    try:
        c = (j * b).inv().mid()
    except ZeroDivisionError:
        return None
    moved = c * arb_mat([[r] for r in residuals])
    box = [arb(0, float(abs(moved[n, 0]).upper() * size + arb(2) ** -250)) for n in range(count)]
    unit = arb_mat(count, count, [int(n == m) for n in range(count) for m in range(count)])
    proved = False
    for _ in range(rounds):
        at = b * arb_mat([[side] for side in box])
        _, around = residuals_and_jacobian(document, start + np.array([at[n, 0] for n in range(len(start))]))
        image = (unit - c * arb_mat(around) * b) * arb_mat([[side] for side in box]) - moved
        after = [image[n, 0] for n in range(count)]
        proved = proved or all(side.contains_interior(new) for side, new in zip(box, after, strict=True))
        if not proved:
            return None
        box = after
    ends = b * arb_mat([[side] for side in box])
    return start + np.array([ends[n, 0] for n in range(len(start))])
