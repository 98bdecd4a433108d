"""The same question in another form; and targets alone in other units, which is another question."""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from algebraic.networks import Activation
from algebraic.networks.network import NO_EDGE
from algebraic.shell import rationals

FACTORS = [Fraction(10) ** 6, Fraction(1, 10**6), Fraction(1000), Fraction(-1, 7), Fraction(2) ** 20]
UNITS = ["inputs", "targets", "layers"]
ORDERS = ["samples", "order of inputs", "order of units", "labels"]
ALL = "all at once"
CHANGES = [*UNITS, *ORDERS, "seed", ALL]
TARGETS_ALONE = "targets alone"  # no symmetry


def changed(question, change, stream):
    """The image of a question."""
    if change == TARGETS_ALONE:
        return replace(question, targets=question.targets * _factor(stream))
    chosen = CHANGES[:-1] if change == ALL else [change]
    if set(chosen) & set(UNITS):
        question = in_other_units(question, chosen, stream)
    for order in ORDERS:
        if order in chosen:
            question = _REORDERED[order](question, stream)
    if "seed" in chosen:
        question = replace(question, seed=int(stream.integers(1, 2**31)))
    return question


def _factor(stream):
    return FACTORS[stream.integers(len(FACTORS))]


def in_other_units(question, chosen, stream):
    """Each input, each layer and the targets in units of their own; w = units · (new w).

    Where a weight is shared by edges that would need different factors, all inputs get the same.
    """
    network, one = question.network, Fraction(1)
    inputs = [_factor(stream) if "inputs" in chosen else one for _ in range(network.input_dim)]
    hidden = [(_factor(stream), _factor(stream)) if "layers" in chosen else (one, one) for _ in network.layers[:-1]]
    b = _factor(stream) if "targets" in chosen else one
    alike = inputs[:1] * len(inputs)
    found = ((a, _moved(network, a, [*hidden, (b, b)])) for a in (inputs, alike))
    a, (other, units) = next((a, moved) for a, moved in found if moved is not None)
    # The loss is multiplied by b², and Λ w² becomes b² Λ w² = Λ̃ w̃² with w = units · w̃.
    return replace(
        question,
        network=other,
        inputs=question.inputs * rationals(a),
        targets=question.targets * b,
        ridge=question.ridge * (units * b) ** 2,
        point=None if question.point is None else question.point / units,
    )


def _moved(network, inputs, pairs):
    """Each layer multiplied by s before and by t behind its activation, and the units of the weights, or ``None``."""
    layers, signal, units = [], list(inputs), {}
    for layer, (s, t) in zip(network.layers, pairs, strict=True):
        if layer.activation is None:
            s = t
        else:
            terms = [c * t / s**i for i, c in enumerate(layer.activation.coefficients)]
            layer = replace(layer, activation=Activation(terms))
        for edges, bias in layer.units():
            for label, unit in [*((label, signal[place] / s) for label, place in edges), (bias, 1 / s)]:
                if units.setdefault(label, unit) != unit and label != NO_EDGE:
                    return None
        signal += [t] * layer.num_units
        layers.append(layer)
    own = rationals([units.get(k, Fraction(1)) for k in range(network.num_params)])
    return replace(network, layers=tuple(layers)), own


def _samples(question, stream):
    order = stream.permutation(len(question.inputs))
    return replace(question, inputs=question.inputs[order], targets=question.targets[order])


def _order_of_inputs(question, stream):
    network, order = question.network, stream.permutation(question.network.input_dim)
    place = np.arange(_signal(network))
    place[order] = np.arange(len(order))
    layers = tuple(_reading(layer, place) for layer in network.layers)
    return replace(question, network=replace(network, layers=layers), inputs=question.inputs[:, order])


def _order_of_units(question, stream):
    """Patches, units of a patch and edges of a unit in another order; the outputs, too."""
    network, layers, start = question.network, [], question.network.input_dim
    place = np.arange(_signal(network))
    for old in network.layers:
        patches, units, edges = (
            stream.permutation(n) for n in (old.num_patches, old.units_per_patch, old.positions.shape[1])
        )
        labels, biases = (of[patches] if len(of) > 1 else of for of in (old.weight_labels, old.bias_labels))
        layer = replace(
            old,
            positions=old.positions[patches][:, edges],
            weight_labels=labels[:, units][:, :, edges],
            bias_labels=biases[:, units],
        )
        layers.append(_reading(layer, place))
        order = (patches[:, None] * old.units_per_patch + units).ravel()
        place[start + order] = start + np.arange(len(order))
        start += len(order)
    return replace(question, network=replace(network, layers=tuple(layers)), targets=question.targets[:, order])


def _signal(network):
    return network.input_dim + sum(layer.num_units for layer in network.layers)


def _reading(layer, place):
    """What stood at p stands at place[p] now."""
    return replace(layer, positions=np.where(layer.positions == NO_EDGE, NO_EDGE, place[layer.positions]))


def _labels(question, stream):
    """The weights in another order: label k becomes order[k]."""
    network, order = question.network, stream.permutation(question.network.num_params)
    places, back = np.append(order, NO_EDGE), np.argsort(order)
    layers = tuple(
        replace(layer, weight_labels=places[layer.weight_labels], bias_labels=places[layer.bias_labels])
        for layer in network.layers
    )
    names = tuple(network.parameter_names[k] for k in back)
    relabelled = replace(network, layers=layers, parameter_names=names)
    point = None if question.point is None else question.point[back]
    return replace(question, network=relabelled, ridge=question.ridge[back], point=point)


_REORDERED = dict(zip(ORDERS, [_samples, _order_of_inputs, _order_of_units, _labels], strict=True))
