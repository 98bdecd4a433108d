"""Planes through the space of weights: known surfaces, exact normalisation, invariance of small numpy networks."""

from itertools import pairwise

import numpy as np
import pytest

from netsim.probes.surface import BIASES, NORMALISATIONS, directions_through, grid, loss_surface, random_directions
from netsim.shell.errors import WrongInput

VALUES = np.linspace(-1, 1, 5)
INPUTS = np.random.default_rng(3).normal(size=(20, 3))
TARGETS = np.random.default_rng(4).normal(size=(20, 2))


def network(seed=0, dtype=np.float64, count=1):
    """Widths 3, 5, 4, 2 with biases."""
    stream, widths = np.random.default_rng(seed), (3, 5, 4, 2)
    weights = {}
    for k, (inputs, outputs) in enumerate(pairwise(widths), start=1):
        weights[f"layer{k}.weight"] = stream.normal(size=(count, outputs, inputs)).astype(dtype)
        weights[f"layer{k}.bias"] = stream.normal(size=(count, outputs)).astype(dtype)
    return weights


def losses(weights, batch_norm=False):
    """Square losses of ReLU networks, written out one by one."""
    found = []
    for i in range(len(weights["layer1.weight"])):
        values = INPUTS
        for k in (1, 2, 3):
            values = values @ weights[f"layer{k}.weight"][i].T + weights[f"layer{k}.bias"][i]
            if batch_norm and k < 3:
                values = (values - values.mean(axis=0)) / values.std(axis=0)
            values = np.maximum(values, 0) if k < 3 else values
        found.append(((values - TARGETS) ** 2).mean())
    return np.array(found)


def surface(weights, evaluate=losses, **options):
    return loss_surface(evaluate, weights, random_directions(weights, seed=7, **options), VALUES, VALUES)


def layers_rescaled(weights, factor):
    """The same function: layer 1 times the factor, layer 2 divided by it."""
    scaled = {name: array * factor if name.startswith("layer1") else array for name, array in weights.items()}
    return scaled | {"layer2.weight": weights["layer2.weight"] / factor}


def filters_rescaled(weights):
    """The same function under batch normalisation: every filter of the hidden layers by a factor of its own."""
    scaled = dict(weights)
    for k in (1, 2):
        units = weights[f"layer{k}.bias"].shape[1]
        factors = np.random.default_rng(k).uniform(0.1, 10, units)
        scaled[f"layer{k}.weight"] = weights[f"layer{k}.weight"] * factors[:, None]
        scaled[f"layer{k}.bias"] = weights[f"layer{k}.bias"] * factors
    return scaled


def test_a_quadratic_has_the_quadratic_surface():
    """½(w+au+bv)ᵀH(w+au+bv) is a polynomial in a and b with known coefficients."""
    weights = network()
    flat = {name: array[0].size for name, array in weights.items()}
    stream = np.random.default_rng(0)
    hessian = stream.normal(size=(sum(flat.values()),) * 2)
    hessian = hessian @ hessian.T

    def flatten(stacked):
        return np.concatenate([array.reshape(len(array), -1) for array in stacked.values()], axis=1)

    def evaluate(stacked):
        rows = flatten(stacked)
        return 0.5 * ((rows @ hessian) * rows).sum(axis=1)

    directions = random_directions(weights, seed=0, biases="own", orthogonalise=False)
    (w,), (u, v) = flatten(weights), flatten(directions)
    a, b = np.linspace(-1, 2, 4)[:, None], np.linspace(-3, 1, 6)
    known = 0.5 * (w @ hessian @ w + a**2 * (u @ hessian @ u) + b**2 * (v @ hessian @ v))
    known = known + a * (u @ hessian @ w) + b * (v @ hessian @ w) + a * b * (u @ hessian @ v)
    found = loss_surface(evaluate, weights, directions, a[:, 0], b, chunk_size=5)
    assert found.shape == (4, 6)
    np.testing.assert_allclose(found, known, rtol=1e-11)


