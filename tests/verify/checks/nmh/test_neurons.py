"""Layers and neurons of the networks of the tables by two routes: the claims' own counts, and the graphs."""

import pytest

from netsim.models import image_network
from verify.checks.nmh.experiments import STAGES, shapes
from verify.checks.nmh.neurons import CNN13, SUM, of_graph


def test_cnn13_is_the_graph_that_is_trained():
    assert of_graph(CNN13) == [(row[3], row[4]) for row in CNN13]
    assert image_network("cnn13", (1, 28, 28)).num_neurons == SUM


@pytest.mark.parametrize("name", STAGES)
def test_convolutions_in_the_place_of_poolings_are_hidden_layers(name):
    assert shapes(f"{name}-mp2conv")[0] == image_network(f"{name.lower()}-mp2conv").num_neurons
    pooled = sum(channels[-1] * (16 >> place) ** 2 for place, channels in enumerate(STAGES[name]))
    assert shapes(name)[0] == image_network(name.lower()).num_neurons + pooled
