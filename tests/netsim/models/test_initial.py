"""Initial weights: what each draw depends on, and its distribution."""

import numpy as np
import pytest
from scipy.stats import kstest, truncnorm, uniform

from netsim.models.architectures import mlp, theory3_cnn
from netsim.models.initial import initial_weights
from netsim.models.layers import Layer
from netsim.models.networks import NetworkSpec

IMAGES = (3, 8, 8)


def test_a_model_starts_the_same_whoever_is_beside_it():
    spec = theory3_cnn((4, 4, 4, 4), IMAGES)
    several, alone = initial_weights(spec, (0, 1, 2), seed=3), initial_weights(spec, (2,), seed=3)
    twin = initial_weights(theory3_cnn((4, 4, 4, 4), IMAGES, activation="polynomial:10:6"), (2,), seed=3)
    for name in several:
        assert np.array_equal(several[name][2:], alone[name])
        assert np.array_equal(twin[name], alone[name])


def test_the_variance_of_the_initial_weights():
    wide = mlp(400, (300,), 2)
    weight = initial_weights(wide, (0,), seed=0)["layer1.weight"]
    assert abs(weight.var() * 400 / 2 - 1) < 0.02  # 120,000 draws: a standard error of 0.4 %
    scaled = initial_weights(mlp(400, (300,), 2, init="scaled"), (0,), seed=0)["layer1.weight"]
    np.testing.assert_allclose(scaled * np.sqrt(2), weight, rtol=1e-6)


@pytest.mark.parametrize(
    ("init", "law"),
    [
        ("truncated", truncnorm(-2, 2, scale=400**-0.5)),
        ("glorot", uniform(-((6 / 700) ** 0.5), 2 * (6 / 700) ** 0.5)),
        ("logistic", uniform(-4 * (6 / 700) ** 0.5, 8 * (6 / 700) ** 0.5)),
    ],
)
def test_the_other_distributions(init, law):
    weights = initial_weights(mlp(400, (300,), 2, init=init), (0,), seed=1)
    assert kstest(weights["layer1.weight"].ravel()[::40], law.cdf).pvalue > 0.01
    assert not weights["layer1.bias"].any()


def test_fans_of_a_convolution():
    spec = NetworkSpec((4, 9, 9), (Layer(50, 3), Layer(2)), init="glorot")
    largest = np.abs(initial_weights(spec, (0,), 0)["layer1.weight"]).max()
    assert largest == pytest.approx((6 / (9 * 4 + 9 * 50)) ** 0.5, rel=0.01)


def test_a_normalisation_starts_as_one_without_scale_and_shift():
    weights = initial_weights(mlp(3, (4,), 2, batch_norm=True, affine=True), (0, 1), 0)
    assert (weights["norm1.weight"] == 1).all()
    assert not weights["norm1.bias"].any()
