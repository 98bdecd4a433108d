"""What people pass from Python: exact numbers of it, or the project's own error in three parts."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import algebraic
from algebraic import Network
from algebraic.shell import WrongInput
from algebraic.shell.given import check_seed, exact_rows

INPUTS, TARGETS = [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]
NET = Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)


class Tensor:
    """As torch's: what it says has to be asked for."""

    def __init__(self, values):
        self.values = values

    def detach(self):
        return self

    def cpu(self):
        return self

    def tolist(self):
        return np.array(self.values).tolist()


class Frame(Tensor):
    """As a data frame of pandas or polars."""

    detach = None

    def __getattribute__(self, name):
        if name == "detach":
            raise AttributeError(name)
        return super().__getattribute__(name)

    def to_numpy(self):
        return np.array(self.values)


FORMS = {
    "tuples": lambda rows: tuple(tuple(row) for row in rows),
    "an array": np.array,
    "floats": lambda rows: np.array(rows, dtype=np.float32),
    "long doubles": lambda rows: np.array(rows, dtype=np.longdouble),
    "fractions": lambda rows: [[Fraction(value) for value in row] for row in rows],
    "text": lambda rows: [[str(value) for value in row] for row in rows],
    "a tensor": Tensor,
    "rows that are tensors": lambda rows: [Tensor(row) for row in rows],
    "a frame": Frame,
    "images": lambda rows: np.array(rows)[:, :, None],
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_numbers_in_every_form(form):
    wanted = [[Fraction(value) for value in row] for row in INPUTS]
    assert exact_rows(FORMS[form](INPUTS), 2, "inputs", "input_dim").tolist() == wanted
    found = algebraic.zero_error_system(NET, FORMS[form](INPUTS), TARGETS)
    assert found.polynomials == algebraic.zero_error_system(NET, INPUTS, TARGETS).polynomials


NO_DATA = {
    "text": "abc",
    "bytes": b"123",
    "nothing": None,
    "a function": len,
    "a set": {1, 2},
    "a dictionary": {1: 2},
    "a generator": (row for row in INPUTS),
    "an object": object(),
    "a path": Path("data.csv"),
    "a number": 3,
    "an array without axes": np.array(3),
    "no samples": [],
    "rows of different lengths": [[1, 2], [3]],
    "complex numbers": [[1j, 2]] * 4,
    "nan": [[float("nan"), 2]] * 4,
    "infinity": np.full((4, 2), np.inf),
    "words": [["a", "b"]] * 4,
    "nothing inside": [[None, 1]] * 4,
    "too many axes": np.ones((4, 2, 2)),
}
ASKED = {
    "ladder": lambda inputs: algebraic.ladder(NET, inputs, TARGETS),
    "solve": lambda inputs: algebraic.solve(NET, inputs, TARGETS),
    "dimension_of": lambda inputs: algebraic.dimension_of(NET, inputs, TARGETS),
    "data_rank": lambda inputs: algebraic.data_rank(NET, inputs),
    "zero_error_system": lambda inputs: algebraic.zero_error_system(NET, inputs, TARGETS),
    "zero_error_expressions": lambda inputs: algebraic.zero_error_expressions(NET, inputs, TARGETS),
    "targets": lambda targets: algebraic.solve(NET, INPUTS, targets),
}


@pytest.mark.parametrize("function", ASKED)
@pytest.mark.parametrize("name", NO_DATA)
def test_what_are_no_data_is_refused_in_three_parts(function, name):
    with pytest.raises(WrongInput) as caught:
        ASKED[function](NO_DATA[name])
    assert caught.value.message
    assert caught.value.hint
    assert caught.value.kind.startswith("bad_")


SEEDED = {
    "ladder": lambda network, seed: algebraic.ladder(network, INPUTS, TARGETS, seed=seed),
    "solve": lambda network, seed: algebraic.solve(network, INPUTS, TARGETS, seed=seed),
    "dimension_of": lambda network, seed: algebraic.dimension_of(network, INPUTS, TARGETS, seed=seed),
    "generic_rank": lambda network, seed: algebraic.generic_rank(network, seed=seed),
    "data_rank": lambda network, seed: algebraic.data_rank(network, INPUTS, seed=seed),
}


SEEDS_THAT_ARE_NONE = {
    "None": None,
    "1.5": 1.5,
    "2.0": 2.0,
    "-1": -1,
    "text": "0",
    "True": True,
    "numpy's 1.0": np.float64(1),
    "generator": np.random.default_rng(0),
}


@pytest.mark.parametrize("function", SEEDED)
@pytest.mark.parametrize("seed", SEEDS_THAT_ARE_NONE.values(), ids=SEEDS_THAT_ARE_NONE.keys())
def test_what_is_no_seed_is_refused_in_three_parts(function, seed):
    with pytest.raises(WrongInput, match="seed is") as caught:
        SEEDED[function](NET, seed)
    assert caught.value.kind == "bad_seed"
    assert caught.value.hint


@pytest.mark.parametrize("seed", [0, 2**63 - 1, np.int64(3), np.uint8(3), np.array(3)])
def test_whole_numbers_are_seeds(seed):
    assert check_seed(seed) == int(seed)
    assert type(check_seed(seed)) is int


def test_the_largest_seed_is_that_of_the_commands():
    with pytest.raises(WrongInput, match="seed is 9223372036854775808") as caught:
        check_seed(2**63)
    assert caught.value.kind == "bad_seed"
    assert "limit" in caught.value.hint


SMALL = Network.dense([1, 1], "z", output_bias=False)
NUMBERS_OF_OTHERS = {"seed": np.int64(3), "timeout": np.float32(50), "memory": Fraction(5, 2)}


@pytest.mark.parametrize(
    "ask",
    [
        lambda: algebraic.solve(SMALL, [[1]], [2], **NUMBERS_OF_OTHERS),
        lambda: algebraic.solve_system(["x^2 = 2"], **NUMBERS_OF_OTHERS),
        lambda: algebraic.ladder(SMALL, num_samples=np.int16(1), **NUMBERS_OF_OTHERS),
        lambda: algebraic.dimension_of(
            SMALL, [[1]], [2], groebner=np.bool_(False), points=np.int8(1), **NUMBERS_OF_OTHERS
        ),
    ],
    ids=["solve", "solve_system", "ladder", "dimension_of"],
)
def test_numbers_of_other_libraries_are_read_once(ask):
    document = json.loads(ask().to_json())
    assert document["seed"] == 3
    assert (document["options"]["timeout"], document["options"]["memory"]) == (50.0, 2.5)


@pytest.mark.parametrize("value", [10**9, -1, 2.0, Fraction(2), True, np.array([2])])
def test_a_number_outside_of_the_range_of_the_command_is_refused(value):
    with pytest.raises(WrongInput, match="points is") as caught:
        algebraic.dimension_of(NET, INPUTS, TARGETS, points=value)
    assert caught.value.kind == "bad_points"


OF_A_NETWORK = {
    **{name: lambda network, ask=ask: ask(network, 0) for name, ask in SEEDED.items()},
    "zero_error_system": lambda network: algebraic.zero_error_system(network, INPUTS, TARGETS),
    "zero_error_expressions": lambda network: algebraic.zero_error_expressions(network, INPUTS, TARGETS),
}


@pytest.mark.parametrize("function", OF_A_NETWORK)
@pytest.mark.parametrize("network", ["2,1,1", None, 5, [2, 1, 1], Network])
def test_what_is_no_network_is_refused_in_three_parts(function, network):
    with pytest.raises(WrongInput) as caught:
        OF_A_NETWORK[function](network)
    assert caught.value.kind == "bad_network"
    assert "Network.dense" in caught.value.hint


def test_targets_and_inputs_go_together():
    with pytest.raises(WrongInput, match="4 inputs and 2 targets"):
        algebraic.zero_error_system(NET, INPUTS, TARGETS[:2])
    for given in ({"inputs": INPUTS}, {"targets": TARGETS}, {"num_samples": 1.5}, {"num_samples": True}):
        with pytest.raises(WrongInput):
            algebraic.ladder(NET, **given)
