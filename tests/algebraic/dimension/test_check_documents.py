"""Changed documents of a dimension: whatever makes a statement false or unproved is rejected."""

import copy
import json

import pytest

from algebraic import Network, dimension_of
from algebraic.check import check_any
from algebraic.data import load_integer_data
from algebraic.dimension.explore import explore_fibre
from algebraic.shell import WrongInput
from tests.algebraic.dimension.test_by_minors import without_bias

LEFT = ("options", "versions", "seed", "reasons", "cut_short", "data")


@pytest.fixture(scope="module")
def documents():
    data = load_integer_data("random", without_bias((2, 3, 1)), 5)
    made = [
        dimension_of(Network.dense([1, 2, 1], "z**2"), [[1], [2]], [3, -5], points=1),
        dimension_of(without_bias((2, 3, 1)), [[1, 2], [3, 4], [5, 7], [2, 9]], [1, 2, 3, 4], function_space=True),
        explore_fibre(without_bias((2, 3, 1)), data),
        explore_fibre(Network.dense([1, 1, 1]), load_integer_data("random", Network.dense([1, 1, 1]), 30)),
    ]
    return [json.loads(found.to_json()) for found in made]


def test_they_hold(documents):
    for document in documents:
        found = check_any(document)
        assert (found.exit_code(), found.problems) == (0, [])
        assert check_any(document["certificate"]).exit_code() == 0


def places(value, way=()):
    yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*way, key))


def others(value):
    match value:
        case None:
            return [7]
        case bool():
            return [not value, str(value).lower()]
        case int():
            return [value + 1, -value - 1, None, float(value)]
        case float():
            return [-value, float("nan"), "1"]
        case str():
            return ["1/0", None, value + "\n"]
        case list():
            return [None, [*value, *value[-1:]], value[:-1]] if value else [None, [0]]
    return [None, {**value, "more": 1}, {}]


# Still true, or of no force: other minors, the same order of unordered things, floats of a search.
HARMLESS = ("weights", "rows", "columns", "seconds", "middle", "free", "along", "radius", "tried", "converged")


@pytest.mark.slow
def test_one_thing_changed(documents):
    tried = 0
    for document in documents:
        for way in places(document):
            if not way or way[0] in LEFT or way[-1] == "options" or "options" in way:
                continue
            value = document
            for key in way:
                value = value[key]
            for other in others(value):
                if other == value and type(other) is type(value):
                    continue
                changed = place = copy.deepcopy(document)
                for key in way[:-1]:
                    place = place[key]
                place[way[-1]] = other
                if way[-1] in HARMLESS or (len(way) > 1 and way[-2] in HARMLESS):
                    continue
                if way[0] in ("coefficient_map_rank", "real_points") and other is None and len(way) == 1:
                    continue  # said less
                tried += 1
                try:
                    assert check_any(changed).exit_code() == 1, (way, other)
                except WrongInput:
                    assert way[0] == "schema"
    assert tried > 600


@pytest.mark.parametrize(
    ("name", "value"),
    [("dimension", 99), ("empty", True), ("data_rank", 1), ("proved", False), ("statement", "It is.")],
)
def test_the_answer_is_bound_to_its_proof(documents, name, value):
    assert check_any({**documents[0], name: value}).exit_code() == 1


def test_certificate_and_document_belong_together(documents):
    for other in documents[1:]:
        assert check_any({**documents[0], "certificate": other["certificate"]}).exit_code() == 1
    for name in ("network_data", "data_set"):
        assert check_any({**documents[0], name: documents[1][name]}).exit_code() == 1


@pytest.mark.slow
def test_points_and_paths_are_proved_again():
    found = dimension_of(without_bias((2, 3, 1)), [[13, 13], [8, 1]], [3, 6], points=3)
    document = json.loads(found.to_json())
    number = next(k for k, path in enumerate(document["real_points"]["paths"]) if path["joined"])
    assert check_any(document).exit_code() == 0

    def spoilt(change):
        changed = copy.deepcopy(document)
        change(changed["real_points"], changed["real_points"]["paths"][number])
        return check_any(changed).exit_code()

    assert spoilt(lambda real, path: real["points"][1].update(middle=["0.25"] * 9)) == 1
    assert spoilt(lambda real, path: path.update(nodes=[path["nodes"][0], path["nodes"][-1]])) == 1
    assert spoilt(lambda real, path: path["nodes"].reverse()) == 1
    assert spoilt(lambda real, path: path["nodes"][5]["middle"].reverse()) == 1
    assert spoilt(lambda real, path: path.update(nodes=None)) == 1
    assert spoilt(lambda real, path: path.update(segments=1)) == 1
    assert spoilt(lambda real, path: real["paths"].pop()) == 1


def test_a_bound_that_needs_data_is_open_without_them():
    certificate = json.loads(dimension_of(without_bias((2, 3, 1)), [[13, 13], [8, 1]], [3, 6]).to_json())["certificate"]
    del certificate["data"]
    assert check_any(certificate).exit_code() == 0  # as many equations
    forged = {"kind": "symmetries", "statement": "as is well known", "proved": True, "error_probability": None}
    assert check_any({**certificate, "upper_bound": forged}).exit_code() == 4
    assert check_any({**certificate, "upper_bound": {**forged, "kind": "parameters"}}).exit_code() == 1
