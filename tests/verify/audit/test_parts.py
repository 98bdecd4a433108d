"""What stands for a part that was ended decides nothing."""

import pytest

from tests.verify.audit.answers import subject
from verify.audit.parts import NoRank, NoZero, trivial_bound

pytestmark = pytest.mark.torch


def test_nothing_is_decided():
    assert trivial_bound(subject()) == 8
    assert trivial_bound(subject(samples=20)) == 12
    rank, zero = NoRank("the time was over", 8), NoZero("the time was over")
    assert (rank.status, rank.jacobian_rank) == ("undecided", None)
    assert (zero.status, zero.certificate) == ("not_found", None)
