import pytest

from algebraic import Network, check, dimension_of
from algebraic.data.sources import random_data
from algebraic.dimension import by_minors
from algebraic.dimension.by_minors import known_symmetries
from algebraic.shell import UNLIMITED
from tests.reference import slow


def explored(network, num_samples, **options):
    data = random_data(network, num_samples)
    return dimension_of(network, data.inputs, data.targets, **options)


def without_bias(widths, degree=2):
    return Network.dense(widths, f"z**{degree}", hidden_bias=False, output_bias=False)


# Small networks; N runs from 1 to one more than the rank. The truth is the dimension of a Gröbner basis.
SMALL = [
    without_bias((2, 2, 1)),
    without_bias((1, 2, 1)),
    without_bias((2, 1, 1), 3),
    without_bias((2, 1, 2)),
    Network.dense([1, 1, 1], "z**2+z"),
    Network.dense([2, 1, 1], "z**2+z", output_bias=False),
    Network.dense([1, 1, 1], "z**3+z"),
    Network.dense([1, 1, 1, 1], "z**2", hidden_bias=False, output_bias=False),
    Network.dense([2, 2], "z"),
]


@pytest.mark.slow
@pytest.mark.msolve
@pytest.mark.parametrize("network", SMALL, ids=repr)
def test_both_sides_of_the_condition_against_groebner_bases(network):
    """Dimension K − N·m exactly while r_N = N·m; empty beyond (for random targets)."""
    for num_samples in range(1, network.num_params // network.output_dim + 2):
        found = explored(network, num_samples, groebner=True)
        assert found.groebner["dimension"] == found.dimension
        assert found.groebner["empty"] == found.empty
        assert found.groebner["agrees"] is True
        assert found.these_targets["empty"] == found.empty
        assert found.empty == (found.data_rank < found.num_equations)


def test_fibres_of_the_published_example():
    network = without_bias((2, 3, 1))
    assert [explored(network, n).dimension for n in (1, 2, 3, 4, 5)] == [8, 7, 6, None, None]
    assert [explored(network, n).empty for n in (1, 2, 3, 4, 5)] == [False, False, False, True, True]


def test_several_outputs_lose_rank_before_r():
    found = explored(without_bias((5, 1, 3)), 2)
    assert (found.num_params, found.num_equations, found.generic_rank, found.data_rank) == (8, 6, 7, 4)
    assert (found.dimension, found.empty) == (None, True)


@pytest.mark.parametrize(
    ("widths", "degree", "unexplained"), [((5, 7, 1), 3, 1), ((3, 2, 1), 2, 0), ((2, 3, 1), 2, 0), ((2, 2, 3, 3), 2, 3)]
)
def test_defects_that_no_symmetry_explains(widths, degree, unexplained):
    found = explored(without_bias(widths, degree), 2)
    assert found.unexplained == unexplained
    assert found.num_params - found.generic_rank == found.symmetries["dimension"] + unexplained


@pytest.mark.msolve
def test_teacher_targets_are_not_called_empty():
    network = without_bias((5, 1, 3))
    inputs = random_data(network, 2).inputs
    teacher = [slow.network_value(network, [1, 2, -1, 3, 1, 2, -5, 7], x) for x in inputs]
    found = dimension_of(network, inputs, teacher, groebner=True)
    assert found.empty  # for generic targets
    assert found.these_targets["empty"] is False
    assert found.groebner["agrees"] is False  # the teacher's targets are special


def test_symmetries_are_counted_by_kind_and_layer():
    """z^3 without biases: one scaling of each hidden unit, and the dimension of their span."""
    found = known_symmetries(without_bias((2, 3, 2, 1), 3), 0, UNLIMITED)
    assert found == {"dimension": 5, "kinds": {"scaling": 5}, "layers": {"1": 3, "2": 2}}
    assert known_symmetries(Network.dense([2, 2, 1], "z**3+z"), 0, UNLIMITED)["dimension"] == 0


def test_a_step_without_time_leaves_the_sizes():
    found = explored(Network.dense([2, 2, 1]), 3, groebner=True, degree=True, points=1, timeout=1e-6)
    assert (found.num_params, found.num_equations, found.dimension, found.empty) == (9, 3, None, None)
    assert found.statement == "The dimension is not known."
    keys = "data_rank rank_of_generic_samples generic_rank symmetries groebner degree real_points"
    assert found.cut_short == list(found.reasons) == keys.split()


def test_these_targets_are_decided_before_real_points_take_the_time(monkeypatch):
    """What was asked first comes first, and of the rest what was found by then is there, with what was cut."""
    calls = []

    def none_left(network, inputs, targets, wanted, *, seed, budget):
        calls.append("points")
        real = {"points": [], "tried": 1, "converged": 0, "statement": "", "paths": []}
        return real, budget.out_of_time("real points were being looked for")

    decide = by_minors._these_targets
    monkeypatch.setattr(by_minors, "_these_targets", lambda *a: calls.append("targets") or decide(*a))
    monkeypatch.setattr(by_minors, "points_and_paths", none_left)
    found = dimension_of(without_bias((2, 1, 1)), [[1, 2]], [3], points=2, timeout=1000)
    assert calls == ["targets", "points"]
    assert found.these_targets["empty"] is False
    assert found.real_points["tried"] == 1
    assert found.cut_short == list(found.reasons) == ["real_points"]
    assert found.undecided() == ["as many real points as were asked for, and their paths"]


def test_fewer_real_points_than_were_asked_for_have_a_reason():
    """w² = 4: two real points."""
    network = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    found = dimension_of(network, [[1]], [4], points=5)
    assert len(found.real_points["points"]) == 2
    assert "2 different ones of 5" in found.reasons["real_points"]
    assert found.undecided() == ["as many real points as were asked for, and their paths"]
    document = found.as_dict()
    assert check(document).problems == []
    document["real_points"]["points"].append(document["real_points"]["points"][0])
    document["real_points"]["statement"] = document["real_points"]["statement"].replace("2 diff", "3 diff")
    assert any("another one" in problem for problem in check(document).problems)


@pytest.mark.msolve
def test_in_one_call():
    network = Network.dense([1, 2, 1], "z**2")
    found = explored(network, 1, degree=True, points=2, function_space=True)
    assert found.degree["degree"] == 3
    assert len(found.real_points["points"]) == 2
    assert found.coefficient_map_rank == found.function_space_dimension == found.generic_rank
    assert found.reasons == {}
