"""A torch model that is a dense polynomial network, as one of :mod:`algebraic`, with its weights and data exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..subject import Node, Subject

if TYPE_CHECKING:
    from algebraic.networks import Network

Rows = list[list[Fraction]]


class Unlike(Exception):
    """The model is no dense polynomial network; the message says why."""


@dataclass(frozen=True)
class ExactNetwork:
    """The network, with floats taken as the binary fractions that they are.

    Attributes:
        widths: of the layers, from the inputs on.
        is_linear: whether it has neither activations nor biases.
        network: as one of :mod:`algebraic`.
        weights: in its order. inputs, targets: the samples in rows.
    """

    widths: list[int]
    is_linear: bool
    network: Network
    weights: list[Fraction]
    inputs: Rows
    targets: Rows

    def linear_target(self) -> tuple[bool, int]:
        """Whether some linear function has these targets on these inputs, and its rank on their span: that of the
        targets."""
        import flint

        def rank(rows: Rows) -> int:
            exact = [[flint.fmpq(v.numerator, v.denominator) for v in row] for row in rows]
            return int(flint.fmpq_mat(exact).rank())

        both = [x + y for x, y in zip(self.inputs, self.targets, strict=True)]
        return rank(both) == rank(self.inputs), rank(self.targets)


def polynomial_network(subject: Subject) -> ExactNetwork:
    """The network of a subject with the square loss.

    Raises:
        Unlike: it is no chain of dense layers with polynomials between them, all weights trained and each used once.
    """
    from algebraic.networks import Activation, Network

    layers, powers = _chain(subject)
    parameters = [[Fraction(v) for v in tensor.detach().cpu().reshape(-1).tolist()] for tensor in subject.parameters()]
    shapes = [subject.shapes[weight] for weight, _ in layers]
    widths = [shapes[0][1], *(shape[0] for shape in shapes)]
    biases = [bias is not None for _, bias in layers]
    if len(set(biases[:-1])) > 1:
        raise Unlike("some hidden layers have biases, and others have none")
    if len(layers) == 1:
        activations: Any = "z"
    else:
        activations = [Activation(each or [Fraction(0), Fraction(1)]) for each in powers]
    hidden, output = any(biases[:-1]), biases[-1]
    network = Network.dense(widths, activations, hidden_bias=hidden, output_bias=output)
    weights = [Fraction(0)] * network.num_params
    for layer, (weight, bias) in zip(network.layers, layers, strict=True):
        _fill(weights, layer.weight_labels.ravel().tolist(), parameters[weight])
        if bias is not None:
            _fill(weights, layer.bias_labels.ravel().tolist(), parameters[bias])
    linear = not any(biases) and not any(powers)
    return ExactNetwork(widths, linear, network, weights, _rows(_inputs(subject)), _rows(subject.targets))


def _fill(weights: list[Fraction], labels: Sequence[int], values: Sequence[Fraction]) -> None:
    for label, value in zip(labels, values, strict=True):
        weights[label] = value


def _chain(subject: Subject) -> tuple[list[tuple[int, int | None]], list[list[Fraction] | None]]:
    """Weight and bias of each dense layer, by their places, and the coefficients of what stands between them."""
    if subject.graph is None:
        raise Unlike(f"the model is not read as data: {subject.graph_reason}")
    layers: list[tuple[int, int | None]] = []
    powers: list[list[Fraction] | None] = []
    used: list[int] = []
    for place, node in enumerate(subject.graph):
        if node.kind == "input":
            if place:
                raise Unlike("the model has several inputs")
            continue
        if node.sources != (place - 1,):
            raise Unlike("the layers are no chain")
        if node.kind == "dense":
            weight, bias = node.parameters
            if weight is None or "weight" in node.constants or "bias" in node.constants:
                raise Unlike("some weights are not trained")
            used += [weight] if bias is None else [weight, bias]
            layers.append((weight, bias))
            powers.append(None)
        elif node.kind == "activation":
            _activate(node, powers)
        elif node.kind != "flatten":
            raise Unlike(f"a layer is a {node.kind.replace('_', ' ')}")
    if not layers:
        raise Unlike("there is no dense layer")
    if powers[-1] is not None:
        raise Unlike("the outputs are activated")
    if sorted(used) != list(range(len(subject.shapes))):
        raise Unlike("some weights are used twice, or not at all")
    return layers, powers[:-1]


def _activate(node: Node, powers: list[list[Fraction] | None]) -> None:
    name = node.options["name"]
    if name != "polynomial":
        raise Unlike(f"{name} is no polynomial")
    if not powers or powers[-1] is not None:
        raise Unlike("an activation stands where no dense layer is before it")
    powers[-1] = [Fraction(c) for c in node.options["coefficients"]]


def _inputs(subject: Subject) -> Any:
    (tensor,) = subject.batch().values()
    return tensor.reshape(subject.num_samples, -1)


def _rows(tensor: Any) -> Rows:
    return [[Fraction(v) for v in row] for row in tensor.detach().cpu().double().tolist()]
