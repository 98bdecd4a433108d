import math

import flint
import pytest

from verify.checks.nmh.features import Sampled
from verify.checks.nmh.weights import Conflict, construct, first_layer, is_softplus, plan, positions
from verify.instruments import DENOMINATOR, SkipNet, features_in_balls, skip_layer

INPUTS = [[3, 1], [0, 7], [4, 4]]


def dense(activation: str, inputs: list[list[int]] = INPUTS) -> Sampled:
    """One layer, as many units as samples."""
    count = len(inputs)
    net: SkipNet = {
        "num_inputs": 2,
        "layers": [skip_layer(activation, [[0, 1]] * count)],
        "skips": list(range(2, 2 + count)),
    }
    return {"net": net, "inputs": inputs, "seed": 0}


def stride_two() -> Sampled:
    """Softplus; units 2 and 5 skip, so that units 6 and 7 of one filter must read 3 and 4, at different positions."""
    layers = [skip_layer("softplus", [[0, 1]] * 4), skip_layer("softplus", [[2, 3], [4, 5]], shared=True)]
    net: SkipNet = {"num_inputs": 2, "layers": layers, "skips": [2, 5, 6, 7]}
    return {"net": net, "inputs": [[6, 11], [11, 7], [3, 2], [15, 4]], "seed": 0}


@pytest.mark.parametrize("activation", ["sigmoid", "arctan", "softplus"])
def test_the_determinant_is_that_of_a_forward_pass_with_these_weights(activation):
    """The second route: the parameters written out, with the α that was found, in the general forward pass."""
    instance = dense(activation)
    found = construct(instance)
    assert found.holds
    alpha, size = found.measured["alpha"], len(INPUTS)
    scale = alpha if activation == "softplus" else alpha[0]
    base = 1 + 2 * max(max(row) for row in INPUTS)
    weights = [[base**k for k in range(2)][:: -1 if unit % 2 else 1] for unit in range(size)]
    sums = [[sum(w * x for w, x in zip(vector, row, strict=True)) for row in INPUTS] for vector in weights]
    left, biases = list(range(size)), []
    for unit in range(size):
        first = max(left, key=lambda i: sums[unit][i])
        left.remove(first)
        biases.append(-scale * sums[unit][first] * DENOMINATOR)
    written_out = {
        "weights": [[[scale * w * DENOMINATOR**2 for w in vector] for vector in weights]],
        "biases": [biases],
    }
    with flint.ctx.workprec(512):
        det = abs(features_in_balls(instance["net"], INPUTS, written_out).det())
    assert float(det) == pytest.approx(float(flint.arb(found.measured["det"])), rel=1e-4)
    product = {"sigmoid": 0.5, "arctan": 0.5, "softplus": math.log(2)}[activation] ** size
    assert abs(float(det) - product) < product / 2


@pytest.mark.parametrize("activation", ["sigmoid", "arctan"])
def test_alpha_is_the_scale_and_not_its_logarithm(activation):
    measured = construct(dense(activation)).measured
    assert measured["alpha"] == [pytest.approx(2**exponent) for exponent in measured["log2_scales"]]
    assert measured["largest_below_diagonal"] <= measured["epsilon"]


def test_softplus_has_one_alpha():
    measured = construct(dense("softplus")).measured
    assert measured["alpha"] == 2 ** round(measured["log2_scales"][0])


def test_one_sample_needs_no_scale():
    measured = construct(dense("sigmoid", INPUTS[:1])).measured
    assert (measured["alpha"], measured["det"]) == ([1.0], "0.50000")


def test_biases_with_the_wrong_sign_miss():
    assert construct(dense("sigmoid"), sign=-1, most_bits=512).holds is False


def test_softplus_with_the_wrong_sign_is_never_reached_and_not_decided():
    """Of one α it is only asked that some is large enough: that none of those tried is refutes nothing."""
    found = construct(dense("softplus"), sign=-1, most_bits=512)
    assert found.holds is None
    assert found.measured["far"] is False


def test_too_few_bits_decide_nothing():
    found = construct(dense("sigmoid", [[1, 2], [1, 2]]), most_bits=512)  # equal samples: no order
    assert found.holds is None
    assert found.reason == "not decided with 512 bits"


def test_a_filter_of_stride_two_has_a_conflict():
    with pytest.raises(Conflict, match="layer 2 share a weight vector"):
        positions(stride_two()["net"])
    unshared = stride_two()
    unshared["net"]["layers"][1]["groups"] = [0, 1]
    assert positions(unshared["net"]) == [{}, {0: 1, 1: 0}]
    assert plan(unshared).copied == {6: 3, 7: 4}
    assert construct(unshared).holds


def test_every_unit_tells_the_samples_apart():
    inputs = [[a, b] for a in range(-3, 4) for b in range(-3, 4)]
    for values in first_layer(dense("sigmoid", inputs)["net"], inputs):
        assert len(set(values)) == len(inputs)


def test_which_proof():
    assert [is_softplus(dense(name)["net"]) for name in ("sigmoid", "softplus")] == [False, True]
