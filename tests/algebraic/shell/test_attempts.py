import threading

import pytest

from algebraic.shell import Attempts, Budget, EngineFailed, OutOfBudget, TooLarge


def fails(problem):
    def compute():
        raise problem

    return compute


def test_a_step_that_fails_leaves_a_reason_and_the_others_go_on():
    attempt = Attempts()
    assert attempt("first", fails(TooLarge("huge", hint="take less"))) is None
    assert attempt("second", lambda: 0) == 0
    assert attempt("third", fails(OutOfBudget("late"))) is None
    assert attempt("fourth", fails(EngineFailed("broken"))) is None
    assert list(attempt.reasons.items()) == [("first", "huge (take less)"), ("third", "late"), ("fourth", "broken")]
    assert attempt.cut_short == ["third"]  # the other two were not cut short by a limit


def test_a_mistake_of_ours_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        Attempts()("key", lambda: 1 // 0)


def test_when_the_time_is_over_only_urgent_steps_are_begun():
    over, begun = Budget(seconds=1e-9), []
    attempt = Attempts(over)
    assert attempt("soon", lambda: begun.append("soon")) is None
    assert attempt("now", lambda: begun.append("now") or 7, urgent=True) == 7
    assert begun == ["now"]
    assert attempt.cut_short == ["soon"]
    assert "while soon was due" in attempt.reasons["soon"]
    other = Attempts(over, late="had not begun")
    other("soon", lambda: 1)
    assert "while soon had not begun" in other.reasons["soon"]


def test_outside_the_main_thread_the_time_counts_too():
    """No alarm rings there."""
    attempt = Attempts(Budget(seconds=1e-9))
    thread = threading.Thread(target=lambda: attempt("key", lambda: 1))
    thread.start()
    thread.join()
    assert attempt.cut_short == ["key"]
