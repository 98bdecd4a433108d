"""The obvious PyTorch loop: one ``torch.nn`` model after the other, ``loss.backward()``, ``optimizer.step()``."""

import numpy as np
import torch
from torch import nn

from netsim.models import walk
from netsim.shell.seeding import random_stream

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "softplus": nn.Softplus, "tanh": nn.Tanh}


class Plain(nn.Module):
    """A network of ``netsim.models.networks`` as ordinary modules, layer by layer as they are written down."""

    def __init__(self, spec, weights, model, dtype=torch.float32, skips=None):
        super().__init__()
        self.spec, self.skips = spec, spec.skips if skips is None else skips
        self.blocks, self.befores, self.pools = nn.ModuleList(), nn.ModuleList(), []
        channels = {0: spec.input_shape[0]}
        for number, layer in enumerate(spec.layers, start=1):
            weight = torch.tensor(weights[f"layer{number}.weight"][model], dtype=dtype)
            given = sum(channels[place] for place in layer.reads or (number - 1,))
            if layer.size:
                module = nn.Conv2d(given, layer.units, layer.size, layer.stride, layer.padding, bias=layer.bias)
            else:
                module = nn.Linear(weight.shape[1], layer.units, bias=layer.bias)
            module.weight = nn.Parameter(weight)
            if layer.bias:
                module.bias = nn.Parameter(torch.tensor(weights[f"layer{number}.bias"][model], dtype=dtype))
            activation = []
            if layer.activation_first or number < len(spec.layers):
                if spec.batch_norm:
                    norm = nn.BatchNorm2d if layer.size or layer.pool != "none" else nn.BatchNorm1d
                    activation.append(
                        norm(
                            given if layer.activation_first else layer.units,
                            affine=spec.affine,
                            track_running_stats=False,
                        )
                    )
                    if spec.affine:
                        for kind in ("weight", "bias"):
                            value = torch.tensor(weights[f"norm{number}.{kind}"][model], dtype=dtype)
                            setattr(activation[0], kind, nn.Parameter(value))
                activation.append(ACTIVATIONS[spec.activation]())
            weighing = [module] if layer.size else [nn.Flatten(), module]
            self.befores.append(nn.Sequential(*activation) if layer.activation_first else nn.Identity())
            self.blocks.append(nn.Sequential(*weighing, *(() if layer.activation_first else activation)))
            self.pools.append(
                {"max": nn.MaxPool2d(2), "mean": nn.AvgPool2d(2), "all": nn.AdaptiveAvgPool2d(1)}.get(layer.pool)
            )
            channels[number] = layer.units
        if self.skips:
            self.skip = nn.Parameter(torch.tensor(weights["skip.weight"][model], dtype=dtype))

    def forward(self, values):
        given, hidden = [values], []
        for number, layer in enumerate(self.spec.layers, start=1):
            values = torch.cat([given[place] for place in layer.reads or (number - 1,)], dim=1)
            pool = self.pools[number - 1] or nn.Identity()
            if layer.activation_first:
                values = self.befores[number - 1](values)
                hidden.append(values)
                values = self.blocks[number - 1](pool(values))
            else:
                values = self.blocks[number - 1](values)
                hidden.append(values)
                values = pool(values)
            given.append(values)
        if self.skips:
            picked = torch.stack([hidden[number - 1].flatten(1)[:, neuron] for number, neuron in self.skips], dim=1)
            values = values + picked @ self.skip.T
        return values.flatten(1)


def drawn_one_by_one(spec, model):
    """The skip-connections of one model as pairs: the neurons of the network in one list, and a draw from it."""
    drawn = spec.drawn_skips
    if drawn is None:
        return spec.skips
    neurons = [
        (number, place)
        for number, node in enumerate(walk(spec.layers, spec.input_shape), start=1)
        for place in range(node.neurons)
        if not drawn.layers or number in drawn.layers
    ]
    chosen = random_stream(drawn.seed, "skip neurons", model).choice(len(neurons), drawn.count, replace=False)
    return tuple(neurons[place] for place in sorted(chosen))


def plain_train(task, weights, inputs, labels):
    """Train every model of a task by itself; the modules and their losses after each epoch (batch statistics)."""
    dtype = getattr(torch, task.dtype)
    inputs, labels = torch.tensor(inputs, dtype=dtype), torch.tensor(labels)
    models = []
    for place, number in enumerate(task.models):
        model = Plain(task.network, weights, place, dtype, skips=drawn_one_by_one(task.network, number))
        rate = task.learning_rate[place] if isinstance(task.learning_rate, tuple) else task.learning_rate
        optimizer = torch.optim.SGD(
            model.parameters(),
            lr=rate,
            weight_decay=2 * task.weight_decay,
            momentum=task.momentum,
            nesterov=task.momentum > 0,
        )
        for epoch in range(1, task.epochs + 1):
            falls = sum(1 for share in task.rate_drops if epoch > share * task.epochs)
            optimizer.param_groups[0]["lr"] = rate / 10**falls
            size = task.batch_size or len(labels)
            order = np.arange(len(labels))
            if task.batch_size:
                order = random_stream(task.seed, "batches", task.stage, number, epoch).permutation(len(labels))
            for begin in range(0, len(labels), size):
                chosen = torch.tensor(order[begin : begin + size])
                optimizer.zero_grad()
                loss_of(task.loss, model(inputs[chosen]), labels[chosen]).backward()
                optimizer.step()
        models.append(model)
    return models


def loss_of(loss, outputs, labels):
    """The loss by torch's own modules."""
    if loss == "square":
        return ((outputs - torch.eye(outputs.shape[1], dtype=outputs.dtype)[labels]) ** 2).sum() / len(labels)
    return nn.CrossEntropyLoss()(outputs, labels)
