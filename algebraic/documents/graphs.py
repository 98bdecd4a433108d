"""Whether a graph of a network in a document makes sense, before anything is built from it."""

from __future__ import annotations

from typing import Any


def graph_faults(graph: Any) -> list[str]:
    """What is wrong with a graph that has the form of one: edges that lead nowhere, parameters that nothing uses.

    >>> graph_faults({"input_dim": 1, "num_params": 2, "layers": [{"units": [[[[0, 0]], -1]], "activation": None}]})
    ['num_params is 2, and 1 parameters are used']
    """
    used: set[int] = set()
    place = graph["input_dim"]
    for number, layer in enumerate(graph["layers"]):
        for edges, bias in layer["units"]:
            if any(position >= place for _, *places in edges for position in places):
                return [f"layer {number} of the network reads what comes later"]
            used.update(label for label, *_ in edges)
            used.add(bias)
        place += len(layer["units"])
    used.discard(-1)
    fixed = len(graph.get("fixed", ()))
    if used != set(range(len(used))) or len(used) != graph["num_params"] + fixed:
        also = f" and {fixed} fixed numbers" * bool(fixed)
        return [f"num_params is {graph['num_params']}, and {len(used)} parameters{also} are used"]
    return []
