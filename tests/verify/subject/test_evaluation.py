"""A graph computes what it says."""

import pytest

from tests.verify.subject.models import torch
from verify.subject import Node, evaluate_graph

pytestmark = pytest.mark.torch


def test_a_graph_written_by_hand():
    graph = (
        Node("input", options={"name": "x"}, shape=(2,)),
        Node("dense", (0,), (0, None), {"bias": [1.0, 0.0]}, shape=(2,)),
        Node("activation", (1,), options={"name": "polynomial", "coefficients": (0.0, 0.0, 1.0)}, shape=(2,)),
        Node("concatenate", (2, 0), shape=(4,)),
        Node("select", (3,), options={"columns": (0, 3)}, shape=(2,)),
        Node("scale", (4,), constants={"factor": [2.0, 1.0], "shift": [0.0, -1.0]}, shape=(2,)),
        Node("add", (5, 0), shape=(2,)),
    )
    x = torch.tensor([[1.0, 2.0], [0.0, 3.0]], dtype=torch.float64)
    weight = torch.tensor([[1.0, 1.0], [0.0, 1.0]], dtype=torch.float64)
    values = evaluate_graph(graph, [weight], {"x": x})
    assert values[1].tolist() == [[4, 2], [4, 3]]
    assert values[4].tolist() == [[16, 2], [16, 3]]
    assert values[6].tolist() == [[33, 3], [32, 5]]
