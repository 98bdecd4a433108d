"""Models beside each other: company, divergence, memory that runs out."""

import numpy as np
import pytest

from netsim.shell import OutOfBudget
from netsim.training import train

from .digits import NETWORKS, make

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("name", NETWORKS)
def test_company_changes_nothing_but_rounding(name):
    task = make(name)
    together, alone = train(task), train(task.part(slice(1, 2)))
    for key, array in alone.weights.items():
        np.testing.assert_allclose(together.weights[key][1:2], array, rtol=2e-4, atol=2e-6)
    assert np.array_equal(together.history["epoch"], alone.history["epoch"])


def test_divergence_is_reported_for_the_model_that_diverges():
    result = train(make(epochs=6, learning_rate=(0.01, 1000, 0.01), loss="square"))
    assert list(result.diverged) == [False, True, False]
    assert result.final("train_error")[1] == 1.0
    assert np.isfinite(result.weights["layer1.weight"][[0, 2]]).all()


def test_memory_that_runs_out_makes_the_groups_smaller(monkeypatch):
    from netsim.training import loop

    inner = loop.train_together
    seen = []

    def short_of_memory(task, device, span):
        seen.append(len(task.models))
        if len(task.models) > 1:
            raise MemoryError
        return inner(task, device, span)

    whole = train(make("convolutions"))
    monkeypatch.setattr(loop, "train_together", short_of_memory)
    result = train(make("convolutions"))
    assert seen == [3, 1, 2, 1, 1]
    assert "memory ran out with 3 models" in result.notes[0]
    np.testing.assert_allclose(result.weights["layer1.weight"], whole.weights["layer1.weight"], rtol=2e-4, atol=2e-6)


def test_one_model_that_does_not_fit_is_an_error(monkeypatch):
    import torch

    def no_memory(*arguments):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("netsim.training.loop._train", no_memory)
    with pytest.raises(OutOfBudget, match="one model of 910 parameters does not fit"):
        train(make().part(slice(0, 1)))


def test_a_model_that_cannot_fit_is_named_before_anything_is_computed(monkeypatch):
    monkeypatch.setattr("netsim.training.ensemble.all_memory", lambda device: 2 * 4 * 910 - 1)
    with pytest.raises(OutOfBudget, match=r"one model of 910 parameters needs 0\.1 MB to be trained") as caught:
        train(make())
    assert caught.value.hint
    monkeypatch.setattr("netsim.training.ensemble.all_memory", lambda device: 2 * 4 * 910)
    train(make(epochs=0))
    with pytest.raises(OutOfBudget):
        train(make(epochs=0, momentum=0.9))
