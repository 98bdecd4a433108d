import pytest

from algebraic import Network
from algebraic.bezout.question import MAX_DIGITS_LOG2, Question, refuse_digits
from algebraic.ideals import make_problem
from algebraic.shell import Attempts, HypothesesNotMet, TooLarge

NETWORK = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)  # 3 parameters


def asked(num_samples, vacuous=None):
    return Question(make_problem(NETWORK, num_samples, None), 0, Attempts(), vacuous)


def test_only_square_systems_that_say_something():
    assert asked(3).require_square() is None
    for num_samples in (2, 4):
        with pytest.raises(HypothesesNotMet, match=f"not {num_samples} in 3"):
            asked(num_samples).require_square()
    nothing = asked(3, "sample 1 gives the equation 0 = 0")
    with pytest.raises(HypothesesNotMet, match="0 = 0"):
        nothing.require_square()
    with pytest.raises(HypothesesNotMet, match="0 = 0"):
        asked(2, nothing.vacuous).refuse_vacuous()
    assert asked(2).refuse_vacuous() is None


def test_a_thousand_digits_are_written_and_no_more():
    assert 10**999 < 2**MAX_DIGITS_LOG2 < 10**1001
    refuse_digits("bezout", MAX_DIGITS_LOG2)
    refuse_digits("bezout", None)
    with pytest.raises(TooLarge, match="a number of 1,204 digits: see bezout_log2"):
        refuse_digits("bezout", 4000.0)
