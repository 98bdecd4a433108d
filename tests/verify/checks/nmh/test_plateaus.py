"""The local minima by a loss written anew: no perturbation lowers it, and its Hessian by differences has the signs."""

import flint
import numpy as np
import pytest

from verify.checks.nmh.plateaus import bend, moments, output_weights, positive_definite, why_not

THREE = {"activation": "sigmoid", "inputs": [[-1], [0], [1]], "labels": [0, 1, 0], "biases": ["1"] * 3,
         "shares": ["1/3"] * 3, "seed": 0}  # fmt: skip
FIVE = {"activation": "softplus", "inputs": [[-1], [0], [1], [2], [-2]], "labels": [1, 1, 1, 0, 0],
        "biases": ["1/2", "-1", "2", "1", "3"], "shares": ["1/5"] * 5, "seed": 0}  # fmt: skip
SIGMA = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "softplus": lambda z: np.log1p(np.exp(z))}


def loss(instance, theta):
    """w, b, v under each other."""
    x, y = np.array(instance["inputs"], dtype=float), np.array(instance["labels"])
    w, b, v = np.split(theta, [x.shape[1] * len(instance["biases"]), -len(instance["biases"])])
    f = SIGMA[instance["activation"]](x @ w.reshape(-1, x.shape[1]).T + b) @ v
    return float(np.mean(np.logaddexp(0, np.where(y == 0, -f, f))))


def point(instance):
    biases = [float(flint.fmpq(*map(int, (*b.split("/"), "1")[:2])).p) / (int(b.split("/")[1]) if "/" in b else 1)
              for b in instance["biases"]]  # fmt: skip
    weights = [0.0] * len(biases) * len(instance["inputs"][0])
    return np.array([*weights, *biases, *(float(v.mid()) for v in output_weights(instance))])


@pytest.mark.parametrize("instance", [THREE, FIVE])
def test_nothing_near_is_lower(instance):
    assert why_not(instance) == ""
    here, stream = point(instance), np.random.default_rng(0)
    p = instance["labels"].count(0) / len(instance["labels"])
    assert loss(instance, here) == pytest.approx(-p * np.log(p) - (1 - p) * np.log(1 - p), abs=1e-14)
    for size in (1e-1, 1e-2, 1e-3):
        for _ in range(300):
            moved = here + size * stream.uniform(-1, 1, len(here)) / np.sqrt(len(here))
            assert loss(instance, moved) > loss(instance, here) - 1e-15


@pytest.mark.parametrize("instance", [THREE, FIVE])
def test_the_signs_of_the_hessian(instance):
    here, step = point(instance), 1e-4
    steps = step * np.eye(len(here))
    found = [
        [
            sum(a * b * loss(instance, here + a * s + b * t) for a in (1, -1) for b in (1, -1)) / (4 * step**2)
            for t in steps
        ]
        for s in steps
    ]
    values, units = np.linalg.eigvalsh(found), len(instance["biases"])
    assert values[0] > -1e-6
    assert np.sum(values > 1e-4) == units + 1  # the w_k, and one across Z
    assert positive_definite(instance, output_weights(instance))


def test_it_falls_where_the_bend_is_wrong():
    turned = {**THREE, "biases": ["-1"] * 3}
    assert why_not(turned).startswith("v_k")
    assert positive_definite(turned, output_weights(turned)) is False
    here = point(turned)
    assert loss(turned, here + np.array([0.1, -0.1, 0, 0, 0, 0, 0, 0, 0])) < loss(turned, here)


def test_the_moments():
    slope, r = moments(THREE)
    assert slope[0, 0] == 0
    assert r[0, 0] == flint.fmpq(-2, 3)
    assert not bend(THREE)
    assert "means" in why_not({**THREE, "inputs": [[-1], [0], [2]]})
    assert "two classes" in why_not({**THREE, "labels": [0, 0, 0]})
    assert "two classes" in why_not({**THREE, "shares": ["1/3", "1/3", "1/2"]})