@pytest.mark.parametrize("orthogonalise", [True, False])
def test_every_filter_has_the_norm_of_the_models(orthogonalise):
    stream = np.random.default_rng(0)
    weights = network() | {"layer4.weight": stream.normal(size=(1, 4, 2, 3, 3)), "skip.weight": np.ones((1, 2, 3))}
    weights["layer4.weight"][0, 1] = 0  # a dead filter stays where it is
    directions = random_directions(weights, seed=1, orthogonalise=orthogonalise)
    for name, array in weights.items():
        if name.endswith(".bias"):
            assert not directions[name].any()
            continue
        norms = np.linalg.norm(array.reshape(array.shape[1], -1), axis=1)
        for direction in directions[name]:
            np.testing.assert_allclose(np.linalg.norm(direction.reshape(len(norms), -1), axis=1), norms, rtol=1e-13)
        inner = (directions[name][0] * directions[name][1]).reshape(len(norms), -1).sum(axis=1)
        assert (abs(inner) < 1e-12).all() == orthogonalise


@pytest.mark.parametrize("biases", ["own", "with_filter"])
def test_biases(biases):
    weights = network()
    directions = random_directions(weights, seed=1, biases=biases, orthogonalise=False)
    for k in (1, 2, 3):
        weight, bias = weights[f"layer{k}.weight"][0], weights[f"layer{k}.bias"][0]
        for i in range(2):
            moved, shift = directions[f"layer{k}.weight"][i], directions[f"layer{k}.bias"][i]
            if biases == "own":
                np.testing.assert_allclose(abs(shift), abs(bias), rtol=1e-13)
                np.testing.assert_allclose((moved**2).sum(1), (weight**2).sum(1), rtol=1e-13)
            else:
                joined = (moved**2).sum(1) + shift**2
                np.testing.assert_allclose(joined, (weight**2).sum(1) + bias**2, rtol=1e-13)
                assert (abs(abs(shift) - abs(bias)) > 1e-6).all()


def test_layers_and_no_normalisation():
    weights = network()
    by_layer = random_directions(weights, seed=1, normalisation="layer")
    plain = random_directions(weights, seed=1, normalisation="none", biases="own")
    for k in (1, 2, 3):
        name = f"layer{k}.weight"
        for direction in by_layer[name]:
            assert np.linalg.norm(direction) == pytest.approx(np.linalg.norm(weights[name]))
        assert abs((by_layer[name][0] * by_layer[name][1]).sum()) < 1e-12
    assert abs(sum((plain[name][0] * plain[name][1]).sum() for name in plain)) < 1e-12
    first = np.concatenate([array[0].ravel() for array in plain.values()])
    assert abs((first**2).mean() - 1) < 5 * (2 / len(first)) ** 0.5  # standard normal entries


def test_groups_of_one_entry_have_one_direction():
    weights = {"layer1.weight": np.ones((1, 4, 1)), "layer2.weight": np.ones((1, 1, 4))}
    directions = random_directions(weights, seed=0)
    np.testing.assert_allclose(abs(directions["layer1.weight"][0]), 1, rtol=1e-15)
    assert not directions["layer1.weight"][1].any()
    with pytest.raises(WrongInput, match="a direction is zero"):
        random_directions({"layer1.weight": np.ones((1, 4, 1))}, seed=0)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
@pytest.mark.parametrize("biases", BIASES)
def test_which_surfaces_ignore_the_scale_of_layers(normalisation, biases):
    """The rescaled ReLU network is the same function; its surface is the same where the documentation says so."""
    weights = network()
    rescaled = layers_rescaled(weights, 8.0)
    np.testing.assert_allclose(losses(rescaled), losses(weights), rtol=1e-12)
    options = {"normalisation": normalisation, "biases": biases, "orthogonalise": False}
    one, other = surface(weights, **options), surface(rescaled, **options)
    assert np.allclose(one, other, rtol=1e-9) == (normalisation != "none" and biases != "with_filter")


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_under_batch_norm_only_filters_ignore_the_scale_of_filters(normalisation):
    def evaluate(weights):
        return losses(weights, batch_norm=True)

    weights = network()
    rescaled = filters_rescaled(weights)
    np.testing.assert_allclose(evaluate(rescaled), evaluate(weights), rtol=1e-12)
    one, other = (surface(w, evaluate, normalisation=normalisation) for w in (weights, rescaled))
    assert np.allclose(one, other, rtol=1e-9) == (normalisation == "filter")


