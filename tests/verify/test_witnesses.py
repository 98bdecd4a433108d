"""What the page of the errata shows in formulas, plugged in by code that shares nothing with the checks."""

# mypy: ignore-errors

from copy import deepcopy

import mpmath
import pytest

from tests.verify.independent import counts, deep, linear, margins
from tests.verify.independent.tools import DIGITS
from tests.verify.independent.witnesses import TABLE
from verify.catalogue import find_claim, registry
from verify.ledger import read_ledger
from verify.report import errata

DECIDED = {**linear.TABLE, **deep.TABLE, **margins.TABLE, **counts.TABLE}


@pytest.mark.parametrize("name", TABLE)
def test_the_formulas_say_what_other_code_finds(name):
    witness = find_claim(name).witness
    with mpmath.workdps(DIGITS):
        found = TABLE[name](deepcopy(witness.instance))
    assert found
    for text in found:
        assert text in witness.words


def test_every_entry_has_a_counterexample_in_formulas():
    assert not [name for name in errata(read_ledger()) if not registry()[name].witness]


@pytest.mark.parametrize("name", [name for name in DECIDED if registry()[name].witness])
def test_a_second_decision_refutes_the_witness_too(name):
    """By the code that decides drawn instances a second time."""
    with mpmath.workdps(DIGITS):
        found = DECIDED[name](deepcopy(registry()[name].witness.instance))
    assert found is not None
    assert not found
