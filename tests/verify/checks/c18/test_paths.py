"""Two minima of a chain of units: what is none is no counterexample."""

# mypy: ignore-errors

from verify.catalogue import find_claim


def test_a_scaling_that_leaves_the_minima_is_not_of_the_class():
    instance = {
        "widths": [1, 1, 1],
        "activation": "z**3+z",
        "inputs": [[1]],
        "weights": ["1", "1"],
        "scalings": ["2"],
    }
    corrected = find_claim("C18-10").corrected
    assert "not of this class" in corrected.decide(instance).measured
    both = {**instance, "scalings": ["-1"]}
    assert "not of this class" not in corrected.decide(both).measured
    assert corrected.decide(both).holds
