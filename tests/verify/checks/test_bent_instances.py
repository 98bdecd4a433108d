"""Instances that a reader bent until a corrected statement seemed false: scaled, put to 0, or out of its class.

Each once was a refutation, or an error, because of the check. What is true of it, or that it is not decided, is said.
"""

# mypy: ignore-errors

import pytest

from algebraic.shell import WrongInput
from verify.catalogue import find_claim


def _layer(activation, supports, groups):
    return {"activation": activation, "supports": supports, "groups": groups, "tied": False}


SOFTPLUS_PATHS = {
    "num_inputs": 2,
    "layers": [
        _layer("softplus", [[0, 1]] * 4, [0, 1, 2, 3]),
        _layer("softplus", [[2, 3], [4, 5]], [0, 1]),
    ],
    "skips": [2, 5, 6, 7],
}
UNIT = [[-5, -4, -4, 1]]
SQUARES = {"points": [["1", "0"], ["0", "1"], ["3/5", "4/5"], ["4/5", "-3/5"]], "targets": ["401/200"] * 4}
LINE = {"w": ["1/2"], "b": "0", "rho": "-1", "x": [["1"]], "corners": [[-1]], "y": [1], "targets": [4]}
CHAIN = {"widths": [1, 1, 1], "activation": "z", "inputs": [[3]], "weights": ["2", "-2"]}
PLUS = [[2 * 10**6, 10**6], [2 * 10**6, -(10**6)]]

BENT = {
    "factor": ("T2-14", {"activation": ["0", "0", "-3"], "lower": [[[-5, -4, -4, 7]]] * 2, "top": UNIT,
                         "equation": True}, True),
    "weights that do not fit": ("T2-25", {"kind": "bare", "activation": ["0", "1", "0", "1"], "bias": False,
                                          "inputs": [[-3, 1]], "targets": ["0"], "weights": [["1", "3", "0"]]}, None),
    "constant": ("T2-26", {"activation": ["0", "0"], "inputs": [[4]], "labels": [1], "coded": ["-1", "1"],
                           "threshold": "0"}, True),
    "the origin": ("T3-08", {"gamma": "1/100", **SQUARES, "further": 0, "weights": ["0"] * 6}, None),
    "no input": ("T3-08", {"width": 1, "gamma": "1/1000", "X": [[0]], "Y": [["1/1000"]], "W1": [[0]], "W2": [[0]]},
                 True),
    "too few further inputs": ("T3-17", {"X": [[0], [0]], "Y": [[3]], "W1": [[1, 2]], "W2": [[1]],
                                         "more": [[0], [0]]}, True),
    "hinge, negative radius": ("T3-31", LINE, None),
    "square, negative radius": ("T3-32", LINE, None),
    "large": ("T3-38", {"plus": PLUS, "minus": [[1000]], "w1": [0, 1], "w2": [1], "v1": "4", "v2": "-4"}, True),
    "a large α": ("NMH-03", {"kind": "softplus", "net": SOFTPLUS_PATHS, "seed": 1,
                             "inputs": [[-13, -15], [-11, 0], [-14, -9], [-5, -6]]}, True),
    "left of 0": ("C18-13", {"function": "tanh", "value": "1/5", "height": "-1/5", "order": 1, "x": "-27/17",
                             "epsilon": "1/10"}, True),
}  # fmt: skip


@pytest.mark.parametrize(("name", "instance", "holds"), BENT.values(), ids=BENT)
def test_it_does_not_refute(name, instance, holds):
    assert find_claim(name).corrected.decide(instance).holds is holds


@pytest.mark.parametrize("name", ["T3-08"])
def test_what_is_printed_is_still_decided(name):
    """At the origin, and for x = 0, the Hessian is positive."""
    for instance in (BENT["the origin"][1], BENT["no input"][1]):
        assert find_claim(name).decide(instance).holds is True


def test_a_scaling_by_zero_is_wrong_input():
    with pytest.raises(WrongInput, match="a scaling is 0"):
        find_claim("C18-10").decide({**CHAIN, "scalings": ["0"]})


def test_the_example_with_factors_is_not_of_the_equation():
    claim, instance = find_claim("T2-14"), BENT["factor"][1]
    assert "factors" in claim.hypothesis("shared").violated(instance)
    assert claim.hypothesis("shared").violated({**instance, "lower": [UNIT, UNIT]}) is None
    assert claim.corrected.decide({**instance, "lower": [UNIT, UNIT]}).holds is True
