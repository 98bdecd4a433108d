"""Products with the Hessian and its Gauss–Newton part, beside whole matrices."""

import numpy as np
import pytest

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.curvature.moving import Activation
from verify.curvature.products import Products
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def subject(loss="square"):
    model = seeded(lambda: nn.Sequential(nn.Linear(3, 4), nn.Sigmoid(), nn.Linear(4, 3)))
    targets = numbers(5, 3, seed=1) if loss == "square" else np.array([0, 1, 2, 1, 0])
    return make_subject(model, numbers(5, 3), targets, loss=loss)


@pytest.mark.parametrize("loss", ["square", "cross-entropy"])
@pytest.mark.parametrize("by_layers", [True, False])
def test_products_are_those_of_the_matrices(loss, by_layers):
    given = subject(loss)
    products = Products(given, by_layers=by_layers)
    assert products.by_layers == by_layers
    vectors = numbers(given.num_params, 3, seed=2).numpy()

    def value(weights):
        return given.loss_function(given.call(weights, given.batch()), given.targets)

    whole = torch.func.hessian(value)(given.weights).numpy()
    assert np.allclose(products.hessian(vectors), whole @ vectors, atol=1e-12)
    assert products.count == 3
    jacobian = given.jacobian()
    of_loss = torch.func.hessian(lambda outputs: given.loss_function(outputs, given.targets))(given.outputs())
    part = jacobian.T @ of_loss.reshape(15, 15) @ jacobian
    assert np.allclose(products.gauss_newton(vectors), part.numpy() @ vectors, atol=1e-12)
    assert np.allclose(products.gradient(), torch.func.grad(value)(given.weights).numpy())


def test_other_weights():
    given = subject()
    vectors = np.eye(given.num_params)[:, :2]
    assert not np.allclose(Products(given, 2 * given.weights).hessian(vectors), Products(given).hessian(vectors))


def test_a_loss_that_is_linear_in_all_weights_has_none():
    given = make_subject(nn.Linear(2, 1), numbers(3, 2), np.zeros((3, 1)),
                         loss="tests.verify.curvature.planted:mean")  # fmt: skip
    products = Products(given)
    assert not products.hessian(np.eye(3)).any()
    assert not products.gauss_newton(np.eye(3)).any()
    assert products.gradient().any()


def test_a_graph_whose_products_differ_is_not_used(monkeypatch):
    given = subject()
    monkeypatch.setattr(Activation, "back", lambda self, slope, *_: [slope])
    assert not Products(given).by_layers


def test_no_vector():
    assert Products(subject()).hessian(np.zeros((31, 0))).shape == (31, 0)
