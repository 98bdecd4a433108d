"""The formulas are for activations that have a slope at the pre-activations."""

# mypy: ignore-errors

from verify.catalogue import find_claim


def test_a_kink_is_not_of_the_class():
    network = {"X": [[0, 1]], "weights": [[[1]], [[1]]], "activation": "relu"}
    corrected = find_claim("T3-24").corrected
    assert "not of this class" in corrected.decide(network).measured
    assert "not of this class" not in corrected.decide({**network, "X": [[2, 1]]}).measured
    assert corrected.planted[0].decide({**network, "X": [[2, 1]], "weights": [[[1]], [[1], [1]]]}).holds is False
