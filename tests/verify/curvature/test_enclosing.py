"""Enclosed products: around exact ones in rational numbers and in 200 bits, and close to those of torch."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from tests.verify.curvature.planted import with_spectrum
from tests.verify.curvature.test_layered import MODELS
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.audit import Unprovable
from verify.curvature.enclosing import enclosed_products
from verify.curvature.products import Products
from verify.curvature.spectrum import find_spectrum
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def test_linear_least_squares_exactly():
    """H = XᵀX in rational numbers; the floats alone are not exact."""
    inputs = numbers(7, 4).numpy()
    subject = make_subject(seeded(lambda: nn.Linear(4, 1, bias=False)), inputs, np.zeros((7, 1)))
    middle, wide = enclosed_products(subject, np.eye(4))
    rows = [[Fraction(float(x)) for x in row] for row in inputs]
    wrong = 0
    for j in range(4):
        square = sum((sum(r[i] * r[j] for r in rows) - Fraction(float(middle[i, j]))) ** 2 for i in range(4))
        wrong += square > 0
        assert square <= Fraction(float(wide[j])) ** 2
        assert wide[j] < 1e-13
    assert wrong


def test_one_unit_in_200_bits():
    """f = v tanh(wx + b) + c, ½(f − y)²: the Hessian by hand."""
    model = nn.Sequential(nn.Linear(1, 1), nn.Tanh(), nn.Linear(1, 1)).double()
    with torch.no_grad():
        for p, value in zip(model.parameters(), (0.7, -0.3, 1.3, 0.2), strict=True):
            p.fill_(value)
    x, y = 1.9, 40.0
    middle, wide = enclosed_products(make_subject(model, np.array([[x]]), np.array([[y]])), np.eye(4))
    flint.ctx.prec = 200
    try:
        w, b, v, c = (flint.arb(t) for t in (0.7, -0.3, 1.3, 0.2))
        t = (w * x + b).tanh()
        s, r = 1 - t * t, v * t + c - y
        first = [v * s * x, v * s, t, flint.arb(1)]
        bend = -2 * v * t * s
        second = [[bend * x * x, bend * x, s * x, 0], [bend * x, bend, s, 0], [s * x, s, 0, 0], [0, 0, 0, 0]]
        for j in range(4):
            off = [float(abs(first[i] * first[j] + r * second[i][j] - flint.arb(float(middle[i, j]))).upper())
                   for i in range(4)]  # fmt: skip
            assert np.linalg.norm(off) <= wide[j]
            assert wide[j] < 1e-11
    finally:
        flint.ctx.prec = 53


@pytest.mark.parametrize("name", [name for name in MODELS if name != "images"])
@pytest.mark.parametrize("loss", ["square", "cross-entropy"])
def test_each_kind_of_node(name, loss):
    build, shape = MODELS[name]
    inputs = numbers(*shape)
    model = seeded(build).eval().double()
    outputs = model(inputs).shape
    targets = numbers(*outputs, seed=1) if loss == "square" else np.arange(len(inputs)) % outputs[1]
    subject = make_subject(model, inputs, targets, loss=loss)
    vectors = numbers(subject.num_params, 2, seed=2).numpy()
    middle, wide = enclosed_products(subject, vectors)
    other = Products(subject, by_layers=False).hessian(vectors)
    size = np.abs(other).max()
    assert np.abs(middle - other).max() <= 1e-12 * size
    assert 0 < wide.max() < 1e-10 * size


def test_what_is_not_enclosed():
    build, shape = MODELS["images"]
    kinked = nn.Sequential(nn.Linear(1, 1), nn.ReLU()).double()
    with torch.no_grad():
        kinked[0].bias.zero_()
    for subject in (
        make_subject(seeded(build).eval(), numbers(*shape), np.zeros((6, 2))),
        make_subject(kinked, np.array([[0.0], [1.0]]), np.zeros((2, 1))),
        make_subject(nn.Linear(2, 2), numbers(3, 2), numbers(3, 2), loss="tests.verify.curvature.planted:quartic"),
        make_subject(seeded(lambda: nn.Sequential(nn.Linear(2, 2), nn.Mish())), numbers(3, 2), numbers(3, 2)),
    ):
        with pytest.raises(Unprovable):
            enclosed_products(subject, np.ones((subject.num_params, 1)))


@pytest.mark.parametrize("method", ["dense", "lanczos"])
def test_a_spectrum_that_is_proved(method):
    inputs, _ = with_spectrum([9.0, 4.0, 4.0, 4.0, 1.0, 0.0])
    subject = make_subject(nn.Linear(6, 1, bias=False), inputs, np.zeros((6, 1)))
    found = find_spectrum(subject, None if method == "dense" else 4, None, method, 0)
    assert found.status == "proved"
    assert [each.multiplicity for each in found.eigenvalues][:2] == [1, 3]
    for each, value in zip(found.eigenvalues, [9, 4], strict=False):
        assert abs(each.value - value) <= each.radius + 1e-14 < 1e-6
