"""Nodes are plain data."""

import json

from verify.subject.graph import ACTIVATIONS, KINDS, Node


def test_a_node_is_a_document():
    node = Node("dense", (0,), (0, None), {"bias": [1.0]}, {"name": "x"}, (3,))
    document = json.loads(json.dumps(node.as_dict()))
    assert document == {
        "kind": "dense",
        "sources": [0],
        "parameters": [0, None],
        "constants": {"bias": [1.0]},
        "options": {"name": "x"},
        "shape": [3],
    }
    assert len(set(KINDS)) == 11
    assert len(set(ACTIVATIONS)) == 8
