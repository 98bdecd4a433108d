"""The matrices of the construction through a forward pass written anew, and the printed ones tried on a grid."""

import numpy as np
import pytest

from verify.checks.c18.corollary import RATIONAL_RECTIFIERS, built, out_of_reach, with_these

UP_AND_DOWN = {"inputs": [[0], [1], [2]], "labels": [0, 2, 1], "direction": [1], "widths": [1, 3], "activation": "relu"}
PLANE = {"inputs": [[1, 2], [-3, 0], [4, 4], [0, 0]], "labels": [5, -2, 0, 7], "direction": [3, 1],
         "widths": [2, 3, 5], "activation": "x/(1 + x)"}  # fmt: skip


@pytest.mark.parametrize("activation", [name for name in RATIONAL_RECTIFIERS if name != "identity"])
@pytest.mark.parametrize("instance", [UP_AND_DOWN, PLANE])
def test_the_network_fits(instance, activation):
    found = built({**instance, "activation": activation})
    sigma = {"relu": lambda z: z, "square": lambda z: z * z, "x²/(1 + x)": lambda z: z * z / (1 + z),
             "x/(1 + x)": lambda z: z / (1 + z)}[activation]  # fmt: skip
    z = np.array(instance["inputs"], dtype=object).T
    for k, (rows, bias) in enumerate(zip(found.matrices, found.biases, strict=True)):
        z = np.array(rows, dtype=object) @ z - np.array(bias, dtype=object)[:, None]
        z = sigma(np.maximum(z, 0)) if k < len(found.matrices) - 1 else z
    assert z.tolist() == [instance["labels"]]


def test_no_network_with_the_printed_matrices_fits():
    assert with_these(UP_AND_DOWN).holds
    assert with_these(UP_AND_DOWN, "printed").holds is False
    assert "halfway" in out_of_reach(UP_AND_DOWN)
    stream, x, y = np.random.default_rng(0), np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 1.0])
    for _ in range(500):  # c + m σ(σ(a x − b) − b'), the best m and c
        a, b, inner = stream.normal(size=3) * 3
        values = np.maximum(np.maximum(a * x - b, 0) - inner, 0)
        design = np.stack([values, np.ones(3)], axis=1)
        best = design @ np.linalg.lstsq(design, y, rcond=None)[0]
        assert np.abs(best - y).max() > 0.1


def test_labels_that_are_not_out_of_reach():
    assert out_of_reach({**UP_AND_DOWN, "labels": [0, 1, 2]}) == ""
    assert out_of_reach({**UP_AND_DOWN, "inputs": [[0], [1], [3]]}) == ""
