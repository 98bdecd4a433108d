"""E16: convolutional networks with skip-connections to the output (NMH, Tables 1, 2, 4, 5); in the list only."""

from __future__ import annotations

from ..runs import Experiment, Options

EXPERIMENT: Experiment[Options, None] = Experiment(
    id="E16",
    title="Convolutional networks with skip-connections to the output, trained and with random features",
    source="NMH Tables 1, 2, 4, 5",
    not_built="skips from convolutional layers, pooling, DenseNet and SGD with momentum are not there",
)
