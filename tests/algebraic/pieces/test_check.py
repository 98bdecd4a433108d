"""Bounds that were written down are proved again, and changed ones are not."""

import copy
import json

import pytest

from algebraic.pieces import bounds_fault, pieces_of_equations
from algebraic.pieces.check import bounds_fault as fault_of
from algebraic.shell import UNLIMITED
from algebraic.systems import as_system

CURVE = as_system(["y^2 - x^3 + x"])  # two minima on the oval, or one, and the descents of a point of index one


@pytest.fixture(scope="module")
def found():
    return json.loads(json.dumps(pieces_of_equations(CURVE)))


def fault(said, system=CURVE):
    return bounds_fault(system, said, UNLIMITED)


def test_it_is_proved_again(found):
    assert fault_of is bounds_fault
    assert (found["lower"], found["upper"]) == (2, 2)
    assert fault(found) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("lower", 1), ("upper", 3), ("exact", False), ("euler_characteristic", 0), ("because", ""), ("at_most", 99),
     ("complex_critical_points", 3), ("signs", ["+"]), ("never_zero", ["x"]), ("exponents", [1, 1]), ("equations", 2),
     ("factors", ["-1", "1"]), ("factors", ["1"]), ("center", ["0", "0"])],
)  # fmt: skip
def test_what_is_changed_is_false(found, name, value):
    assert fault({**found, name: value}) is not None


def test_boxes_belong_to_the_proof(found):
    for change in (
        lambda d: d["critical_points"].pop(),
        lambda d: d["other_boxes"].pop(),
        lambda d: d["other_boxes"].append(d["other_boxes"][0]),
        lambda d: d["critical_points"][0]["box"][0].__setitem__(0, "7"),
        lambda d: d["critical_points"][0].__setitem__("index", 1),
        lambda d: d["critical_points"][0].__setitem__("distance", 0.5),
    ):
        changed = copy.deepcopy(found)
        change(changed)
        assert fault(changed) is not None


def test_another_set_is_another_set(found):
    assert fault(found, as_system(["y^2 - x^3 + 2*x"])) is not None
