"""Rungs that were raised or lowered are rejected, each for its own reason; what has no second route is named."""

import json

import pytest

from algebraic import Network, ladder
from algebraic.bezout import check_rungs, second_routes
from algebraic.bounds import mixed_cells
from algebraic.check import check_any
from algebraic.networks import Builder

PLAIN = {"hidden_bias": False, "output_bias": False}
INPUTS = [[1, 2], [3, -1], [-2, 5], [7, 3]]
RUNGS = ("bezout", "multihomogeneous_bezout", "best_multihomogeneous_bezout", "bkk", "bkk_torus", "paper_bezout",
         "paper_real_estimate")  # fmt: skip


@pytest.fixture(scope="module")
def zero_error():
    return json.loads(ladder(Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN), INPUTS, [1, 2, 3, -4]).to_json())


@pytest.fixture(scope="module")
def critical():
    net = Network.dense([1, 1, 1], "z**2+z", **PLAIN)
    return json.loads(ladder(net, [[2], [3]], [3, 1], system="critical", ridge="entrywise").to_json())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["zero_error", "critical"])
def test_every_rung_is_proved_by_a_second_route(kind, request):
    document = request.getfixturevalue(kind)
    found = check_any(document)
    assert found.problems == []
    had = {name for name in RUNGS if document[name] is not None} | {"equation_degrees", "best_partition"}
    assert had <= set(found.reproved)
    assert not any("bkk" in words for words in found.not_reproved)


def test_a_partition_of_weights_that_have_names_of_their_own():
    builder = Builder(2)
    builder.graph(1, [(0, 0, "left"), (0, 1, "right")], activation="z**2")
    document = json.loads(ladder(builder.network(), [[1, 2], [3, -1]], [1, 2]).to_json())
    found = check_any(document)
    assert found.problems == []
    assert "best_partition" in found.reproved
    other = check_any({**document, "best_partition": [["left"], ["right"]]})
    assert "best_partition is no partition of the unknowns" in other.problems


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["zero_error", "critical"])
def test_a_rung_that_was_moved(kind, request):
    document = request.getfixturevalue(kind)
    for name in (*RUNGS, "complex_count", "complex_count_torus"):
        if document[name] is None:
            continue
        for other in (document[name] + 1, document[name] - 1, 2 * document[name]):
            found = check_any({**document, name: other})
            assert found.exit_code() == 1, name
            assert any(problem.startswith((name, "the evidence")) or name in problem for problem in found.problems)
        assert check_any({**document, f"{name}_log2": document[f"{name}_log2"] + 1e-6}).exit_code() == 1, name
        assert check_any({**document, f"{name}_log2": None}).exit_code() == 1, name
        assert check_any({**document, name: None, f"{name}_log2": None}).exit_code() == 1, name
    degrees = document["equation_degrees"]
    for other in ([degrees[0] + 1, *degrees[1:]], [degrees[0] - 1, *degrees[1:]], degrees[1:], []):
        found = check_any({**document, "equation_degrees": other})
        assert any(problem.startswith("equation_degrees") for problem in found.problems)


def test_a_volume_that_was_raised_with_all_that_follows(zero_error):
    """A larger bound would still be one; it is not the mixed volume."""
    found = check_any({**zero_error, "bkk": 22, "bkk_log2": 4.459431618637297})
    assert found.problems == ["bkk is 22, but it is 21"]


def test_what_has_no_second_route_is_named(zero_error, monkeypatch):
    monkeypatch.setattr(mixed_cells, "MAX_POINTS", 0)
    monkeypatch.setattr(second_routes, "LARGEST_WORK", 0)
    found = check_any(zero_error)
    assert found.problems == []
    names = ("equation_degrees", "multihomogeneous_bezout", "best_multihomogeneous_bezout", "bkk", "bkk_torus")
    for name in names:
        assert name not in found.reproved
        assert f"second routes: {name} was computed again by the same code" in found.not_reproved
        assert check_any({**zero_error, name: 3}).exit_code() == 1


@pytest.mark.slow
def test_special_data_have_the_volume_of_the_shape():
    """(w x)² = 0 has fewer terms than the shape allows; the bound of the shape is what is said."""
    net = Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN)
    document = json.loads(ladder(net, [[0, 3], [5, 0], [2, 7], [4, 1]], [0, 3, 1, 2]).to_json())
    assert check_any(document).problems == []


def test_a_partition_of_more_than_it_gives(zero_error):
    names = [name for group in zero_error["best_partition"] for name in group]
    for other in ([[name] for name in names], [names], [*zero_error["best_partition"], []], [names[:-1]], None):
        assert check_any({**zero_error, "best_partition": other}).exit_code() == 1
    assert check_any({**zero_error, "best_partition_effort": "great"}).exit_code() == 1


def test_no_number_of_a_system_that_is_not_square():
    net = Network.dense([2, 1, 1], "z**2+z", **PLAIN)
    document = json.loads(ladder(net, INPUTS, [1, 2, 3, -4]).to_json())
    assert document["bkk"] is None
    assert check_any({**document, "bkk": 3, "bkk_log2": 1.584962500721156, "reasons": {}}).exit_code() == 1
    assert check_any({**document, "multihomogeneous_bezout": 3}).exit_code() == 1


def test_logarithms_are_no_other_numbers():
    assert float(check_rungs._log2(8).mid()) == pytest.approx(3, abs=1e-12)
    assert check_rungs._log2(0) is check_rungs._log2(None) is None
