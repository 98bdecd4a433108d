"""What is seen without a graph, by a dense Jacobian or by products alone."""

import pytest

from tests.verify.audit.zero.planted import dense, planted
from verify.audit.zero.without_graph import seen_only

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("memory", [1e9, 0.0])
def test_both_ways_come_to_rounding_and_prove_nothing(memory):
    subject, _ = planted(dense(3, 10, 2), 6, 3)
    zero = seen_only(subject, memory, "a test")
    assert zero.status == "not_found"
    assert zero.numerical
    assert zero.residual < 1e-12
    assert zero.distance < 1
    assert (zero.smallest_singular_value is None) == (memory == 0)
    assert zero.certificate is None


def test_no_zero_to_be_seen():
    subject, _ = planted(dense(3, 2, 1), 30, 3, delta=0.5)
    zero = seen_only(subject, 1e9, "a test")
    assert zero.residual > 1e-3 or zero.residual < 1e-12
    assert "nothing is proved: a test" in zero.because
