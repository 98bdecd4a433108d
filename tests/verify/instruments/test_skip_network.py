import math

import flint
import numpy as np
import pytest

from verify.instruments.skip_network import (
    DENOMINATOR,
    SkipNet,
    certified_rank,
    clean_paths,
    cross_entropy,
    entrywise,
    equal_patches,
    features_in_balls,
    features_in_floats,
    formal_values,
    hidden_values,
    places_of_units,
    random_parameters,
    rank_bound,
    skip_layer,
)

ACTS = {
    "sigmoid": lambda t: 1 / (1 + math.exp(-t)),
    "arctan": lambda t: math.atan(t) / math.pi + 0.5,
    "softplus": lambda t: math.log1p(math.exp(t)),
    "tanh": math.tanh,
    "linear": lambda t: t,
    "cube": lambda t: t**3,
}


def two_layers(first: str = "sigmoid", second: str = "softplus") -> SkipNet:
    """Units 3–5 read pairs of the inputs with one weight vector, 6 and 7 read all of them."""
    convolution = skip_layer(first, [[0, 1], [1, 2], [2, 0]], shared=True)
    return {"num_inputs": 3, "layers": [convolution, skip_layer(second, [[3, 4, 5]] * 2)], "skips": [3, 5, 6, 7]}


def convolution(size: int, activation: str = "sigmoid", *, tied: bool = False) -> SkipNet:
    """Patches of two neighbours, one weight vector."""
    layer = skip_layer(activation, [[k, k + 1] for k in range(size)], shared=True)
    layer["tied"] = tied
    return {"num_inputs": size + 1, "layers": [layer], "skips": list(range(size + 1, 2 * size + 1))}


def literally(net: SkipNet, row: list[int], parameters) -> list[float]:
    """The skips of one sample, unit by unit, as the paper defines them."""
    values = [x / 64 for x in row]
    for depth, layer in enumerate(net["layers"]):
        new = []
        for k, support in enumerate(layer["supports"]):
            weights = parameters["weights"][depth][layer["groups"][k]]
            bias = parameters["biases"][depth][layer["groups"][k] if layer["tied"] else k]
            total = bias / 64 + sum(w / 64 * values[unit] for w, unit in zip(weights, support, strict=True))
            new.append(ACTS[layer["activation"]](total))
        values += new
    return [values[unit] for unit in net["skips"]]


@pytest.mark.parametrize("name", ACTS)
def test_features_in_balls_and_in_floats_are_those_of_the_definition(name):
    net, inputs = two_layers(first=name), [[3, -50, 7], [64, 20, -9]]
    parameters = random_parameters(net, 1)
    wanted = [literally(net, row, parameters) for row in inputs]
    balls = [[float(v.mid()) for v in row] for row in features_in_balls(net, inputs, parameters).tolist()]
    np.testing.assert_allclose(balls, wanted, rtol=1e-12)
    np.testing.assert_allclose(features_in_floats(net, inputs, parameters), wanted, rtol=1e-12)


def test_features_depend_on_shared_weights_and_own_biases():
    net, inputs = convolution(2), [[64, 64, 64]]
    parameters = random_parameters(net, 0)
    assert [len(each) for each in parameters["weights"]] == [1]
    same_patch = {**parameters, "biases": [[5, 5]]}
    first, second = features_in_floats(net, inputs, same_patch)[0]
    assert first == second
    first, second = features_in_floats(net, inputs, {**parameters, "biases": [[5, 6]]})[0]
    assert first != second
    tied = convolution(2, tied=True)
    assert [len(each) for each in random_parameters(tied, 0)["biases"]] == [1]


def test_first_columns_and_places():
    net = two_layers()
    parameters = random_parameters(net, 3)
    whole = features_in_balls(net, [[1, 2, 3]], parameters).tolist()[0]
    assert [str(v) for v in features_in_balls(net, [[1, 2, 3]], parameters, columns=2).tolist()[0]] == [
        str(v) for v in whole[:2]
    ]
    assert places_of_units(net) == {3: (0, 0), 4: (0, 1), 5: (0, 2), 6: (1, 0), 7: (1, 1)}
    assert len(hidden_values(net, [[1, 2, 3]], parameters)[0]) == 5


def test_entrywise_takes_entries_at_the_same_place():
    net = two_layers()
    u, v = random_parameters(net, 0), random_parameters(net, 1)
    assert entrywise(lambda a, b: a + b, u, v) == entrywise(lambda a, b: b + a, u, v)
    assert entrywise(lambda a, b: a - b, u, u) == entrywise(lambda a: 0, u)
    assert entrywise(lambda a: a, u) == u != v
    with pytest.raises(ValueError, match="zip"):
        entrywise(lambda a, b: a, u, random_parameters(convolution(2), 0))


def test_a_determinant_that_is_known():
    net: SkipNet = {"num_inputs": 1, "layers": [skip_layer("sigmoid", [[0]])], "skips": [1]}
    full, found = certified_rank(net, [[64]], {"weights": [[[64]]], "biases": [[-128]]})
    assert full
    assert found["log2_abs_det"] == round(math.log2(1 / (1 + math.e)), 1)


