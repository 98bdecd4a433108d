"""Documents that were changed, at random or on purpose, so that a check can be asked whether it believes them."""

import base64
import copy

import numpy as np

from verify.audit.zero.document import write_document
from verify.audit.zero.kantorovich import follow
from verify.audit.zero.prove import Problem
from verify.audit.zero.reading import read_layers

ODD = [None, True, False, 0, 1, -1, 1e308, 5e-324, 1e-310, float("nan"), float("inf"), 10**400, -(10**400), 2**63]
ODD += ["", "x", "1", "-3/4", "1/0", "9" * 399, "1/" + "9" * 399, "9" * 5000, "/etc/passwd", "__import__('os')"]
ODD += [[], {}, [[]], [1, 2], {"a": 1}, "relu", "tanh", "polynomial", "softplus", "gelu", "sigmoid", "leaky_relu"]
ODD += ["dense", "convolution", "flatten", "add", "concatenate", "select", "scale", "max_pool", "average_pool"]
ODD += ["activation", "input"]
LARGE = [0.0, -0.0, 5e-324, 1e-310, 1e308, np.inf, np.nan, 1e-200, 1e150, -1e200]


def places(value, path=()):
    """Every place in a document."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(entry, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed_floats(text, draw):
    """Other floats: one or all of them, by bits, by size, by sign, by place."""
    try:
        values = np.frombuffer(base64.b64decode(text), dtype="<f8").copy()
    except ValueError:
        return text + "AAAA"
    n, kind = draw.randrange(max(1, len(values))), draw.randrange(8)
    if not len(values):
        return ""
    if kind == 0:
        values[n] = draw.choice(LARGE)
    elif kind == 1:
        values[n] = np.nextafter(values[n], draw.choice([-np.inf, np.inf]))
    elif kind == 2:
        values *= draw.choice([2, 1e-160, 1e160, 0, -1, 1e-3, 1 + 1e-9])
    elif kind == 3:
        values[n] += 10.0 ** draw.randrange(-17, 2)
    elif kind == 4:
        data = bytearray(values.tobytes())
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        values = np.frombuffer(bytes(data), dtype="<f8")
    elif kind == 5:
        values = values[draw.sample(range(len(values)), len(values))]
    elif kind == 6:
        values = np.append(values, values[: draw.randrange(3)])
    else:
        size = 10.0 ** draw.randrange(-17, 2)
        values = values + size * np.array([draw.gauss(0, 1) for _ in values])
    return base64.b64encode(values.astype("<f8").tobytes()).decode()


def mutated(document, draw):
    """The document with one to three changes."""
    document = copy.deepcopy(document)
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        everywhere = list(places(document))
        path = draw.choice(everywhere)
        parent, key, chance = at(document, path[:-1]), path[-1], draw.random()
        value = parent[key]
        if isinstance(value, str) and key == "float64" and chance < 0.8:
            parent[key] = changed_floats(value, draw)
        elif chance < 0.1:
            del parent[key]
        elif chance < 0.2 and isinstance(parent, list):
            parent.insert(key, copy.deepcopy(value))
        elif chance < 0.2:
            parent[draw.choice(["more", "kind", "weight", "bias", "factor"])] = copy.deepcopy(value)
        elif chance < 0.3:
            parent[key] = copy.deepcopy(at(document, draw.choice(everywhere)))
        elif type(value) in (int, float) and chance < 0.8:
            size = value if abs(value) < 1e300 else 1.0
            near = [size * (1 + 1e-12), size * (1 - 1e-12), size * (1 + 1e-6), -size, size / 2, size * 2]
            parent[key] = draw.choice([*near, value + 1, value - 1, int(size), float(size), size + 10**9, 2**27, 2**23])
        else:
            parent[key] = copy.deepcopy(draw.choice(ODD))
    return document


def node(kind, sources=(), shape=(1,), parameters=(None, None), constants=None, **options):
    """One layer of a graph as JSON."""
    parts = {"kind": kind, "sources": list(sources), "parameters": list(parameters), "constants": constants or {}}
    return {**parts, "options": options, "shape": list(shape)}


def problem_from(graph, inputs, targets, weights, corrections=None, steps=None):
    """A problem of one input, from plain arrays."""
    weights = tuple(np.asarray(array, dtype=float) for array in weights)
    nothing = tuple(np.zeros_like(array) for array in weights)
    layers = read_layers(graph, [array.shape for array in weights])
    inputs, targets = np.asarray(inputs, dtype=float), np.asarray(targets, dtype=float)
    steps = tuple(steps or [1.0] * len(weights))
    return Problem(layers, {"x": inputs}, targets, weights, tuple(corrections or nothing), steps)


def stated(problem, graph, sigma, residual, lipschitz):
    """A document whose claims follow from three bounds, true or not."""
    bounds = follow(sigma, residual, lipschitz, max(problem.steps), problem.moved)
    sizes = {"num_equations": problem.num_equations, "num_params": problem.num_params}
    sizes["dimension"] = problem.num_params - problem.num_equations
    measured = {"smallest_singular_value": sigma, "residual": residual, "lipschitz": lipschitz}
    follows = {"beta": bounds.beta, "eta": bounds.eta, "ball": bounds.ball, "h": bounds.h, "radius": bounds.radius}
    return write_document(problem, graph, sizes | measured | follows)
