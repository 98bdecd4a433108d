"""Bounds that were written down are proved again, and changed ones are not."""

import copy
import json

import pytest

from algebraic.pieces import bounds_fault, entry, pieces_of, pieces_of_equations
from algebraic.pieces.check import bounds_fault as fault_of
from algebraic.pieces.reduced import prepared
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


def test_documents_of_earlier_versions_are_about_the_weights_themselves(monkeypatch):
    """They have no ``forms``: v (w + 2 u)² = 1 in three weights, where there are two coordinates now."""
    system = as_system(["v*(w + 2*u)^2 - 1"])
    new = json.loads(json.dumps(pieces_of(system, seed=0, budget=UNLIMITED)))
    assert len(new["forms"]) == len(new["weights"]) == 2
    monkeypatch.setattr(entry, "prepared", lambda given: prepared(given, adapt=False))
    old = json.loads(json.dumps(pieces_of(system, seed=0, budget=UNLIMITED)))
    assert (old.pop("forms"), len(old["weights"])) == ([], 3)
    monkeypatch.undo()
    assert old["lower"] <= new["lower"] == new["upper"] == 2 <= old["upper"]
    assert fault(old, system) is None
    assert fault(new, system) is None
    assert fault({**old, "forms": new["forms"]}, system) is not None
    assert fault({**new, "forms": new["forms"][::-1]}, system) is not None
    assert fault({name: value for name, value in new.items() if name != "forms"}, system) is not None


def test_what_is_not_said_needs_no_proof(found):
    """Without a bound for the number of complex points the same points prove less, and the document must say less."""
    assert fault({**found, "at_most": None}) is not None
