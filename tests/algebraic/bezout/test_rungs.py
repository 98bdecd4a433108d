import json
from math import isclose, log2

import numpy as np
import pytest

from algebraic import Network, ladder
from algebraic.data.sources import random_data
from algebraic.shell.errors import OutOfBudget, WrongInput
from tests.networks import SQUARES


def climb(row, **options):
    data = random_data(row.network, row.num_params)
    return ladder(row.network, data.inputs, data.targets, **options)


@pytest.mark.slow
@pytest.mark.msolve
@pytest.mark.parametrize("row", SQUARES, ids=lambda r: r.name)
def test_every_rung_of_the_published_table(row):
    found = climb(row)
    assert (found.bezout, found.multihomogeneous_bezout, found.bkk) == (row.bezout, row.layerwise, row.bkk)
    assert (found.complex_count, found.complex_count_status) == (row.count, "exact_mod_p")
    assert (found.generic_rank, found.data_rank) == (row.num_params, row.num_params)
    assert found.complex_count <= found.bkk <= found.best_multihomogeneous_bezout <= found.multihomogeneous_bezout
    assert found.bkk_torus <= found.bkk
    for key in ("bezout", "multihomogeneous_bezout", "bkk", "bkk_torus", "complex_count", "paper_bezout"):
        assert isclose(getattr(found, f"{key}_log2"), log2(getattr(found, key)))
    assert found.cut_short == []


def test_document_is_complete_and_strict_json():
    found = climb(SQUARES[0])
    document = json.loads(found.to_json(), parse_constant=lambda x: pytest.fail(f"{x} is no JSON"))
    keys = """widths activation hidden_bias output_bias num_params num_samples output_dim num_equations generic_rank
        data_rank equation_degrees bezout multihomogeneous_bezout bkk bkk_torus complex_count complex_count_status
        paper_bezout paper_real_estimate reasons seed versions"""
    assert set(keys.split()) <= set(document)
    assert document["widths"] == [1, 1, 1]
    assert document["equation_degrees"] == [4, 4, 4]
    assert len(document["data"]["inputs"]) == 3
    assert document["versions"]["python-flint"]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_document():
    assert climb(SQUARES[1], seed=4).to_json() == climb(SQUARES[1], seed=4).to_json()


def test_more_unknowns_than_equations():
    network = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    found = ladder(network, [[1, 2], [3, 5]], [3, 4])
    assert found.complex_count is None
    assert found.complex_count_status == "infinite"
    assert found.bezout == 9
    assert found.multihomogeneous_bezout is None
    assert "2 in 9" in found.reasons["multihomogeneous_bezout"]
    assert "infinite" in found.reasons["complex_count"]
    assert "∞" in str(found)


def test_large_networks_have_logarithms():
    network = Network.dense([784, 300, 10], "z**3+z")
    found = ladder(network, num_samples=60_000)
    assert isclose(found.bezout_log2, 2 * 600_000)
    assert found.equation_degrees is None
    assert found.bezout is None
    assert "digits" in found.reasons["bezout"]
    assert found.paper_bezout_log2 == pytest.approx(2 * 60_000 * log2(3))
    assert found.generic_rank is None
    assert found.cut_short == []


def test_a_zero_image_without_biases_gives_no_weight_at_all():
    network = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    contradiction = ladder(network, [[0, 0], [1, 2], [3, 4]], [5, 1, 2])
    assert contradiction.equation_degrees == [0, 3, 3]
    assert (contradiction.bezout, contradiction.bkk) == (0, 0)
    assert (contradiction.complex_count, contradiction.complex_count_status) == (0, "empty")
    assert contradiction.complex_count_evidence["proved"]
    vacuous = ladder(network, [[0, 0], [1, 2], [3, 4]], [0, 1, 2])
    assert vacuous.bezout is None
    assert "0 = 0" in vacuous.reasons["bezout"]
    assert vacuous.complex_count_status == "infinite"


def test_a_rung_that_times_out_leaves_the_others(monkeypatch):
    def late(*args, **options):
        raise OutOfBudget("the time limit was reached")

    monkeypatch.setattr("algebraic.ideals.problems.count_solutions", late)
    found = climb(SQUARES[0])
    assert found.cut_short == ["complex_count"]
    assert (found.bkk, found.complex_count, found.complex_count_status) == (8, None, "undecided")


def test_contradicting_engines_are_not_believed(monkeypatch):
    from algebraic.ideals.evidence import SolutionCount

    monkeypatch.setattr(
        "algebraic.ideals.problems.count_solutions", lambda *a, **k: SolutionCount(9, "exact_mod_p", {"statement": ""})
    )
    found = climb(SQUARES[0])
    assert found.complex_count is None
    assert "contradict" in found.reasons["complex_count"]


@pytest.mark.parametrize("options", [{}, {"num_samples": 0}, {"inputs": [[1]], "num_samples": None}])
def test_needs_data_or_a_number_of_samples(options):
    with pytest.raises(WrongInput):
        ladder(Network.dense([1, 1]), **options)


@pytest.mark.parametrize("limit", [{"timeout": 0}, {"timeout": -1}, {"memory": float("nan")}])
def test_limits_are_positive(limit):
    with pytest.raises(WrongInput):
        ladder(Network.dense([1, 1]), num_samples=1, **limit)


def test_accepts_arrays_and_text():
    network = Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    same = [
        ladder(network, np.array([[0.5], [2.0]]), np.array([1, 3])),
        ladder(network, [["1/2"], ["2"]], [["1"], ["3"]]),
    ]
    assert same[0].to_json() == same[1].to_json()
    assert same[0].data["inputs"] == [["1/2"], ["2"]]


def test_another_number_of_samples_than_the_data_have_is_refused():
    with pytest.raises(WrongInput, match="the data have 3 samples") as caught:
        ladder(Network.dense([1, 1]), [[1], [2], [3]], [1, 2, 3], num_samples=7)
    assert caught.value.kind == "bad_samples"
