"""The layers of torch that a graph can say."""

from __future__ import annotations

from typing import Any

from .graph import Node, Options
from .reading import Reading, Unreadable
from .rectified import smoolu_layer

DROPOUTS = ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout", "dropout")
PASSED = ("Identity", *DROPOUTS)
RESHAPED = ("Flatten", "Unflatten")
PLAIN = {"ReLU": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid"}


def named_activation(name: str, arguments: tuple[Any, ...], options: Options) -> Options | None:
    """The options of an activation node, of a function of torch."""
    given = {key: value for key, value in options.items() if key != "inplace"}
    if name in ("relu", "tanh", "sigmoid"):
        return {"name": name} if not given else None
    if name == "leaky_relu":
        return {"name": name, "slope": float([*arguments, given.get("negative_slope", 0.01)][0])}
    if name == "softplus":
        beta = [*arguments, given.get("beta", 1.0)][0]
        threshold = [*arguments[1:], given.get("threshold", 20.0)][0]
        return {"name": name, "beta": float(beta), "threshold": float(threshold)}
    if name == "gelu":
        return {"name": name, "approximate": str([*arguments, given.get("approximate", "none")][0])}
    return None


def read_layer(reading: Reading, name: str, own: Any, value: Any, shape: tuple[int, ...]) -> Any:
    """The value of a layer of torch.

    Raises:
        Unreadable: a graph cannot say it.
    """
    kind = type(own).__name__
    if kind in PASSED:
        return value
    place = reading.place(value, name)
    source = reading.nodes[place].shape
    if kind in RESHAPED:
        return reading.add(Node("flatten", (place,), shape=shape))
    if kind == "Linear" and len(source) == 1:
        tensors = reading.parameters(weight=own.weight, bias=own.bias)
        return reading.add(Node("dense", (place,), shape=shape, **tensors))
    if kind == "Conv2d" and own.padding_mode == "zeros" and (padding := _padding(own)) is not None:
        tensors = reading.parameters(weight=own.weight, bias=own.bias)
        options = {
            "kernel": tuple(own.kernel_size),
            "stride": tuple(own.stride),
            "padding": padding,
            "dilation": tuple(own.dilation),
            "groups": int(own.groups),
        }
        return reading.add(Node("convolution", (place,), shape=shape, options=options, **tensors))
    if kind in ("BatchNorm1d", "BatchNorm2d") and own.running_mean is not None:
        factor = (own.running_var + own.eps).rsqrt()
        found = reading.parameters(weight=own.weight, bias=own.bias)
        found["constants"] |= {"factor": factor.tolist(), "shift": (-own.running_mean * factor).tolist()}
        return reading.add(Node("scale", (place,), shape=shape, **found))
    if kind in ("AvgPool2d", "MaxPool2d", "AdaptiveAvgPool2d") and len(source) == 3:
        return reading.add(Node(_kind_of_pool(kind), (place,), options=_pool(kind, own, source, name), shape=shape))
    activation = _activation(kind, own)
    if activation is None:
        raise Unreadable(f"layer {name} is of type {kind}, which a graph cannot say")
    return reading.add(Node("activation", (place,), options=activation, shape=shape))


def _padding(own: Any) -> tuple[int, int] | None:
    """In numbers, alike on both sides."""
    if own.padding == "valid":
        return (0, 0)
    if own.padding == "same":
        both = [dilation * (size - 1) for dilation, size in zip(own.dilation, own.kernel_size, strict=True)]
        return None if any(number % 2 for number in both) else (both[0] // 2, both[1] // 2)
    return (int(own.padding[0]), int(own.padding[1]))


def _activation(kind: str, own: Any) -> Options | None:
    if type(own) is smoolu_layer():
        return {"name": "smoolu"}
    if kind in PLAIN:
        return {"name": PLAIN[kind]}
    if kind == "LeakyReLU":
        return {"name": "leaky_relu", "slope": float(own.negative_slope)}
    if kind == "Softplus":
        return {"name": "softplus", "beta": float(own.beta), "threshold": float(own.threshold)}
    if kind == "GELU":
        return {"name": "gelu", "approximate": str(own.approximate)}
    return None


def _kind_of_pool(kind: str) -> str:
    return "max_pool" if kind == "MaxPool2d" else "average_pool"


def _pool(kind: str, own: Any, source: tuple[int, ...], name: str) -> Options:
    if kind == "AdaptiveAvgPool2d":
        if own.output_size not in (1, (1, 1)):
            raise Unreadable(f"{name} averages over windows of different sizes")
        return {"kernel": source[1:], "stride": source[1:], "padding": (0, 0)}
    plain = not own.ceil_mode and (own.count_include_pad if kind == "AvgPool2d" else not own.return_indices)
    if not plain or getattr(own, "divisor_override", None):
        raise Unreadable(f"layer {name}, of type {kind}, has options that a graph cannot say")
    names: Options = {"kernel": own.kernel_size, "stride": own.stride, "padding": own.padding}
    if kind == "MaxPool2d":
        names["dilation"] = own.dilation
    return {key: _pair(value) for key, value in names.items()}


def _pair(value: Any) -> tuple[int, int]:
    return (int(value[0]), int(value[1])) if isinstance(value, tuple | list) else (int(value), int(value))
