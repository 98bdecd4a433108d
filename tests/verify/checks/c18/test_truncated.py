"""The derivatives of tanh and the sigmoid against sums that are known, and against differences."""

import math
from fractions import Fraction

import pytest

from verify.checks.c18.truncated import at, derivatives, flattened, truncated

CUT = {"function": "tanh", "value": "0", "height": "0", "order": 5, "x": "1/2", "epsilon": "1/100"}


def test_the_taylor_coefficients_at_0():
    tanh = [at(p, 0) / math.factorial(k + 1) for k, p in enumerate(derivatives("tanh", 5))]
    assert [str(v) for v in tanh] == ["1", "0", "-1/3", "0", "2/15"]
    half = Fraction(1, 2)
    sigmoid = [float(sum(c * half**k for k, c in enumerate(p))) for p in derivatives("sigmoid", 3)]
    assert sigmoid == [0.25, 0.0, -0.125]


@pytest.mark.parametrize(("function", "s"), [("tanh", math.tanh), ("sigmoid", lambda z: 1 / (1 + math.exp(-z)))])
def test_the_slope_by_differences(function, s):
    for z in (-1.5, 0.0, 0.7):
        slope = (s(z + 1e-6) - s(z - 1e-6)) / 2e-6
        assert sum(c * s(z) ** k for k, c in enumerate(derivatives(function, 1)[0])) == pytest.approx(slope, abs=1e-8)


def test_a_corner_and_a_jump():
    assert "order 1 jumps by 1" in truncated(CUT).reason
    assert "jumps by 1/2" in truncated({**CUT, "height": "1/2"}).reason
    assert truncated({**CUT, "function": "smoolu"}).holds


@pytest.mark.parametrize("height", ["0", "1/1000000", "-1/1000000", "1000"])
def test_the_factor(height):
    found = flattened({**CUT, "height": height})
    assert found.holds
    below = flattened({**CUT, "height": height}, nonnegative=False)
    assert below.holds is (not height.startswith("-"))
