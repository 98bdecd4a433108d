"""The obvious PyTorch loop: one ``torch.nn`` model after the other, ``loss.backward()``, ``optimizer.step()``."""

import numpy as np
import torch
from torch import nn

from netsim.shell.seeding import random_stream

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "softplus": nn.Softplus, "tanh": nn.Tanh}


class Plain(nn.Module):
    """A network of ``netsim.models.networks`` as ordinary modules."""

    def __init__(self, spec, weights, model, dtype=torch.float32):
        super().__init__()
        self.blocks = nn.ModuleList()
        self.skips = spec.skips
        channels = spec.input_shape[0]
        for number, layer in enumerate(spec.layers, start=1):
            weight = torch.tensor(weights[f"layer{number}.weight"][model], dtype=dtype)
            if layer.size:
                module = nn.Conv2d(channels, layer.units, layer.size, layer.stride, layer.padding, bias=layer.bias)
            else:
                module = nn.Linear(weight.shape[1], layer.units, bias=layer.bias)
            module.weight = nn.Parameter(weight)
            if layer.bias:
                module.bias = nn.Parameter(torch.tensor(weights[f"layer{number}.bias"][model], dtype=dtype))
            parts = [module] if layer.size else [nn.Flatten(), module]
            if number < len(spec.layers):
                if spec.batch_norm:
                    norm = nn.BatchNorm2d if layer.size else nn.BatchNorm1d
                    parts.append(norm(layer.units, affine=False, track_running_stats=False))
                parts.append(ACTIVATIONS[spec.activation]())
            self.blocks.append(nn.Sequential(*parts))
            channels = layer.units
        if spec.skips:
            self.skip = nn.Parameter(torch.tensor(weights["skip.weight"][model], dtype=dtype))

    def forward(self, values):
        hidden = []
        for block in self.blocks:
            values = block(values)
            hidden.append(values)
        if self.skips:
            picked = torch.stack([hidden[number - 1][:, neuron] for number, neuron in self.skips], dim=1)
            values = values + picked @ self.skip.T
        return values.flatten(1)


def plain_train(task, weights, inputs, labels):
    """Train every model of a task by itself; the modules and their losses after each epoch (batch statistics)."""
    dtype = getattr(torch, task.dtype)
    inputs, labels = torch.tensor(inputs, dtype=dtype), torch.tensor(labels)
    models = []
    for place, number in enumerate(task.models):
        model = Plain(task.network, weights, place, dtype)
        rate = task.learning_rate[place] if isinstance(task.learning_rate, tuple) else task.learning_rate
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, weight_decay=2 * task.weight_decay)
        for epoch in range(1, task.epochs + 1):
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
