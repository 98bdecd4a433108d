"""Errors: one message, one next step, and the exit code that the documentation gives for each kind."""

import pytest

from algebraic.shell import errors
from algebraic.shell.errors import ZerolocusError

EXIT_CODES = {"WrongInput": 2, "HypothesesNotMet": 2, "Missing": 3, "TooLarge": 4, "OutOfBudget": 4, "EngineFailed": 4}
EXIT_CODES["Defect"] = 70


def test_every_kind_of_error_has_its_exit_code():
    kinds = {c.__name__: c.exit_code for c in ZerolocusError.__subclasses__() if c.__module__ == errors.__name__}
    assert kinds == EXIT_CODES


@pytest.mark.parametrize("name", EXIT_CODES)
def test_an_error_says_what_and_what_next(name):
    problem = getattr(errors, name)("the width is 0", hint="give 1", kind="bad_width")
    assert (problem.message, problem.hint, problem.kind) == ("the width is 0", "give 1", "bad_width")
    assert str(problem) == "the width is 0 (give 1)"
    assert str(getattr(errors, name)("the width is 0")) == "the width is 0"
