"""Modules of torch as networks: Linear, Conv2d, BatchNorm, pooling, Flatten and one activation, one after the other.

Modules are known by the names of torch's classes. A module of another class is taken apart into its children, in the
order in which they were given to it; whether that is what it does is tried out: outputs of the module and of the
network that was read are compared on random inputs, and a module that does something else is refused.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeAlias

from ..shell import Init, Range, WrongInput, held, kept_streams, random_stream
from .layers import Layer
from .networks import EPSILON, NetworkSpec, forward, weight_shapes
from .weights import Weights

if TYPE_CHECKING:
    import torch

PASSED = ("Flatten", "Identity")
AFFINE = ("Linear", "Conv2d")
NORMALS = ("BatchNorm1d", "BatchNorm2d")
ACTIVATIONS = {"ReLU": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh"}
POWERS = {"Square": (0.0, 0.0, 1.0), "Cube": (0.0, 0.0, 0.0, 1.0)}
POOLS = {"MaxPool2d": "max", "AvgPool2d": "mean", "AdaptiveAvgPool2d": "all"}
READ = "Sequential, Linear, Conv2d, BatchNorm1d, BatchNorm2d, MaxPool2d, AvgPool2d, AdaptiveAvgPool2d, Flatten, "
READ += "ReLU, Softplus, Sigmoid, Tanh and Poly… (with coefficients)"
Shape: TypeAlias = Annotated[Sequence[int], Range(1, 1_000_000, repeats=True, most_items=3)]
TRIED = 3  # samples
CLOSE = 1e-9  # relative, in float64


@held
def network_of_module(module: Any, input_shape: Shape, *, init: Init = "he") -> NetworkSpec:
    """The network that a module of torch is, without its weights, which are drawn anew for each model.

    Args:
        module: a ``torch.nn.Module``. Its last layer is a Linear, one activation follows each other Linear and Conv2d,
            the same everywhere, with a batch normalisation before each of them or before none.
        input_shape: (channels, height, width) of an image, or (input_dim,).
        init: of the weights, see :class:`~netsim.models.NetworkSpec`.

    Raises:
        WrongInput: it names the module that cannot be read.
    """
    spec = _Reader(module, input_shape, init).spec()
    _refuse_shared(module)
    _try_out(module, spec)
    return spec


@held
def weights_of_module(module: Any, input_shape: Shape) -> Weights:
    """The weights of a module as a stack of one model, float64: as ``start`` of a task they are where training begins.

    Raises:
        WrongInput: as :func:`network_of_module`.
    """
    return _weights(module, network_of_module(module, input_shape))


def _weights(module: Any, spec: NetworkSpec) -> Weights:
    found: Weights = {}
    number = 0
    for _, own in _leaves(module, ""):
        kind = _kind(own)
        number += kind in AFFINE
        if kind in AFFINE or (kind in NORMALS and own.affine):
            for part in ("weight", "bias"):
                if (tensor := getattr(own, part)) is not None:
                    name = f"{'layer' if kind in AFFINE else 'norm'}{number}.{part}"
                    found[name] = tensor.detach().cpu().double().numpy()[None]
    return {name: found[name] for name in weight_shapes(spec)}


class _Reader:
    """Goes through the leaves of a module."""

    def __init__(self, module: Any, input_shape: Sequence[int], init: str) -> None:
        self._shape, self._init = tuple(input_shape), init
        self._layers: list[Layer] = []
        self._activation = ""
        self._normal: list[str] = []  # before each activation: no normalisation, or one with or without a scale
        self._last_normal = ""
        self._after = "the input"  # what was read last: a layer, a normalisation, or an activation
        try:
            for name, own in _leaves(module, ""):
                self._take(name, own, _kind(own))
        except (AttributeError, TypeError, ValueError) as problem:  # of torch's name, and built otherwise
            raise _bad(f"the module is not built as torch's are: {problem}") from problem

    def spec(self) -> NetworkSpec:
        """The network."""
        if not self._layers:
            raise _bad("the module has neither a Linear nor a Conv2d")
        if self._after != "Linear":
            raise _bad(f"the module ends with {self._after}", "end with a Linear: the outputs are linear")
        if len(set(self._normal)) > 1:
            kinds = " and ".join(f"{kind or 'no'} normalisation" for kind in dict.fromkeys(self._normal))
            raise _bad(f"before activations there are {kinds}", "give all of them the same, or none")
        return NetworkSpec(
            self._shape,
            tuple(self._layers),
            self._activation or "relu",
            any(self._normal),
            init=self._init,
            affine="an affine" in self._normal,
            name="own",
        )

    def _take(self, name: str, own: Any, kind: str) -> None:
        if kind in PASSED:
            if kind == "Flatten" and (own.start_dim, own.end_dim) != (1, -1):
                _refuse(name, kind, "flatten from the first dimension after the batch to the last")
            return
        if kind in AFFINE:
            if self._after in AFFINE or self._after in NORMALS:
                _refuse(name, kind, "put an activation between it and the layer before")
            self._layers.append(_linear(own) if kind == "Linear" else _convolution(name, own))
        elif kind in NORMALS:
            if self._after not in AFFINE:
                _refuse(name, kind, "it comes between a layer and its activation")
            if own.eps != EPSILON:
                _refuse(name, kind, f"give eps={EPSILON}")
            self._last_normal = "an affine" if own.affine else "a plain"
        elif kind in POOLS:
            if self._after in (*AFFINE, *NORMALS, *POOLS) or not self._layers or not self._layers[-1].size:
                _refuse(name, kind, "one comes after the activation of a Conv2d")
            _check_pool(name, own, kind)
            self._layers[-1] = replace(self._layers[-1], pool=POOLS[kind])
        else:
            activation = _activation(name, own, kind)
            if self._after not in (*AFFINE, *NORMALS):
                _refuse(name, kind, "put one activation after each layer but the last")
            if self._activation not in ("", activation):
                _refuse(name, kind, f"one activation everywhere: before it is {self._activation}")
            self._activation = activation
            self._normal.append(self._last_normal if self._after in NORMALS else "")
        self._after = kind


def _linear(own: Any) -> Layer:
    return Layer(int(own.out_features), bias=own.bias is not None)


def _convolution(name: str, own: Any) -> Layer:
    pairs = [tuple(own.kernel_size), tuple(own.stride), own.padding]
    plain = own.padding_mode == "zeros" and own.groups == 1 and tuple(own.dilation) == (1, 1)
    if not plain or isinstance(own.padding, str) or any(len(set(pair)) > 1 for pair in pairs):
        _refuse(name, "Conv2d", "square kernels, strides and paddings of zeros, as numbers; groups and dilation are 1")
    size, stride, padding = (int(pair[0]) for pair in pairs)
    return Layer(int(own.out_channels), size, stride, padding, own.bias is not None)


def _check_pool(name: str, own: Any, kind: str) -> None:
    if kind == "AdaptiveAvgPool2d":
        if own.output_size not in (1, (1, 1)):
            _refuse(name, kind, "give output_size=1")
        return
    sizes = [own.kernel_size, own.stride, own.padding]
    wanted = all(size in (value, (value, value)) for size, value in zip(sizes, (2, 2, 0), strict=True))
    if not wanted or own.ceil_mode or getattr(own, "dilation", 1) not in (1, (1, 1)):
        _refuse(name, kind, "2×2 positions with stride 2, without padding")


def _activation(name: str, own: Any, kind: str) -> str:
    if kind in ACTIVATIONS:
        return ACTIVATIONS[kind]
    if kind == "Softplus":
        return f"softplus:{float(own.beta):.17g}"
    is_poly = kind.lower().startswith("poly")
    coefficients = POWERS.get(kind) or (getattr(own, "coefficients", None) if is_poly else None)
    if coefficients is None:
        _refuse(name, kind)
    numbers = coefficients.tolist() if hasattr(coefficients, "tolist") else list(coefficients)
    return "coefficients:" + ",".join(f"{float(number):.17g}" for number in numbers)


def _leaves(module: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Modules that are read as one, in the order in which they were given."""
    kind = _kind(module)
    children = list(module.children()) if hasattr(module, "children") else []
    if kind == "Sequential":
        children = list(module)  # one that is there twice comes twice
    if not children:
        yield name or "the module", module
        return
    if kind != "Sequential" and list(module.parameters(recurse=False)):
        _refuse(name or "the module", kind, "a module with children has no weights of its own")
    for number, child in enumerate(children):
        yield from _leaves(child, f"{name}.{number}" if name else str(number))


