"""A module of torch as a graph: its operations are followed by torch.fx, and compared with the module afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .calling import call_with, slots_of
from .endings import pass_on
from .evaluation import evaluate_graph
from .failing import first_words
from .graph import Graph, Node, Tensors
from .operations import read_operation
from .reading import Reading, Unreadable
from .rectified import smoolu_layer

if TYPE_CHECKING:
    pass

CLOSE = 1e-9  # relative, in float64
SHAKEN = 0.1  # by how much the weights are changed to compare, relative


def read_graph(module: Any, inputs: Tensors, places: Mapping[int, int], output_dim: int) -> Graph:
    """The graph of a module in evaluation mode.

    Args:
        module: in float64.
        inputs: some samples, by the names of the module's arguments.
        places: of the parameters, by the identity of their tensors.
        output_dim: how many numbers the output has for one sample.

    Raises:
        Unreadable: there is none, and why.
    """

    try:
        traced = _traced(module)
    except Exception as problem:  # the user's code meets stand-ins for tensors: whatever it raises ends the tracing
        pass_on(problem)
        raise Unreadable(f"torch.fx cannot trace it: {type(problem).__name__}: {first_words(problem)}") from problem
    shapes = _shapes(traced, inputs)
    reading = Reading(places)
    known: dict[Any, Any] = {}
    for step in traced.graph.nodes:
        try:
            known[step] = read_operation(reading, traced, step, known, shapes.get(step), inputs)
        except (IndexError, TypeError, ValueError, AttributeError, KeyError) as problem:
            raise Unreadable(f"the operation {step.target} is none of those that a graph can say") from problem
        if step.op == "output":
            _finish(reading, known[step], output_dim)
    graph = tuple(reading.nodes)
    _compare(graph, module, inputs, places)
    return graph


def _traced(module: Any) -> Any:
    """The operations of a module, layers of torch and smooLU whole."""
    import torch

    class Tracing(torch.fx.Tracer):
        def is_leaf_module(self, m: Any, module_qualified_name: str) -> bool:
            return type(m) is smoolu_layer() or super().is_leaf_module(m, module_qualified_name)

    tracer = Tracing()
    return torch.fx.GraphModule(module, tracer.trace(module), type(module).__name__)


def _finish(reading: Reading, value: Any, output_dim: int) -> None:
    """The output is the last node, and has one axis."""
    place = reading.place(value, "the output")
    if reading.nodes[place].shape != (output_dim,) or place != len(reading.nodes) - 1:
        reading.add(Node("flatten", (place,), shape=(output_dim,)))


def _shapes(traced: Any, inputs: Tensors) -> dict[Any, tuple[int, ...]]:
    """The shape of what each operation gives, where it is a tensor."""
    import torch

    found: dict[Any, tuple[int, ...]] = {}

    class Watching(torch.fx.Interpreter):
        def run_node(self, step: Any) -> Any:
            value = super().run_node(step)
            if isinstance(value, torch.Tensor):
                found[step] = tuple(value.shape)
            return value

    with torch.no_grad():
        try:
            names = [step.target for step in traced.graph.nodes if step.op == "placeholder"]
            Watching(traced).run(*(inputs[name].clone() for name in names if name in inputs))
        except Exception as problem:
            pass_on(problem)
            raise Unreadable(
                f"what torch.fx traced fails: {type(problem).__name__}: {first_words(problem)}"
            ) from problem
    return found


def _compare(graph: Graph, module: Any, inputs: Tensors, places: Mapping[int, int]) -> None:
    """Refuse a graph that computes something else than the module, at its weights and at others, for other batches."""
    import torch

    by_place = {places[id(tensor)]: tensor.detach() for tensor in module.parameters() if id(tensor) in places}
    own = [by_place[place] for place in sorted(by_place)]
    slots = slots_of(module, places)
    stream = torch.Generator().manual_seed(0)
    others = [
        t + SHAKEN * (t.abs().mean() + SHAKEN) * torch.randn(t.shape, generator=stream, dtype=t.dtype).to(t.device)
        for t in own
    ]
    few = {name: tensor[:1] for name, tensor in inputs.items()}
    with torch.no_grad():
        for weights in (own, others):
            for batch in (inputs, few):
                ours = evaluate_graph(graph, weights, batch)[-1]
                theirs = call_with(module, slots, weights, batch)
                scale = max(float(theirs.abs().max()), 1e-300)
                if not float((ours - theirs.reshape(ours.shape)).abs().max()) <= CLOSE * scale:
                    raise Unreadable("the operations that were read compute something else than the module")
