import json

import numpy as np
import pytest

from algebraic import Network
from algebraic.check import check_any
from algebraic.data import IntegerData, load_integer_data
from algebraic.data.integer_data import folder_data
from algebraic.dimension.explore import explore_fibre
from algebraic.documents import Circumstances
from tests.algebraic.data.test_image_files import write_cifar

NETWORK = Network.dense([300, 5, 1], "z**2")


@pytest.fixture(scope="module")
def elsewhere():
    """Too many numbers for a document."""
    rng = np.random.default_rng(0)
    return IntegerData(rng.integers(0, 256, (40, 300)), rng.integers(0, 9, (40, 1)), 1, "images of a friend")


def test_data_that_are_elsewhere(elsewhere, tmp_path):
    document = json.loads(explore_fibre(NETWORK, elsewhere).to_json())
    assert list(document["data_set"]) == ["elsewhere", "sha256"]
    assert check_any(document).exit_code() == 4
    path = tmp_path / "data.csv"
    table = np.concatenate([elsewhere.inputs, elsewhere.targets], axis=1)
    np.savetxt(path, table, fmt="%d", delimiter=",")
    assert check_any(document, Circumstances(data=path)).exit_code() == 0
    table[3, 5] += 1
    np.savetxt(path, table, fmt="%d", delimiter=",")
    assert check_any(document, Circumstances(data=path)).exit_code() == 1


def test_counting_needs_no_data(elsewhere):
    few = Network.dense([300, 1, 9], "z**2", hidden_bias=False, output_bias=False)  # 309 weights
    document = json.loads(explore_fibre(few, elsewhere).to_json())
    assert document["empty"] is True
    assert check_any(document).exit_code() == 0
    assert check_any({**document, "empty": False}).exit_code() == 1
    assert check_any({**document, "num_equations": 361}).exit_code() == 1


def test_digits_and_patches_are_built_again():
    net = Network.dense([3072, 2, 1], "z**2", hidden_bias=False, output_bias=False)
    found = explore_fibre(net, load_integer_data("patches", net, 6))
    document = json.loads(found.to_json())
    document["data_set"] = {
        "named": {"name": "patches", "seed": 0, "samples": 6, "rule": 2},
        "sha256": document["data_set"]["sha256"],
    }
    document["certificate"]["data"]["plain"] = document["data_set"]
    assert check_any(document).exit_code() == 0
    document["data_set"]["named"]["seed"] = 1
    assert check_any(document).exit_code() == 1
    for rule in ({}, {"rule": 3}):  # of an earlier and of a later version: nothing false, and nothing proved
        document["data_set"]["named"] = {"name": "patches", "seed": 0, "samples": 6, **rule}
        found = check_any(document)
        assert (found.exit_code(), found.problems) == (4, [])
        assert any(f"by rule {rule.get('rule', 1)}, and this version has rule 2" in said for said in found.not_reproved)


def test_images_of_a_folder_say_in_which_order(tmp_path):
    write_cifar(tmp_path, [3, 2, 1, 1, 1])
    net = Network.dense([3072, 2, 1], "z**2", hidden_bias=False, output_bias=False)
    document = json.loads(explore_fibre(net, load_integer_data(str(tmp_path), net, 4, seed=3)).to_json())
    assert document["data_set"]["elsewhere"] == {"samples": 4, "seed": 3, "rule": 2}
    assert check_any(document).exit_code() == 4
    assert check_any(document, Circumstances(data=tmp_path)).exit_code() == 0
    old = json.loads(explore_fibre(net, folder_data(tmp_path, net, 4, None)).to_json())  # the first, before the rule
    assert old["data_set"]["elsewhere"] == {"samples": 4}
    assert check_any(old, Circumstances(data=tmp_path)).exit_code() == 0
    for part in (old["data_set"], old["certificate"]["data"]["plain"]):
        part["elsewhere"] |= {"seed": 3, "rule": 2}
    assert check_any(old, Circumstances(data=tmp_path)).exit_code() == 1