def _kind(module: Any) -> str:
    return type(module).__name__


def _refuse_shared(module: Any) -> None:
    """Refuse weights that stand in two places, or stay as they are: here every layer has its own, which are trained."""
    seen: dict[int, str] = {}
    for name, own in _leaves(module, ""):
        for part in ("weight", "bias"):
            tensor = getattr(own, part, None)
            if tensor is None:
                continue
            if id(tensor) in seen:
                raise _bad(f"{name} and {seen[id(tensor)]} have one {part}", "give each layer weights of its own")
            if not tensor.requires_grad:
                raise _bad(f"the {part} of {name} is frozen", "all weights are trained: let it require gradients")
            seen[id(tensor)] = name


def _try_out(module: Any, spec: NetworkSpec) -> None:
    """Refuse a module that does something else than its parts one after the other."""
    import torch

    copied = copy.deepcopy(module).double().train()
    weights = {name: torch.from_numpy(array) for name, array in _weights(copied, spec).items()}
    if {name: tuple(tensor.shape[1:]) for name, tensor in weights.items()} != weight_shapes(spec):
        raise _bad("the layers of the module do not fit together", "is input_shape that of a sample?")
    inputs = torch.from_numpy(random_stream(0, "module").standard_normal((TRIED, *spec.input_shape)))
    with torch.no_grad(), kept_streams():
        ours = forward(spec, weights, inputs.unsqueeze(0))[0]
        theirs = _called(copied, inputs)
    if not isinstance(theirs, torch.Tensor) or theirs.shape != ours.shape:
        raise _bad("the module gives something else than its parts one after the other", "give a Sequential")
    if not torch.allclose(theirs, ours, rtol=CLOSE, atol=CLOSE * float(ours.abs().max())):
        raise _bad(
            "the module computes something else than its parts one after the other",
            "give a Sequential; a Linear behind a Conv2d needs a Flatten",
        )


def _called(module: Any, inputs: torch.Tensor) -> Any:
    try:
        return module(inputs)
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError) as problem:
        raise _bad(
            f"the module fails on inputs of shape {tuple(inputs.shape)}: {problem}",
            "images go into a Linear through a Flatten; is input_shape that of a sample?",
        ) from problem


def _bad(cause: str, hint: str = f"read are {READ}") -> WrongInput:
    return WrongInput(cause, hint=hint, kind="bad_network")


def _refuse(name: str, kind: str, hint: str = f"read are {READ}") -> NoReturn:
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    raise _bad(f"{name} is {article} {kind}, which cannot be read so", hint)