def test_no_rank_is_certified_for_equal_samples():
    net = convolution(2)
    assert certified_rank(net, [[1, 2, 3]] * 2, random_parameters(net, 0), most_bits=128) == (False, {"bits": 128})
    assert certified_rank(net, [[1, 2, 3], [3, 1, 9]], random_parameters(net, 0), most_bits=128)[0]


def test_formal_values_are_equal_where_values_are():
    """Samples of period two: with shared biases the units see two patches, with their own all units differ."""
    inputs = [[5, 9, 5, 9, 5], [1, 2, 1, 2, 1], [5, 9, 5, 9, 5]]
    for tied in (True, False):
        net = convolution(4, tied=tied)
        names = formal_values(net, inputs)
        values = features_in_floats(net, inputs, random_parameters(net, 7)).tolist()
        flat_names, flat_values = ([v for row in rows for v in row] for rows in (names, values))
        pairs = [(i, j) for i in range(len(flat_names)) for j in range(i)]
        assert [flat_names[i] == flat_names[j] for i, j in pairs] == [
            flat_values[i] == flat_values[j] for i, j in pairs
        ]


def test_formal_values_at_one_point():
    net = two_layers()
    zero = entrywise(lambda _: 0, random_parameters(net, 0))
    assert len({tuple(row) for row in formal_values(net, [[1, 2, 3], [4, 5, 6]], zero)}) == 1
    assert len({tuple(row) for row in formal_values(net, [[1, 2, 3], [4, 5, 6]])}) == 2


@pytest.mark.parametrize(
    ("net", "inputs", "bound", "why"),
    [
        (convolution(3), [[1, 2, 3, 4], [5, 6, 7, 8]] * 2, 2, "4 samples give only 2 different rows"),
        (convolution(4, tied=True), [[5, 9] * 2 + [5], [1, 2] * 2 + [1], [3, 4] * 2 + [3]], 2, "4 features are only 2"),
        (convolution(3), [[k, 0, 1, k] for k in range(9)], 3, "3 columns"),
        (convolution(6, "linear"), [[k**j % 97 for j in range(7)] for k in range(20)], 6, "6 columns"),
    ],
)
def test_bounds_on_the_rank(net, inputs, bound, why):
    assert rank_bound(net, inputs) == (bound, why)
    assert np.linalg.matrix_rank(features_in_floats(net, inputs, random_parameters(net, 5))) <= bound


def test_polynomials_have_no_more_than_their_dimension():
    line = {"num_inputs": 1, "layers": [skip_layer("cube", [[0]] * 9)], "skips": list(range(1, 10))}
    inputs = [[k] for k in range(9)]
    assert rank_bound(line, inputs) == (4, "polynomials of degree 3 in 1 inputs have dimension 4")
    assert np.linalg.matrix_rank(features_in_floats(line, inputs, random_parameters(line, 2)), tol=1e-9) == 4


def test_equal_patches_are_named():
    net = convolution(2)
    assert (
        equal_patches(net, [[1, 2, 3], [4, 2, 3]]) == "samples 0 and 1 have the same patch at unit 1 of the first layer"
    )
    assert equal_patches(net, [[1, 2, 3], [4, 2, 5]]) is None


def test_paths_free_of_skips():
    layers = [skip_layer("softplus", [[0], [0]]), skip_layer("softplus", [[1, 2]])]
    net: SkipNet = {"num_inputs": 1, "layers": layers, "skips": [2, 3]}
    assert clean_paths(net) == {2: [], 3: [1]}
    assert clean_paths({**net, "skips": [1, 2, 3]}) == {1: [], 2: [], 3: None}
    shared = [skip_layer("softplus", [[0], [0]], shared=True), layers[1]]  # unit 1 shares its weights with a skip
    assert clean_paths({**net, "layers": shared}) == {2: [], 3: None}


def test_cross_entropy_is_the_mean_of_the_negative_logarithms():
    outputs, labels = [[1.0, -2.0, 0.5], [0.25, 3.0, 0.0]], [2, 0]
    shares = [math.exp(row[y]) / sum(map(math.exp, row)) for row, y in zip(outputs, labels, strict=True)]
    found = cross_entropy([[flint.arb(v) for v in row] for row in outputs], labels)
    assert float(found.mid()) == pytest.approx(-sum(map(math.log, shares)) / 2, rel=1e-12)
    assert cross_entropy([[flint.arb(0)]], [0]) == 0


def test_random_parameters_are_integers_within_the_spread():
    net = two_layers()
    values = random_parameters(net, 4, spread=DENOMINATOR)
    assert values == random_parameters(net, 4, spread=DENOMINATOR) != random_parameters(net, 5, spread=DENOMINATOR)
    assert all(abs(v) <= DENOMINATOR for each in values["weights"] for vector in each for v in vector)
