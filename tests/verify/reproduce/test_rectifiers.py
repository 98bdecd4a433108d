"""Local minima of two-layer ReLU networks, beside values by hand."""

import pytest

from verify.reproduce.rectifiers import least_bad_relu_loss, least_relu_loss


@pytest.mark.parametrize(("target", "least"), [(3, "0"), (-2, "0")])
def test_one_sample_is_fitted(target, least):
    assert least_relu_loss([["1"]], [target], 1).text() == least


def test_by_hand():
    """One unit, inputs 1 and -1: it sees one sample only. The other, of target 1 or 2, costs half its square."""
    assert least_relu_loss([["1"], ["-1"]], [1, 2], 1).text() == "1/2"
    assert least_bad_relu_loss([["1"], ["-1"]], [1, 2], 1).text() == "2"