def test_the_middle_is_the_model_and_chunks_change_nothing():
    weights = network()
    directions = random_directions(weights, seed=0)
    surfaces = [loss_surface(losses, weights, directions, VALUES, VALUES, chunk_size=size) for size in (1, 7, 99)]
    assert surfaces[0][2, 2] == losses(weights)[0]
    assert all((other == surfaces[0]).all() for other in surfaces)


def test_draws_depend_on_seed_index_and_name_alone():
    weights = network()
    one, again = random_directions(weights, seed=0), random_directions(dict(reversed(weights.items())), seed=0)
    assert all((one[name] == again[name]).all() for name in weights)
    for other in (random_directions(weights, seed=1), random_directions(weights, seed=0, index=1)):
        assert (one["layer1.weight"] != other["layer1.weight"]).all()
    assert (one["layer1.weight"][0] != one["layer1.weight"][1]).all()


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-13)])
def test_the_plane_through_three_models_contains_them(dtype, tolerance):
    models = network(dtype=dtype, count=3)
    origin = {name: array[:1] for name, array in models.items()}
    directions, places = directions_through(models)
    flat = np.concatenate([array.reshape(2, -1) for array in directions.values()], axis=1)
    np.testing.assert_allclose(flat @ flat.T, np.eye(2), atol=1e-14)
    for i, (a, b) in enumerate(places):
        (found,) = grid(origin, directions, [a], [b])
        for name in models:
            assert found[name].dtype == dtype
            np.testing.assert_allclose(found[name][0], models[name][i], atol=tolerance)
    assert places[0].tolist() == [0, 0]
    assert places[1, 1] == 0
    assert places[2, 1] > 0


def test_bad_planes():
    models = network(count=3, dtype=np.float32)
    line = {name: np.stack([a, b, (a + b) / 2]) for name, (a, b, _) in models.items()}
    with pytest.raises(WrongInput, match="on a line"):
        directions_through(line)
    with pytest.raises(WrongInput, match="the same"):
        directions_through({name: array[[0, 0, 1]] for name, array in models.items()})
    with pytest.raises(WrongInput, match="not finite"):
        directions_through(models | {"layer1.bias": np.full((3, 5), np.nan)})
    with pytest.raises(WrongInput, match="through 2 models"):
        directions_through(network(count=2))


def test_bad_input():
    weights = network()
    directions = random_directions(weights, seed=0)
    for options in ({"normalisation": "channel"}, {"biases": "ignored"}):
        with pytest.raises(WrongInput, match=r"(normalisation|biases) is"):
            random_directions(weights, seed=0, **options)
    with pytest.raises(WrongInput, match="around 2 models"):
        random_directions(network(count=2), seed=0)
    with pytest.raises(WrongInput, match=r"layer1.bias is not finite"):
        random_directions(weights | {"layer1.bias": np.full((1, 5), np.inf)}, seed=0)
    with pytest.raises(WrongInput, match="a direction is zero"):
        random_directions({name: 0 * array for name, array in weights.items()}, seed=0)
    with pytest.raises(WrongInput, match="1 directions"):
        list(grid(weights, weights, [0], [0]))
    with pytest.raises(WrongInput, match="different networks"):
        list(grid(weights, directions | {"layer1.bias": np.zeros((2, 4))}, [0], [0]))
    with pytest.raises(WrongInput, match="0 × 1"):
        loss_surface(losses, weights, directions, [], [0])
    with pytest.raises(WrongInput, match=r"shape \(\) for 4 models"):
        loss_surface(lambda chunk: np.float64(1), weights, directions, [0, 1], [0, 1])
