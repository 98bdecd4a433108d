"""Small documents of every kind and with every kind of evidence, made by the commands' own functions."""

import json

from algebraic import Network, dimension_of, ladder, solve, solve_system
from algebraic.data import load_integer_data
from algebraic.dimension.explore import explore_fibre
from algebraic.networks import Builder

BARE = {"hidden_bias": False, "output_bias": False}
ONE = Network.dense([1, 1, 1], "z**2+z", **BARE)
TWO = Network.dense([2, 1, 1], "z**2+z", **BARE)
LINEAR = Network.dense([1, 1, 1], "z", **BARE)
WIDE = Network.dense([1, 2, 1], "z**2", **BARE)
PRODUCTS = Builder(1)  # (a x) (b x + 1/2), squared
PRODUCTS.graph(2, [(0, 0, "a"), (1, 0, "b")], biases={1: "1/2"})
PRODUCTS.graph(1, [(0, 0, 1, 1)], activation="z**2")
FOUR = [[1, 2], [3, -1], [-2, 5], [7, 3]]


def integers(network, samples):
    return explore_fibre(network, load_integer_data("random", network, samples))


QUICK = {
    "count: exact": lambda: solve(TWO, FOUR[:3], [1, 2, 3]),
    "count: products": lambda: solve(PRODUCTS.network(), [[1], [2]], [4, 9]),
    "dimension: products": lambda: dimension_of(PRODUCTS.network(), [[1]], [4], points=1),
    "dimension: identifiable": lambda: dimension_of(LINEAR, [[1]], [3], identifiable=True),
    "count: empty": lambda: solve(Network.dense([1, 1, 1], "z**2"), [[1], [2], [3], [5]], [1, 3, 4, 9]),
    "count: infinite": lambda: solve(ONE, [[1]], [3]),
    "equations: exact": lambda: solve_system("x^2 + x*y - 2*y^2 + x - 3*y + 5\n2*x^2 - x*y + y^2 - 7*x + y - 1/2"),
    "equations: empty": lambda: solve_system("x*y + x + y - 1\nx*y + x + y - 2"),
    "dimension: minor": lambda: dimension_of(Network.dense([1, 2, 1], "z**2"), [[1], [2]], [3, -5], points=1),
    "dimension: points and paths": lambda: dimension_of(TWO, [[1, 1]], [3], points=3),
    "dimension: lower rank": lambda: dimension_of(LINEAR, [[1], [2]], [1, 3], groebner=True),
    "dimension: columns": lambda: integers(ONE, 2),
    "dimension: fewer columns": lambda: integers(WIDE, 4),
    "dimension: counting": lambda: integers(ONE, 9),
    "ladder: empty": lambda: ladder(TWO, FOUR, [1, 2, 3, -4]),
    "ladder: infinite": lambda: ladder(ONE, [[1]], [3]),
}
SLOW = {
    "count: critical, no ridge": lambda: solve(ONE, [[1], [2], [3]], [1, 3, 4], system="critical"),
    "count: critical, one ridge": lambda: solve(ONE, [[1], [2]], [1, 3], system="critical", ridge="scalar"),
    "count: critical, ridges": lambda: solve(LINEAR, [[1]], [50], system="critical", ridge="entrywise"),
    "count: parts": lambda: solve(Network.dense([1, 2, 1], "z", **BARE), [[1], [2]], [1, 3], system="critical"),
    "equations: engine": lambda: solve_system("x^2 + y^2 - 1\n(x - 1)^2 + y^2 - 2"),
    "equations: a curve": lambda: solve_system("x*(x - 1)\nx*(y - 2)"),
    "dimension: engine": lambda: dimension_of(
        ONE, [[1]], [3], function_space=True, groebner=True, degree=True, points=1
    ),
    "ladder: engine": lambda: ladder(ONE, [[1], [2]], [1, 3]),
    "ladder: critical": lambda: ladder(LINEAR, [[1], [2]], [1, 3], system="critical", ridge="entrywise"),
    "ladder: no data": lambda: ladder(ONE, num_samples=3),
}


def make(name):
    """The document with this name, as parsed JSON; ``rank: ...`` is the certificate of ``dimension: ...`` alone."""
    kind, _, rest = name.partition(": ")
    if kind == "rank":
        return make(f"dimension: {rest}")["certificate"]
    return json.loads((QUICK | SLOW)[name]().to_json())


RANKS = [f"rank: {name}" for name in ("minor", "products", "columns", "fewer columns", "counting")]
