import json
from dataclasses import fields, replace

import pytest

from algebraic import FibreDimension, Network
from algebraic.data import load_integer_data
from algebraic.dimension.explore import explore_fibre
from algebraic.dimension.result import WORDS_OF_EXTRAS, Extras, nothing_known
from algebraic.shell import Budget
from tests.algebraic.dimension.test_by_minors import explored, without_bias

NET = Network.dense([2, 3, 1])
DATA = load_integer_data("random", NET, 4)


def blank():
    return nothing_known(NET, DATA, seed=7, budget=Budget(5, 2), options={"timeout": 6})


def test_before_anything_is_computed_only_the_sizes_are_known():
    found = blank()
    known = {f.name for f in fields(found) if getattr(found, f.name) not in (None, [], {}, False)}
    assert known == {
        *("widths", "num_params", "num_samples", "output_dim", "num_equations", "these_targets", "statement"),
        *("data", "options", "seed", "versions", "network_data", "data_set"),
    }
    assert (found.num_params, found.num_equations) == (13, 4)
    assert found.options == {"timeout": 6, "memory": 2}  # what the command says goes before
    assert "unknown" in str(found)
    assert str(found).splitlines()[:2] == [found.statement, ""]  # the answer comes first


@pytest.mark.slow
@pytest.mark.msolve
def test_documents_are_strict_json_with_the_fields_as_keys():
    network = Network.dense([1, 2, 1], "z**2")
    documents = [
        blank(),
        explored(network, 1, function_space=True, groebner=True, degree=True, points=2),
        explore_fibre(network, load_integer_data("random", network, 3)),
        explore_fibre(network, load_integer_data("random", network, 30)),
    ]
    for found in documents:
        document = json.loads(found.to_json(), parse_constant=lambda x: pytest.fail(f"{x} is no JSON"))
        assert list(document) == ["schema", *(f.name for f in fields(FibreDimension))]
        assert document == found.as_dict()


@pytest.mark.slow
@pytest.mark.msolve
def test_it_prints_what_it_has():
    text = str(explored(without_bias((1, 2, 1)), 1, groebner=True, degree=True, points=2))
    points = ("real points: 2 different certified", "  points 1 and 2: ")
    for line in ("Gröbner basis: dimension 3", "degree: degree 3", *points):
        assert f"\n{line}" in text
    assert "continuous symmetries                     3 (2 scaling, 1 rotation)" in text
    network = without_bias((2, 3, 1))
    large = str(explore_fibre(network, load_integer_data("random", network, 5)))
    assert "\nrelations between the rows: " in large
    assert "\ngeneric_rank: not asked" in large


def test_what_is_asked_beyond_the_dimension():
    assert Extras().asked() == []
    assert Extras(True, True, True, 3, True, True).asked() == list(WORDS_OF_EXTRAS)


def test_only_what_was_asked_can_be_left_undecided():
    found = replace(blank(), empty=True, cut_short=["these_targets", "generic_rank"])
    assert (blank().undecided(), found.undecided()) == (["the dimension"], [])
    asked = replace(found, options={name: 2 for name in WORDS_OF_EXTRAS})
    assert asked.undecided() == list(WORDS_OF_EXTRAS.values())
    one = {"points": [None], "tried": 9, "converged": 1, "statement": "", "paths": []}
    two = replace(found, options={"function_space": True, "points": 2}, real_points=one, coefficient_map_rank=3)
    assert two.undecided() == []
    bounds = {"lower": 1, "upper": 2, "exact": False}
    more = replace(two, options={"components": True}, component_bounds=bounds)
    assert more.undecided() == [WORDS_OF_EXTRAS["components"]]
    assert replace(more, component_bounds={**bounds, "exact": True}).undecided() == []
    assert replace(two, reasons={"real_points": "one of two"}).undecided() == [WORDS_OF_EXTRAS["points"]]
