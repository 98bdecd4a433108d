"""E15: the smoke run, the paper's count of weights, the decision in three values."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from netsim.runs.experiment import find_experiment  # noqa: E402
from netsim.runs.session import decide_checks, draw_figures  # noqa: E402

pytestmark = pytest.mark.torch

E15 = find_experiment("E15")


def test_the_smoke_run(smoke, tmp_path):
    result = smoke("E15")
    assert result["sample_passes"] == E15.options("smoke").sample_passes()
    assert np.shape(result["measured"]["test_error"]) == (2, 16)
    assert len(draw_figures(E15, result["measured"], tmp_path)) == 1


def test_sizes_are_the_printed_ones():
    from netsim.experiments.parts.on_images import dcnn

    paper, laptop = E15.options("paper"), E15.options("laptop")
    assert (paper.num_train, paper.batch_size, laptop.batch_size) == (2000, 0, 0)
    assert dcnn(paper.data, paper.activation, paper.channels).num_params == 188810
    small = dcnn(laptop.data, laptop.activation, laptop.channels).num_params
    assert small / laptop.num_train == pytest.approx(188810 / 2000, rel=0.1)


def test_the_recorded_loss_is_that_of_plain_torch(smoke):
    """Before training, by torch's own modules on the whole training set as one batch, in float64."""
    from netsim.experiments.parts.on_images import dcnn
    from netsim.models.initial import initial_weights
    from netsim.training.tasks import DataSpec
    from netsim.training.tensors import dataset_of
    from tests.reference.plain_training import Plain, loss_of

    options = E15.options("smoke")
    spec = dcnn(options.data, options.activation, options.channels)
    data = dataset_of(DataSpec(options.data, options.num_train, options.num_test, labels=options.labels))
    model = Plain(spec, initial_weights(spec, (0,), 0), 0, torch.float64)
    loss = loss_of("square", model(torch.tensor(data.train_inputs).double()), torch.tensor(data.train_labels))
    assert smoke("E15")["measured"]["train_loss"][0][0] == pytest.approx(loss.item(), rel=1e-4)


def made_up(rises, train_end=0.0, evaluations=40, lowest=0.4):
    falling = np.linspace(0.9, lowest, evaluations // 2)
    test = [[*falling, *np.linspace(lowest, lowest + rise, evaluations // 2)] for rise in rises]
    train = [[*np.linspace(0.9, train_end, evaluations)]] * len(rises)
    return {"train_error": train, "test_error": test, "train_loss": train}


@pytest.mark.parametrize(
    ("measured", "outcome"),
    [
        (made_up((0.05, 0.06, 0.055)), "agrees"),
        (made_up((0.0, 0.0, 0.0)), "contradicts"),
        (made_up((0.0, 0.0, 0.0), train_end=0.2), "undecided"),
        (made_up((0.05, 0.06, 0.055), train_end=0.2), "undecided"),
        (made_up((0.0, 0.0, 0.0), lowest=0.88), "undecided"),  # nothing was learned that generalises
        (made_up((0.0, 0.06, 0.0)), "undecided"),
        (made_up((0.05, 0.06, 0.055), evaluations=8), "undecided"),
        (made_up((0.05, 0.06, 0.055)) | {"train_loss": [["nan"], [1.0], [1.0]]}, "undecided"),
    ],
)
def test_overfitting_in_three_values(measured, outcome):
    assert decide_checks(E15, measured, "laptop")[0]["outcome"] == outcome
