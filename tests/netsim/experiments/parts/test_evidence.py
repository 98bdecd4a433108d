"""When a run is evidence, and why not."""

import numpy as np
import pytest

from netsim.experiments.parts import evidence


@pytest.mark.parametrize(
    ("need", "given", "not_given"),
    [
        (evidence.begun, [0.5, 0.79], [0.5, 0.85]),
        (evidence.learned, [0.0, 0.45], [0.0, 0.46]),
        (evidence.fitted, [0.0, 0.04], [0.0, 0.05]),
        (evidence.generalises, [0.7, 0.9], [0.8, 0.9]),
        (evidence.put_in, [[1e-3, 1e-6]], [[1e-3, 1e-8]]),
        (evidence.noise_was_put_in, [0.001, 1.0], [0.0, 1.0]),
        (evidence.finite, [0.0, 1.0], [0.0, "inf"]),
    ],
)
def test_what_is_evidence_and_what_is_not(need, given, not_given):
    assert need(given) == ""
    assert len(need(not_given).split()) >= 3


@pytest.mark.parametrize("need", [evidence.begun, evidence.learned, evidence.fitted, evidence.generalises])
def test_no_number_is_no_evidence(need):
    assert need([]), "of no models nothing is known"
    assert need(["nan"]), "a model that diverged has learned nothing"


def test_of_no_distances_nothing_was_put_in():
    assert evidence.put_in([])
    assert evidence.put_in([np.nan]) == "", "a model that diverged is for others to name"


@pytest.mark.parametrize(
    ("losses", "falls"),
    [
        ([1.0], True),  # of a single number nothing is known
        ([1.0, 0.97], True),
        ([1.0, 0.99], False),
        ([1.0, 0.5, 0.4, 0.3, 0.2, 0.21], True),  # up at the very end, and falling
        ([1.0, 0.2, 0.21, 0.2, 0.21, 0.2], False),
        ([1.0, 0.2, 0.3, 0.4, 0.5, 0.45], False),  # down at the very end, and rising
    ],
)
def test_a_loss_falls_by_its_last_quarter(losses, falls):
    assert evidence.still_falls(losses) == falls
    assert evidence.still_falls([1000 * loss for loss in losses]) == falls
