"""Options without meaning are refused, and what is meant is let through."""

import numpy as np
import pytest

from netsim.data.checks import check_choice, check_count, check_seed
from netsim.shell import WrongInput


def test_a_choice():
    check_choice("data set", "digits", ("digits", "patches"))
    with pytest.raises(WrongInput, match="did you mean digits"):
        check_choice("data set", "DIGIT", ("digits", "patches"))
    with pytest.raises(WrongInput, match=r"\(there are: digits, patches\)"):
        check_choice("data set", "zebra", ("digits", "patches"))


def test_how_many():
    assert check_count("num_train", None, 60, "digits") == 60
    assert check_count("num_train", None, 60, "digits", default=10) == 10
    assert [check_count("num_train", n, 60, "digits") for n in (1, 60, np.int64(7))] == [1, 60, 7]
    for wrong in (0, -1, 61, 2.0, True, "3"):
        with pytest.raises(WrongInput, match="num_train is"):
            check_count("num_train", wrong, 60, "digits")


def test_a_seed():
    for right in (0, 7, np.int64(2), 2**80):
        check_seed(right)
    for wrong in (-1, 0.0, False, "0", None):
        with pytest.raises(WrongInput, match="the seed is"):
            check_seed(wrong)
