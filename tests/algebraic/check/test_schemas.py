"""The JSON Schemas, by a reader of the standard that is not ours, for documents of every kind."""

import json

import jsonschema
import pytest

from algebraic import Network, dimension_of, ladder, relu_regions, relu_zero_set, solve
from algebraic.data import load_integer_data
from algebraic.dimension.explore import explore_fibre
from algebraic.documents import schema_of

BARE = {"hidden_bias": False, "output_bias": False}
NETWORK = Network.dense([1, 1, 1], "z**2+z", **BARE)
MADE = {
    "count": [
        lambda: solve(NETWORK, [[1], [2]], [1, 3]),
        lambda: solve(NETWORK, [[1], [2]], [1, 3], system="critical", ridge="scalar"),
        lambda: solve(Network.dense([1, 2, 1], "z", **BARE), [[1], [2]], [1, 3], system="critical"),
    ],
    "dimension": [
        lambda: dimension_of(NETWORK, [[1]], [3], function_space=True, groebner=True, degree=True, points=1),
        lambda: explore_fibre(NETWORK, load_integer_data("random", NETWORK, 2)),
        lambda: explore_fibre(NETWORK, load_integer_data("random", NETWORK, 9)),
    ],
    "relu": [
        lambda: relu_zero_set([[1], [2]], [3, -5], 2, hidden_bias=True, minima=True, path=([-3, 5, 7, -4, 1, -1],) * 2),
        lambda: relu_zero_set([[1], [2]], [3, -5], 1, "1/4"),
        lambda: relu_zero_set([[1, 0], [0, 1], ["1/2", "1/2"]], [0, 0, 1], 2, minima=True),
    ],
    "regions": [
        lambda: relu_regions([[1], [2]], [3, 4], [1, 2, 1, 1], "1/4"),
        lambda: relu_regions([[1], [3]], [2, 7], [1, 2, 1, 1], at=[1, 2, 1, -1, 3]),
        lambda: relu_regions([[1], [2]], [3, 6], [1, 1, 1, 1]),
    ],
    "bezout": [
        lambda: ladder(NETWORK, [[1], [2]], [1, 3]),
        lambda: ladder(NETWORK, num_samples=3),
        lambda: ladder(NETWORK, [[1], [2]], [1, 3], system="critical", ridge="entrywise"),
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "number"), [(kind, k) for kind in MADE for k in range(3)])
def test_what_is_written_has_its_form(kind, number):
    document = json.loads(MADE[kind][number]().to_json())
    validator = jsonschema.Draft202012Validator(schema_of(kind))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert not validator.is_valid({**document, "more": 1})
    assert not validator.is_valid({**document, "schema": "zerolocus/other/1"})
    if document.get("certificate") and kind != "relu":
        jsonschema.Draft202012Validator(schema_of("rank")).validate(document["certificate"])
