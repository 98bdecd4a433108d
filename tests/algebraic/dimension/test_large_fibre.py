import copy
import json
from contextlib import suppress

import numpy as np
import pytest

import algebraic.dimension.check_large as large_check
from algebraic import Network, dimension_of
from algebraic.data.integer_data import IntegerData, load_integer_data
from algebraic.data.sources import random_data
from algebraic.dimension.check_large import check_large_certificate
from algebraic.dimension.large_fibre import prove_dimension
from algebraic.shell.errors import Missing, WrongInput
from tests.algebraic.data.test_image_files import write_cifar
from tests.algebraic.dimension.test_fibre import SMALL, without_bias
from tests.algebraic.test_commands import run


def given(inputs, targets=None):
    inputs = np.array(inputs)
    return IntegerData(inputs, np.zeros((len(inputs), 1), int) if targets is None else np.array(targets), 1, "given")


@pytest.mark.parametrize("network", [*SMALL, without_bias((5, 1, 3)), without_bias((2, 3, 1))], ids=repr)
def test_the_same_statements_as_for_small_systems(network):
    for num_samples in range(1, network.num_params // network.output_dim + 2):
        found = prove_dimension(network, load_integer_data("random", network, num_samples))
        exact = random_data(network, num_samples)
        small = dimension_of(network, exact.inputs, exact.targets)
        for key in ("dimension", "empty", "generic_dimension", "generic_empty", "num_equations", "num_params"):
            assert getattr(found, key) == getattr(small, key), key
        assert found.data_rank in (small.data_rank, None)
        assert found.rank_of_generic_samples in (small.rank_of_generic_samples, None)
        assert not found.proved or small.proved or found.data_rank is None
        assert found.these_targets["empty"] is None


def test_full_rank_says_no_more_than_it_proves():
    found = prove_dimension(Network.dense([3, 4, 1], "z**2+z"), given([[0, 1, 2], [3, 5, 4], [7, 6, 9]]))
    assert (found.dimension, found.empty, found.proved, found.left_kernel) == (18, False, True, None)
    for words in ("21 − 3 = 18", "(proved", "generic targets", "these very inputs", "complex", "open set"):
        assert words in found.statement
    assert found.these_targets["statement"].startswith("not decided")
    assert "at least 18" in found.these_targets["statement"]


def test_more_equations_than_parameters_need_no_rank():
    network = Network.dense([3, 2, 4], "z**2+z")  # 20 parameters
    found = prove_dimension(network, load_integer_data("random", network, 6))
    assert (found.num_equations, found.dimension, found.empty, found.proved) == (24, None, True, True)
    assert (found.data_rank, found.elimination, found.left_kernel["at_least"]) == (None, None, 4)
    assert "counting" in found.statement
    certificate = found.certificate
    data = load_integer_data("random", network, 6)
    assert check_large_certificate(certificate, network=network, data=data)[0]
    few = load_integer_data("random", network, 5)
    spoilt = prove_dimension(network, few).certificate | {"kind": "counting"}
    assert not check_large_certificate(spoilt, network=network, data=few)[0]


def test_duplicates_explain_the_left_kernel():
    network = Network.dense([3, 5, 2], "z**2+z")
    inputs = np.random.default_rng(0).integers(0, 256, (5, 3))[[0, 1, 2, 0, 3, 4, 4]]
    found = prove_dimension(network, given(inputs, [[1], [2], [3], [1], [5], [6], [6]]))
    assert (found.num_equations, found.data_rank, found.empty, found.proved) == (14, 10, True, True)
    assert {k: v for k, v in found.left_kernel.items() if k != "statement"} == {
        "dimension": 4,
        "at_least": 4,
        "duplicates": 4,
        "random_inputs": 0,
        "unexplained": 0,
    }
    assert "agree where the inputs do" in found.statement
    assert found.these_targets["empty"] is None
    assert found.generic_empty is None
    contradicted = prove_dimension(network, given(inputs, [[1], [2], [3], [4], [5], [6], [6]]))
    assert contradicted.these_targets["empty"] is True
    assert "1 samples" in contradicted.these_targets["statement"]


def test_a_kernel_that_random_inputs_have_too_and_one_that_they_do_not():
    shared = prove_dimension(without_bias((2, 3, 1)), given([[1, 2], [3, 4], [5, 7], [2, 9], [8, 1]]))
    assert (shared.data_rank, shared.empty, shared.generic_empty, shared.proved) == (3, True, True, True)
    assert (shared.left_kernel["random_inputs"], shared.left_kernel["unexplained"]) == (2, 0)
    network = without_bias((3, 4, 1))  # on multiples of one vector: one function
    special = prove_dimension(network, given([[k, 2 * k, 5 * k] for k in range(1, 6)]))
    assert (special.data_rank, special.rank_of_generic_samples, special.generic_empty) == (1, 5, False)
    assert (special.left_kernel["random_inputs"], special.left_kernel["unexplained"]) == (0, 4)
    assert special.left_kernel["at_least"] == 0  # no proof from above
    assert (special.empty, special.proved) == (True, False)
    assert "no proof" in special.statement


NETWORK = Network.dense([3, 5, 2], "z**2/3+z")


def certified(num_samples=4):
    data = load_integer_data("random", NETWORK, num_samples)
    return data, json.loads(prove_dimension(NETWORK, data).to_json())["certificate"]


def leaves(value, path=()):
    """Every number and digest of a document, with the way to it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, int | str) and not isinstance(value, bool):
        yield path
    for key, inner in pairs:
        yield from leaves(inner, (*path, key))


@pytest.mark.parametrize("flint_entries", [10**7, 0], ids=["python-flint", "elimination"])
def test_a_certificate_with_one_number_changed_fails(flint_entries, monkeypatch):
    monkeypatch.setattr(large_check, "FLINT_ENTRIES", flint_entries)
    data, certificate = certified()
    holds, statement = check_large_certificate(certificate, network=NETWORK, data=data)
    assert holds
    assert "dimension 24 for generic targets, proved" in statement
    assert "rank by python-flint" in statement if flint_entries else "too large for python-flint" in statement
    changed = [path for path in leaves(certificate) if path[0] != "kind" and path[0] != "upper_bound"]
    assert len(changed) > 32 + 8
    for path in changed:
        for change in (1, -1):
            spoilt = copy.deepcopy(certificate)
            place = spoilt
            for key in path[:-1]:
                place = place[key]
            old = place[path[-1]]
            place[path[-1]] = old + change if isinstance(old, int) else ("0" if old[0] != "0" else "1") + old[1:]
            with suppress(WrongInput):  # a negative seed is none
                assert not check_large_certificate(spoilt, network=NETWORK, data=data)[0], path


def test_other_networks_and_data_fail():
    data, certificate = certified()
    other = Network.dense([3, 5, 2], "z**2+z")
    assert "network" in check_large_certificate(certificate, network=other, data=data)[1]
    assert "data" in check_large_certificate(certificate, network=NETWORK, data=certified(3)[0])[1]
    moved = IntegerData(data.inputs[::-1], data.targets, 1, "")
    assert not check_large_certificate(certificate, network=NETWORK, data=moved)[0]
    with pytest.raises(WrongInput, match="incomplete"):
        check_large_certificate(certificate)
    for missing in ("columns", "prime", "claim", "data"):
        part = {key: value for key, value in certificate.items() if key != missing}
        with pytest.raises(WrongInput, match="incomplete"):
            check_large_certificate(part, network=NETWORK, data=data)


def test_a_lower_bound_is_checked_as_one():
    data = load_integer_data("random", without_bias((2, 3, 1)), 5)
    certificate = prove_dimension(without_bias((2, 3, 1)), data).certificate
    holds, statement = check_large_certificate(certificate, network=without_bias((2, 3, 1)), data=data)
    assert holds
    assert "rank at least 3 of 5" in statement


CNN = ["--network", "theory3-conv", "--outputs", "1", "--data", "patches", "--samples", "60"]


def test_command(tmp_path):
    done = run(*CNN, "--json", module="algebraic.dimension")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["num_params"], found["data_rank"], found["dimension"]) == (97_713, 60, 97_653)
    assert found["elimination"]["columns"] == 92
    path = tmp_path / "found.json"
    path.write_text(done.stdout)
    checked = run("check", str(path), module="algebraic.dimension")
    assert (checked.returncode, checked.stdout[:8]) == (0, "verified"), checked.stderr
    found["certificate"]["columns"][7] += 1
    path.write_text(json.dumps(found))
    assert run("check", str(path), module="algebraic.dimension").returncode == 1
    found["certificate"]["data"]["options"]["data"] = str(tmp_path / "gone.csv")
    with pytest.raises(Missing):
        check_large_certificate(found["certificate"])


def test_ten_classes_are_too_many_equations():
    """Theory II, 4.1: 50,000 images of ten classes, 188,810 parameters; the count alone decides it (T2-22)."""
    arguments = ["--network", "theory2-cifar", "--outputs", "10", "--data", "patches", "--samples", "18882", "--json"]
    found = json.loads(run(*arguments, module="algebraic.dimension").stdout)
    assert (found["num_equations"], found["num_params"], found["empty"]) == (188_820, 188_810, True)
    assert found["certificate"]["kind"] == "counting"


def test_images_from_a_folder(tmp_path):
    write_cifar(tmp_path, [12])
    arguments = ["--network", "theory2-cifar", "--activation", "z**2/7+z", "--data", str(tmp_path), "--samples", "12"]
    found = json.loads(run(*arguments, "--json", module="algebraic.dimension").stdout)
    assert (found["dimension"], found["options"]["activation"]) == (187_505 - 12, ["z**2/7+z"])
    refused = run(*arguments[:-1], "13", module="algebraic.dimension")
    assert refused.returncode == 3
    assert "data_batch_2.bin" in refused.stderr


def test_bad_input(tmp_path):
    refused = run(*CNN[:-1], "10000", "--memory", "1", module="algebraic.dimension")
    assert refused.returncode == 4
    assert "10,000 equations" in refused.stderr
    assert "--memory 2 or more" in refused.stderr
    norm = tmp_path / "norm.json"
    norm.write_text('{"input": 3072, "layers": [{"type": "batch_norm"}, {"type": "dense", "units": 1}]}')
    refused = run("--network", str(norm), "--data", "patches", "--samples", "3", module="algebraic.dimension")
    assert refused.returncode == 2
    assert "no polynomial" in refused.stderr
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    refused = run(*CNN, "--resume", str(tmp_path / "other"), module="algebraic.dimension")
    assert refused.returncode == 2
    assert "other files" in refused.stderr
