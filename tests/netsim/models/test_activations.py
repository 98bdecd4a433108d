"""Activations against closed forms, gradients against differences."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from netsim.models.activations import activate, parse_activation, radius_of, relu_polynomial  # noqa: E402
from netsim.shell.errors import WrongInput  # noqa: E402

pytestmark = pytest.mark.torch

SMOOTH = ("softplus", "softplus:20", "sigmoid", "tanh", "linear", "polynomial:10:10", "coefficients:0,1,1")


def relu(x):
    return np.maximum(x, 0)


@pytest.mark.parametrize("radius", [1.0, 8.0, 10.0])
@pytest.mark.parametrize("degree", [2, 4, 10, 20])
def test_the_sup_error_is_that_of_the_closed_form(degree, radius):
    x = radius * np.cos(np.linspace(0, np.pi, 4001))  # 0 and both ends are among them
    error = np.abs(np.polynomial.polynomial.polyval(x, relu_polynomial(degree, radius)) - relu(x))
    assert error.max() == pytest.approx(radius / (np.pi * (degree + 1)), rel=1e-9)
    assert x[error.argmax()] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("degree", [2, 10])
def test_coefficients_are_those_of_the_chebyshev_projection(degree):
    """Gauss–Chebyshev quadrature of ReLU(x) T_k(x), which no closed form enters."""
    nodes = np.cos((np.arange(200_000) + 0.5) * np.pi / 200_000)
    basis = np.polynomial.chebyshev.chebvander(nodes, degree)
    series = 2 * (basis * relu(nodes)[:, None]).mean(0)
    series[0] /= 2
    expected = np.polynomial.chebyshev.cheb2poly(series)
    np.testing.assert_allclose(relu_polynomial(degree, 1.0), expected, atol=1e-6)


def test_the_radius_scales_both_axes():
    x = np.linspace(-12, 12, 50)
    value = np.polynomial.polynomial.polyval
    np.testing.assert_allclose(value(x, relu_polynomial(10, 6.0)), 6 * value(x / 6, relu_polynomial(10, 1.0)))


def test_nothing_is_clipped_outside():
    """Outside the polynomial is R |T_10(x/R)| large and more, as the docstring of the module says."""
    outside = torch.tensor([11.5, -11.5, 20.0, -20.0], dtype=torch.float64)
    error = (activate("polynomial:10:10", outside) - torch.relu(outside)).numpy()
    assert error[:2] == pytest.approx([4.7568, 4.7568], rel=1e-4)
    assert error[2:] == pytest.approx([15164.6, 15164.6], rel=1e-4)


@pytest.mark.parametrize("name", SMOOTH)
def test_gradients_are_those_of_differences(name):
    inputs = torch.linspace(-9, 9, 41, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: activate(name, x), inputs)


def test_smoolu_is_its_formula_and_smooth_at_zero():
    inputs = torch.tensor([-3.0, -1e-3, 0.0, 1e-3, 0.1, 1.0, 4.0], dtype=torch.float64, requires_grad=True)
    value = activate("smoolu", inputs)
    expected = [0, 0, 0, 0, 0.1 * np.exp(-10), np.exp(-1), 4 * np.exp(-0.25)]
    np.testing.assert_allclose(value.detach().numpy(), expected, rtol=1e-14, atol=1e-300)
    (slope,) = torch.autograd.grad(value.sum(), inputs)
    assert torch.isfinite(slope).all()
    np.testing.assert_allclose(slope[-2:].numpy(), [2 * np.exp(-1), 1.25 * np.exp(-0.25)], rtol=1e-14)
    assert torch.autograd.gradcheck(lambda x: activate("smoolu", x), inputs)


def test_polynomials_keep_float32_accuracy():
    """Monomial coefficients and Horner's rule in float32 against float64, on all of [−R, R]."""
    x = torch.linspace(-10, 10, 2001, dtype=torch.float64)
    single = activate("polynomial:10:10", x.float()).double()
    assert (single - activate("polynomial:10:10", x)).abs().max() < 1e-5


def test_relu_and_softplus_meet():
    x = torch.linspace(-5, 5, 1001, dtype=torch.float64)
    gap = activate("softplus:20", x) - activate("relu", x)
    assert gap.min() >= 0
    assert gap.max() == pytest.approx(np.log(2) / 20, rel=1e-12)


@pytest.mark.parametrize(
    "name", ["rleu", "polynomial:3:5", "polynomial:10", "polynomial:32:5", "polynomial:10:-1", "polynomial:10:nan"]
)
def test_wrong_names_are_refused(name):
    with pytest.raises(WrongInput):
        parse_activation(name)


def test_only_polynomials_near_relu_have_a_radius():
    assert radius_of("polynomial:10:2.5") == 2.5
    with pytest.raises(WrongInput, match="no radius"):
        radius_of("coefficients:0,1")


def test_the_weighted_polynomial_has_the_least_weighted_squares():
    """By normal equations on a fine grid; nearer to ReLU than Chebyshev's near 0, and as far as is said elsewhere."""
    x = np.linspace(-10, 10, 200_001)
    relu, weight = np.maximum(x, 0), np.exp(-(x**2) / 2) + 0.01
    columns = np.polynomial.legendre.legvander(x / 10, 10)
    gram = columns.T @ (columns * weight[:, None])
    by_hand = columns @ np.linalg.solve(gram, columns.T @ (relu * weight))
    ours, chebyshev = (
        np.polynomial.polynomial.polyval(x, parse_activation(f"{kind}:10:10")[1]) for kind in ("weighted", "polynomial")
    )
    np.testing.assert_allclose(ours, by_hand, atol=2e-4)
    normal = np.exp(-(x**2) / 2) / np.exp(-(x**2) / 2).sum()
    found = [(abs(e[100_000]), np.sqrt((normal * e**2).sum()), abs(e).max()) for e in (ours - relu, chebyshev - relu)]
    np.testing.assert_allclose(found, [[0.171, 0.0755, 0.424], [0.289, 0.1285, 0.289]], atol=6e-4)
    with pytest.raises(WrongInput, match="degree 9"):
        parse_activation("weighted:9:10")
