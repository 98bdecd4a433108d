"""What a task needs grows with what it is given, and is near what is measured."""

from dataclasses import replace

import pytest

from netsim.models import mlp, theory2_dcnn
from netsim.training import DataSpec, TrainTask, memory_of, recorded_bytes, seconds_of

pytestmark = pytest.mark.torch

TASK = TrainTask(theory2_dcnn(), DataSpec("patches", 1000, 100), (0,), 10, record_layers=(2,))


def test_memory_grows_with_images_models_and_batches_up_to_a_chunk():
    first = memory_of(TASK, "cpu", 1000, 100)
    assert first > 400 * 2**20
    assert memory_of(TASK, "cpu", 2000, 100) > first
    full = replace(TASK, batch_size=0)
    assert memory_of(full, "cpu", 100_000, 100) - memory_of(full, "cpu", 50_000, 100) == 50_000 * 3072 * 4 * 3
    assert memory_of(replace(TASK, models=tuple(range(100))), "cpu", 1000, 100) > first + 100 * 188_810 * 4
    assert memory_of(replace(TASK, dtype="float64"), "cpu", 1000, 100) > first


def test_what_is_recorded_is_counted():
    weights = 36 * 16 * 3 * 3
    assert recorded_bytes(TASK) == 12 * weights * 4
    assert recorded_bytes(replace(TASK, record_every=10, models=(0, 1))) == 2 * 3 * weights * 4
    assert recorded_bytes(replace(TASK, record_layers=())) == 0


def test_a_network_is_timed_and_the_rest_is_arithmetic(monkeypatch):
    from netsim.training import needs

    monkeypatch.setattr(needs, "LEAST", 0.0)
    small = TrainTask(mlp(64, (16,), 10), DataSpec("digits", 100, 50), (0, 1), 100, evaluate_every=50, momentum=0.9)
    step, evaluation = needs._rates(small, "cpu")
    assert step > 0 < evaluation
    monkeypatch.setattr(needs, "_rates", lambda task, device: (3.0, 1.0))
    assert seconds_of([small], "cpu", [100], [50]) == [2 * (100 * 100 * 3 + 4 * 150)]


def test_networks_that_were_not_timed_are_taken_from_the_nearest(monkeypatch):
    from netsim.training import needs

    timed = []

    def rates(task, device):
        timed.append(task.network.layers[0].units)
        return float(task.network.num_params), 0.0

    monkeypatch.setattr(needs, "_rates", rates)
    widths = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
    tasks = [TrainTask(mlp(64, (width,), 10), DataSpec("digits", 10, 5), (0, 1), 1) for width in widths]
    found = seconds_of(tasks, "cpu", [10] * 10, [5] * 10)
    assert timed == [1, 3, 5, 8, 100] or (len(timed) == 5 and {1, 100} <= set(timed))
    for width, seconds in zip(widths, found, strict=True):
        assert seconds == pytest.approx(2 * 10 * (75 * width + 10), rel=0.2)


def test_random_streams_are_as_before():
    """The images of noise that steps are timed on are not drawn from the stream that all of a process share."""
    import torch

    before = torch.random.get_rng_state()
    seconds_of([TrainTask(mlp(64, (16,), 10), DataSpec("digits", 100, 50), (0, 1), 2)], "cpu", [100], [50])
    assert torch.equal(torch.random.get_rng_state(), before)
