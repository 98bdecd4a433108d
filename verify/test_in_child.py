"""A limit that holds where no signal is looked at."""

# mypy: ignore-errors

import multiprocessing
import os
import signal
import time

import pytest

from algebraic.shell import UNLIMITED, Budget, OutOfBudget, WrongInput
from verify.in_child import in_child
from verify.jobs import decide_all


def deaf():
    """As in one long computation of C code, no signal is looked at."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    time.sleep(60)


def test_what_looks_at_no_signal_is_ended():
    before = multiprocessing.active_children()
    with pytest.raises(OutOfBudget, match="while being deaf") as caught:
        in_child(deaf, Budget(0.1), "being deaf")
    assert (caught.value.exit_code, caught.value.kind) == (4, "time_limit")
    assert multiprocessing.active_children() == before


def test_a_result_and_an_error_come_back():
    assert in_child(lambda: [os.getpid(), 3**200], Budget(60), "computing")[1] == 3**200
    assert in_child(os.getpid, Budget(60), "computing") != os.getpid()
    assert in_child(os.getpid, UNLIMITED, "computing") == os.getpid()

    def fail():
        raise WrongInput("the width is 0", hint="give 1", kind="bad_width")

    with pytest.raises(WrongInput) as caught:
        in_child(fail, Budget(60), "failing")
    assert (caught.value.message, caught.value.hint, caught.value.kind) == ("the width is 0", "give 1", "bad_width")
    assert "in fail" in caught.value.__notes__[0]


def test_what_cannot_be_sent_is_an_error_all_the_same():
    class Local(Exception):
        pass

    def fail():
        raise Local("of this place")

    with pytest.raises(RuntimeError, match="Local: of this place"):
        in_child(fail, Budget(60), "failing")
    with pytest.raises(Exception, match=r"(?i)pickle|local"):
        in_child(lambda: Local, Budget(60), "returning")


def test_what_is_killed_from_outside_is_no_verdict():
    with pytest.raises(OutOfBudget, match="ended from outside") as caught:
        in_child(lambda: os.kill(os.getpid(), signal.SIGKILL), Budget(60), "computing")
    assert caught.value.exit_code == 4


def test_a_claim_is_decided_alike_in_a_process_of_its_own():
    one, two = (
        list(decide_all(["C18-03"], instances=6, seed=3, budget=Budget(60), children=children))
        for children in (False, True)
    )
    assert one == two
