"""Claims decided a second time by code that shares no formula, no instrument and no precision with their checks.

Differences of the loss in 60 digits, LAPACK, linear and quadratic programs of scipy, sympy, brute force. Both must
say the same of the first drawn instances of each outcome; and neither may be blind: of the falsehoods that are
planted beside a claim one at least must be told from what the second code says.
"""

# mypy: ignore-errors

import ast
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from functools import cache
from pathlib import Path

import mpmath
import pytest

from tests.verify.independent import counts, deep, linear, margins
from tests.verify.independent.tools import DIGITS, Unclear
from verify.catalogue import find_claim
from verify.run import Draws

TABLE = {**linear.TABLE, **deep.TABLE, **margins.TABLE, **counts.TABLE}
ELSEWHERE = {  # drawn instances of these by gradient descent, singular values, or alternating least squares
    "T3-41": "t3/test_selected_solution.py",
    "T3-42": "t3/test_selected_solution.py",
    "T3-48": "t3/test_low_rank.py",
    "T3-53": "t3/test_deep_norm.py",
}
FEWEST = 30  # claims that the table decides
EACH = 4  # instances of each outcome
HERE = Path(__file__).parent


@cache
def again(name, index):
    """What the second code says of an instance; ``None`` where it does not decide."""
    with suppress(Unclear), mpmath.workdps(DIGITS):
        found = TABLE[name](deepcopy(instances(name)[index]))
        return None if found is None else bool(found)
    return None


@cache
def instances(name):
    """The instances of a claim that meet its hypotheses."""
    claim = find_claim(name)
    draws = Draws(claim)
    drawn = (draws.instance(k, claim.num_instances) for k in range(claim.num_instances))
    return [each for each in drawn if draws.violation(each) is None]


def test_there_are_enough():
    assert len(TABLE) >= FEWEST
    assert not set(TABLE) & set(ELSEWHERE)
    for name, file in ELSEWHERE.items():
        text = (HERE / "checks" / file).read_text(encoding="utf-8")
        assert f'find_claim("{name}")' in text
        assert "Draws(" in text


def test_the_second_code_imports_nothing_of_the_first():
    for path in (HERE / "independent").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & {"algebraic", "netsim", "verify", "flint"}, path


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_a_second_decision(name):
    claim = find_claim(name)
    compared, outcomes = Counter(), set()
    for index, instance in enumerate(instances(name)):
        holds = claim.decide(instance).holds
        outcomes.add(holds)
        if holds is None or compared[holds] == EACH:
            continue
        found = again(name, index)
        if found is not None:
            assert found == holds, f"{claim.statement}: {instance}"
            compared[holds] += 1
    assert compared
    assert set(compared) == outcomes - {None}


@pytest.mark.parametrize("name", TABLE)
def test_another_statement_is_told_apart(name):
    """One that is planted beside the claim; where those are false on the same instances, the corrected statement."""
    claim = find_claim(name)
    others = [each for each in claim.planted if each.draw is None] + ([claim.corrected] if claim.corrected else [])
    for index, instance in enumerate(instances(name)):
        found = again(name, index)
        if found is not None and any(each.decide(instance).holds is (not found) for each in others):
            return
    raise AssertionError("it says of every instance what each of the others says")
