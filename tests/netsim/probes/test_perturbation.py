"""Noise of the stated size, drawn for each (seed, index, model, array) alone."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from netsim.probes.perturbation import MEASURES, perturb
from netsim.shell.errors import WrongInput
from netsim.shell.seeding import random_stream

KNOWN = {"std": 1.0, "mean_magnitude": 2.0, "absolute": 1.0}  # of the weights 1 and 3
SHAPES = {"layer1.weight": (4, 3, 3, 3), "layer1.bias": (4,), "layer2.weight": (2, 16), "skip.weight": (2, 5)}


def models(count, dtype=np.float64, seed=0):
    stream = np.random.default_rng(seed)
    return {name: stream.normal(1.0, 2.0, (count, *shape)).astype(dtype) for name, shape in SHAPES.items()}


@pytest.mark.parametrize("measure", MEASURES)
def test_the_level_is_the_multiple_of_the_measure(measure):
    found = perturb({"layer1.weight": np.array([[[1.0, 3.0]]])}, 0.25, measure=measure, seed=0)
    assert found.noise_std["layer1"].tolist() == [0.25 * KNOWN[measure]]


@pytest.mark.parametrize("measure", MEASURES)
def test_against_a_literal_version(measure):
    weights = models(2)
    found = perturb(weights, 0.1, measure=measure, seed=5, index=2, models=[7, 3])
    for name, array in weights.items():
        for i, model in enumerate((7, 3)):
            entries = list(weights[name.replace("bias", "weight")][i].flat)
            mean = sum(entries) / len(entries)
            size = {
                "std": (sum((x - mean) ** 2 for x in entries) / len(entries)) ** 0.5,
                "mean_magnitude": sum(abs(x) for x in entries) / len(entries),
                "absolute": 1.0,
            }[measure]
            draw = random_stream(5, f"perturbation of {name}", 2, model).standard_normal(array.shape[1:])
            np.testing.assert_allclose(found.weights[name][i], array[i] + 0.1 * size * draw, rtol=1e-13)


def test_noise_has_the_moments_of_a_gaussian():
    count = 200_000
    weights = {"layer1.weight": np.random.default_rng(1).normal(3.0, 2.0, (1, 200, 1000))}
    found = perturb(weights, 0.5, seed=0)
    noise = (found.weights["layer1.weight"] - weights["layer1.weight"]).ravel() / (0.5 * weights["layer1.weight"].std())
    assert abs(noise.mean()) < 5 / count**0.5
    assert abs((noise**2).mean() - 1) < 5 * (2 / count) ** 0.5
    assert abs((noise**4).mean() - 3) < 5 * (96 / count) ** 0.5


def test_norms_are_of_what_was_added():
    weights = models(3, np.float32)
    found = perturb(weights, 0.01, seed=0)
    for layer, names in {"layer1": ["layer1.weight", "layer1.bias"], "layer2": ["layer2.weight"]}.items():
        moved = [found.weights[name].astype(float) - weights[name] for name in names]
        squares = sum((m**2).reshape(3, -1).sum(1) for m in moved)
        np.testing.assert_allclose(found.noise_norm[layer], squares**0.5, rtol=1e-12)
    assert all(found.weights[name].dtype == np.float32 for name in SHAPES)
    assert list(found.weights) == list(weights)


@given(st.permutations(range(5)), st.integers(1, 4))
def test_neither_sharding_nor_order_changes_anything(order, cut):
    weights = models(5, np.float32)
    whole = perturb(weights, 0.3, seed=1)
    for part in (order[:cut], order[cut:]):
        alone = perturb({n: weights[n][part] for n in reversed(list(weights))}, 0.3, seed=1, models=part)
        for name in weights:
            assert (alone.weights[name] == whole.weights[name][part]).all()


def test_every_seed_index_and_model_draws_anew():
    weights = {name: np.repeat(array, 2, axis=0) for name, array in models(1).items()}
    runs = [perturb(weights, 1.0, seed=s, index=i).weights["layer1.weight"] for s, i in ((0, 0), (0, 1), (1, 0))]
    pairs = [(runs[0], runs[1]), (runs[0], runs[2]), (runs[1], runs[2]), (runs[0][:1], runs[0][1:])]
    assert all((a != b).all() for a, b in pairs)


def test_input_is_not_changed_and_scale_zero_is_the_identity():
    weights = models(2)
    before = {name: array.copy() for name, array in weights.items()}
    perturb(weights, 1.0, seed=0)
    same = perturb(weights, 0.0, seed=0)
    assert all((weights[n] == before[n]).all() and (same.weights[n] == before[n]).all() for n in weights)
    assert not any(norms.any() for norms in same.noise_norm.values())


def test_zero_biases_are_moved_and_constant_layers_are_not():
    weights = models(1) | {"layer1.bias": np.zeros((1, 4)), "layer2.weight": np.full((1, 3, 7), 0.1)}
    assert weights["layer2.weight"].std() > 0  # by rounding
    found = perturb(weights, 0.5, seed=0)
    assert (found.weights["layer1.bias"] != 0).all()
    assert (found.weights["layer2.weight"] == 0.1).all()
    assert found.noise_norm["layer2"].tolist() == [0.0]
    assert perturb(weights, 0.5, measure="mean_magnitude", seed=0).noise_std["layer2"] == pytest.approx(0.05)


@given(st.integers(-20, 20))
def test_relative_noise_scales_with_the_weights(exponent):
    weights = models(1)
    scaled = {name: array * 2.0**exponent for name, array in weights.items()}
    for measure in ("std", "mean_magnitude"):
        one, other = (perturb(w, 0.25, measure=measure, seed=0).weights for w in (weights, scaled))
        assert all((other[name] == one[name] * 2.0**exponent).all() for name in weights)


BAD = {
    "an unknown measure": (dict(measure="variance"), "'variance'"),
    "a negative scale": (dict(scale=-1.0), "scale is -1"),
    "an infinite scale": (dict(scale=float("inf")), "scale is inf"),
    "a negative index": (dict(index=-1), "index is -1"),
    "too few numbers of models": (dict(models=[0]), "for 2 models"),
    "constant layers": (dict(weights={"layer1.weight": np.ones((2, 3, 3))}), "leaves model 0"),
    "noise below rounding": (dict(scale=1e-30), "leaves model 0"),
    "nan": (dict(weights={"layer1.weight": np.array([[[1.0, 2.0]], [[np.nan, 0]]])}), "layer1 of model 1"),
    "inf": (dict(weights={"layer1.weight": np.array([[[1.0, 2.0]], [[np.inf, 0]]])}), "layer1 of model 1"),
    "an overflow": (
        dict(weights={"layer1.weight": np.ones((2, 1, 1), np.float32)}, scale=1e300, measure="absolute"),
        "after",
    ),
    "a bias alone": (dict(weights={"layer1.bias": np.ones((2, 3))}), "no layer1.weight"),
    "a strange name": (dict(weights={"layer1.scale": np.ones((2, 3))}), "'layer1.scale'"),
    "no arrays": (dict(weights={}), "weights is {}"),
    "ragged models": (dict(weights=models(2) | {"skip.weight": np.ones((3, 2, 5))}), "different numbers"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input(case):
    changes, message = BAD[case]
    options = {"weights": models(2), "scale": 0.1, "seed": 0} | changes
    with pytest.raises(WrongInput, match=message) as caught:
        perturb(options.pop("weights"), options.pop("scale"), **options)
    assert caught.value.exit_code == 2
