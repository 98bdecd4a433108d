import copy
import json

import pytest

from algebraic import Network, dimension_of
from algebraic.data.sources import random_data
from algebraic.dimension.fibre import check_certificate
from algebraic.shell.errors import WrongInput
from tests.algebraic.test_commands import run
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


def test_certificates_hold_and_break():
    document = json.loads(explored(without_bias((3, 2, 1)), 4).to_json())
    assert check_certificate(document)[0]
    assert "dimension 4" in check_certificate(document)[1]
    for path, value in (
        (("claim", "rank_at_least"), 5),
        (("claim", "num_equations"), 3),
        (("minor", "weights"), [0] * 8),
        (("minor", "rows"), [0, 0, 1, 2]),
        (("minor", "prime"), 4),
        (("minor", "weights"), [1]),
    ):
        bad = copy.deepcopy(document)
        bad["certificate"][path[0]][path[1]] = value
        assert not check_certificate(bad)[0], path
    for nonsense in ({}, [], {"certificate": {"claim": 3}}, None):
        with pytest.raises(WrongInput):
            check_certificate(nonsense)


def test_command(tmp_path):
    arguments = ["--widths", "2,3,1", "--activation", "z**2", "--no-hidden-bias", "--no-output-bias", "--samples", "3"]
    done = run(*arguments, "--json", module="algebraic.dimension")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    keys = """num_params num_equations generic_rank data_rank dimension function_space_dimension symmetries unexplained
        certificate seed versions"""
    assert set(keys.split()) <= set(found)
    assert (found["dimension"], found["empty"], found["function_space_dimension"]) == (6, False, 3)
    path = tmp_path / "dimension.json"
    path.write_text(done.stdout)
    checked = run("check", str(path), module="algebraic.dimension")
    assert (checked.returncode, checked.stdout[:8]) == (0, "verified")
    found["certificate"]["minor"]["weights"][0] += 1
    found["certificate"]["minor"]["columns"] = [0, 0, 1]
    path.write_text(json.dumps(found))
    assert run("check", str(path), module="algebraic.dimension").returncode == 1
    assert run("check", str(tmp_path / "none"), module="algebraic.dimension").returncode == 3
    path.write_text("{}")
    assert run("check", str(path), module="algebraic.dimension").returncode == 2


def test_function_space_needs_no_square_system():
    arguments = ["--widths", "2,2,3,3", "--activation", "z**2", "--no-hidden-bias", "--no-output-bias"]
    assert run(*arguments, module="algebraic.dimension").returncode == 2
    done = run(*arguments, "--function-space", "--json", module="algebraic.dimension")
    found = json.loads(done.stdout)
    assert (found["function_space_dimension"], found["coefficient_map_rank"]) == (11, 11)


def test_a_limit_leaves_what_is_known():
    arguments = ["--widths", "2,2,1", "--samples", "5", "--groebner", "--timeout", "6", "--json"]
    done = run(*arguments, module="algebraic.dimension")
    found = json.loads(done.stdout)
    assert done.returncode == 4
    assert found["dimension"] == 4
    assert "groebner" in found["cut_short"]


def test_named_networks():
    found = json.loads(
        run(
            "--network", "theory2-tree", "--data", "random", "--samples", "9", "--json", module="algebraic.dimension"
        ).stdout
    )
    assert (found["num_params"], found["generic_rank"], found["dimension"]) == (24, 22, 15)
    assert found["symmetries"]["kinds"] == {"scaling": 2}
