"""E05: a model without training error, perturbed a little four times and trained on (Theory II, E, Fig. 41–45)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ..models import Activation, FourChannels
from ..runs import Experiment, Images, Labels, Network, Numbers, OfSeeds, Options, Outcome, Run, states
from ..shell import Batch, Epochs, Every, Rate, Samples, Spread
from ..training import TrainTask
from .parts.evidence import put_in
from .parts.on_images import DCNN, NOISE, PICTURES, THEORY2, dcnn, images, own_or
from .parts.retraining import (
    LAYERS,
    RUNS,
    End,
    Retrained,
    end_of_path,
    measure_runs,
    perturbed,
    separations,
    train_in_parts,
)
from .parts.retraining_figures import alone_figure, curves_figure, together_figure
from .parts.separation import AMPLIFIED, KEPT, NOISE_ONLY, led_apart, stay_apart
from .parts.trajectories import Dissimilarity

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, kw_only=True)
class Settings(Options):
    """What can be set; the defaults are what the sizes share."""

    data: Images = "patches"
    network: Network = "paper"
    labels: Labels = "true"
    activation: Activation = "relu"
    channels: FourChannels = DCNN
    mds: Dissimilarity = "one_minus_cosine"
    learning_rate: Rate = 0.01
    batch_size: Batch = 100
    sgd_epochs: Epochs = 60
    bgd_epochs: Epochs = 372
    bgd_learning_rate: Rate = 0.1
    noise: Spread = 0.01
    retrain_epochs: Epochs = 400
    record_every: Every = 10
    num_train: Samples
    num_test: Samples

    def sample_passes(self) -> int:
        epochs = self.sgd_epochs + self.bgd_epochs + RUNS * self.retrain_epochs
        return int(self.num_train * epochs)


class Measured(Retrained):
    """What is measured."""

    num_params: int
    unperturbed: End


def run(run: Run[Settings]) -> Measured:
    """SGD, then gradient descent to training error 0; four perturbations; gradient descent."""
    o = run.options
    data = images(o, run.seed)
    network = own_or(o, dcnn(o.data, o.activation, o.channels), LAYERS.values())
    task = TrainTask(network, data, models=(0,), epochs=0, seed=run.seed)
    parts = [
        ("sgd", o.sgd_epochs, o.batch_size, o.learning_rate),
        ("bgd", o.bgd_epochs, 0, o.bgd_learning_rate),
    ]
    final = train_in_parts(run, task, parts)[-1]
    retraining = replace(
        task,
        models=tuple(range(RUNS)),
        start=perturbed(final.weights, o.noise, "mean_magnitude", run.seed, 0),
        epochs=o.retrain_epochs,
        batch_size=0,
        learning_rate=o.bgd_learning_rate,
        record_layers=tuple(LAYERS.values()),
        record_every=o.record_every,
    )
    result = run.train_one("retrained", retraining)
    return {
        **measure_runs(task.network, result, root=o.mds == "root"),
        "num_params": task.network.num_params,
        "unperturbed": end_of_path(final),
    }


def _nothing_put_in(measured: Measured) -> str:
    return put_in([measured["pairs"][layer]["first"]["one_minus_cosine"] for layer in LAYERS])


def _start_is_not_zero(measured: Measured) -> str:
    error = float(measured["unperturbed"]["train_error"])
    return "" if error == 0 else f"the model that was perturbed has training error {error:g}, not 0"


def _nothing_moved(measured: Measured) -> str:
    """Training that leaves the models where they are follows nothing."""
    return next(filter(None, (part.why_not() for part in separations(measured).values())), "")


@states(
    "T2-19",
    "zero error throughout",
    "“The training classification errors are 0 after the perturbation and throughout the entire following "
    "training process” (Fig. 41)",
    _nothing_put_in,
    _start_is_not_zero,
    _nothing_moved,
    against="some run has a training error above 0 at some epoch after the perturbation",
)
def zero_throughout(measured: Measured) -> Outcome:
    """The largest training error of each run over all epochs."""
    largest = np.asarray(measured["largest_train_error"], float)
    numbers: Numbers = {"largest_train_error": largest, "evaluations_of_each_run": measured["evaluations"]}
    if not np.isfinite(largest).all():
        return Outcome("undecided", numbers, "a run diverged")
    if largest.max() > 0:
        return Outcome("contradicts", numbers, "there is a training error after the perturbation")
    return Outcome("agrees", numbers)


@states(
    "T2-19",
    "runs stay apart",
    "“the 4 runs do not converge to the same weights” (Fig. 42)",
    _nothing_put_in,
    _start_is_not_zero,
    against=f"two runs keep less than {KEPT:g} of the distance at which the noise put them, in some layer",
)
def runs_stay_apart(measured: Measured) -> Outcome:
    """Whether the runs keep the distances between them, though training moved them far enough to meet."""
    return stay_apart(separations(measured), {})


@states(
    "T2-19",
    "significantly different weights",
    "“even a small perturbation makes the weights significantly different” (Fig. 42)",
    _nothing_put_in,
    _start_is_not_zero,
    against=f"the runs end at most {NOISE_ONLY:g} times as far apart as the noise put them, in every layer (it agrees "
    f"from {AMPLIFIED:g} times on)",
)
def significantly_different(measured: Measured) -> Outcome:
    """Whether a small perturbation grows while training goes on."""
    apart = {k: measured["pairs"][k]["last"]["one_minus_cosine"] for k in LAYERS}
    return led_apart(separations(measured), {"one_minus_cosine": apart, "moved": measured["moved"]}, significantly=True)


TITLE = "zero-error Mfinal, perturbed by 0.01·m and retrained"


def _draw_curves(seeds: Sequence[Measured]) -> Figure:
    return curves_figure(seeds[0], TITLE, seeds[1:])


def _together(layer: str, measured: Measured) -> Figure:
    return together_figure(measured, layer, TITLE)


EXPERIMENT = Experiment(
    id="E05",
    title="A zero-error model, perturbed a little four times and trained on",
    source="Theory II, E, Fig. 41–45",
    sizes={
        "smoke": Settings(
            data="digits",
            learning_rate=0.1,
            sgd_epochs=3,
            bgd_epochs=4,
            retrain_epochs=6,
            record_every=3,
            num_train=100,
            num_test=50,
        ),
        "laptop": Settings(
            channels=(8, 12, 16, 20),
            learning_rate=0.1,
            batch_size=10,
            bgd_learning_rate=0.2,
            num_train=150,
            num_test=200,
        ),
        "paper": Settings(data="cifar10", num_train=50000, num_test=10000),
    },
    run=run,
    figures={
        "T2-41": OfSeeds(_draw_curves),
        "T2-42": partial(_together, "2"),
        "T2-43": partial(_together, "4"),
        "T2-44": partial(_together, "6"),
        "T2-45": partial(alone_figure, title=TITLE),
    },
    checks=(zero_throughout, runs_stay_apart, significantly_different),
    choices=THEORY2
    + NOISE
    + PICTURES
    + "Fig. 41 has noise 0.01·m, m the mean magnitude of each layer's weights, and 400 epochs; Fig. 5 and 18, of "
    "which the text says that they follow the same procedure, 0.1·S and 200 epochs (T2-23; see E04). The captions of "
    "Fig. 43 and 44 both say layer 4: drawn are layers 4 and 6, as in Fig. 19–21. That of Fig. 45 says layer 2 for "
    "three panels: drawn are layers 2, 4 and 6, as in Fig. 22. The rates are not printed: 0.01 for SGD as in Fig. 3 "
    "and 0.1 for gradient descent; on the laptop, where an epoch of SGD has 15 steps instead of 500, 0.1 and "
    "0.2, with 150 images in batches of 10, and channels 8, 12, 16, 20: 50 weights for each image where the paper has "
    "3.8. With 4 to 8 for each, networks so narrow did not come to training error 0 in as many epochs (with another "
    "seed than those of the record), or at a larger rate were thrown out of it again.",
)
