"""What is decided of activations, against their derivatives on a grid."""

import numpy as np
import pytest

from verify.audit.theorems.functions import in_lemma, is_affine, is_smooth, is_strictly_increasing, name_of

torch = pytest.importorskip("torch")

GRID = np.linspace(-3, 3, 6001)


def polynomial(*coefficients):
    return {"name": "polynomial", "coefficients": tuple(map(float, coefficients))}


@pytest.mark.parametrize(
    ("coefficients", "increasing"),
    [
        ((0, 1, 0, 1), True),  # 1 + 3z² > 0
        ((0, 0, 0, 1), True),  # 3z², 0 at one point only
        ((0, -1, 0, 1), False),  # 3z² − 1
        ((0, 1, 1), False),
        ((5,), False),
        ((0, 2), True),
        ((0, -2), False),
        ((0, 0, 0, -1), False),
        ((0, 3, -3, 1), True),  # 3(1 − z)², a double root
        ((0, 3, -3, 1 - 2.0**-50), False),  # just below: the roots part, which no grid sees
        ((0, 0, 0, 0, 0, 1), True),
    ],
)
def test_increasing_polynomials(coefficients, increasing):
    options = polynomial(*coefficients)
    seen = bool((np.diff(np.polynomial.polynomial.polyval(GRID, options["coefficients"])) > 0).all())
    assert is_strictly_increasing(options) is increasing
    assert seen is increasing or coefficients[-1] == 1 - 2.0**-50


def test_the_others():
    yes = [{"name": "tanh"}, {"name": "sigmoid"}, {"name": "softplus"}, {"name": "leaky_relu", "slope": 0.1}]
    no = [{"name": "relu"}, {"name": "gelu"}, {"name": "leaky_relu", "slope": 0.0}]
    assert all(map(is_strictly_increasing, yes))
    assert not any(map(is_strictly_increasing, no))
    assert [is_smooth({"name": name}) for name in ("relu", "leaky_relu", "gelu")] == [False, False, True]


def test_names():
    assert [name_of(polynomial(*c)) for c in ((0, -1, 2), (0,), (1, 0, 0, -0.5), (0, 1, 0, 1))] == [
        "−z + 2z²", "0", "1 − 0.5z³", "z + z³",
    ]  # fmt: skip
    assert name_of({"name": "leaky_relu", "slope": 0.1}) == "leaky ReLU of slope 0.1"
    assert is_affine(polynomial(0, 0.5))
    assert not is_affine(polynomial(0, 0, 1))


def test_a_softplus_that_jumps():
    """Where torch replaces it by z it falls by log(1 + exp(−t))/β: neither smooth nor increasing."""
    early, usual = ({"name": "softplus", "beta": 2.0, "threshold": t} for t in (1.0, 20.0))
    edge = torch.tensor([0.5, 0.5 + 1e-9], dtype=torch.float64)
    before, after = torch.nn.functional.softplus(edge, 2.0, 1.0).tolist()
    assert after < before - 0.1
    assert (is_smooth(early), is_strictly_increasing(early), in_lemma(early)) == (False, False, False)
    assert (is_smooth(usual), is_strictly_increasing(usual), in_lemma(usual)) == (True, True, True)
    assert name_of(early) == "softplus with a jump where 2z = 1"
