"""Networks from outside: by name, from a JSON file, or from a Python factory ``package.module:build``."""

from __future__ import annotations

import importlib
import inspect
import os
import sys
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from ..shell import OutOfBudget, WrongInput, ends_command, read_json_file, shown_path
from .architectures import NAMED
from .attention import ATTENTION
from .builder import Builder
from .fixing import bad_network
from .network import Network

LAYER_TYPES = ("dense", "convolution", "nodes", "products", "graph")


def find_network(
    name: str,
    *,
    activation: str | None = None,
    outputs: int | None = None,
    tokens: int | None = None,
    dim: int | None = None,
) -> Network:
    """The network that ``--network`` names.

    Args:
        name: one of :data:`algebraic.networks.NAMED` or :data:`algebraic.networks.ATTENTION`, the path of a ``.json``
            file, or ``package.module:function`` of a function without arguments that returns a :class:`Network`.
        activation, outputs: for named networks only; files and factories say this themselves.
        tokens, dim: for attention only.

    Raises:
        WrongInput: an unknown name, a file or factory that makes no network.
        Missing: the file is not there.

    >>> find_network("theory2-example", activation="z**2").num_params
    6
    """
    chosen = {"activation": activation, "outputs": outputs, "tokens": tokens, "dim": dim}
    given = {key: value for key, value in chosen.items() if value is not None}
    if name == "lightning-attention" and activation is not None:
        raise WrongInput(
            "lightning attention has no activation",
            hint="take --network polynomial-attention",
            kind="bad_network",
        )
    if name in ATTENTION:
        return ATTENTION[name](**given)
    if tokens is not None or dim is not None:
        raise WrongInput(
            f"--tokens and --dim are the sizes of attention, and {shown_path(name)} is none",
            hint=f"take one of {', '.join(ATTENTION)}",
            kind="bad_network",
        )
    if name in NAMED:
        return NAMED[name](**given)
    if activation is not None or outputs is not None:
        raise WrongInput(
            f"--activation and --outputs change a named network, and {shown_path(name)} is not one",
            hint="write them into the file or the factory",
            kind="bad_network",
        )
    if name.endswith(".json"):
        return network_from_dict(read_json_file(name, kind="bad_network", missing="network_missing"))
    if is_factory(name):
        return _from_factory(name)
    names = [*NAMED, *ATTENTION]
    near = get_close_matches(name[:100], names, n=1, cutoff=0.4)
    raise WrongInput(
        f"there is no network {shown_path(name)}",
        hint=f"did you mean {near[0]}?" if near else f"names: {', '.join(names)}; or FILE.json, or module:function",
        kind="bad_network",
    )


def is_factory(name: object) -> bool:
    """Whether ``--network`` with this text runs the user's code.

    >>> [is_factory(name) for name in ("my_nets:build", "theory2-example", "a:b.json", None)]
    [True, False, False, False]
    """
    return isinstance(name, str) and ":" in name and not name.endswith(".json") and name not in NAMED


def factory_sha256(name: str) -> str:
    """The SHA-256 of the source of a factory that made a network here: of its module, and of where it is defined.

    What these import is not part of it. It belongs to what a result or a folder to go on from was made with, see
    :func:`factory_used`.

    Raises:
        WrongInput: there is no source.
    """
    module, _, function = name.partition(":")
    try:
        found = sys.modules[module]
        places = {module, getattr(inspect.unwrap(getattr(found, function)), "__module__", None) or module}
        sources = [_source(sys.modules[place]) for place in sorted(places)]
    except (KeyError, AttributeError, TypeError, ValueError, OSError) as problem:
        raise bad_network(f"the factory {name!r} has no source to know it by: {problem}") from None
    return sha256(b"".join(sha256(source).digest() for source in sources)).hexdigest()


def _source(module: ModuleType) -> bytes:
    path = inspect.getsourcefile(module) or module.__file__
    if path and os.path.isfile(path):
        return Path(path).read_bytes()
    return inspect.getsource(module).encode()


def factory_used(options: Mapping[str, object]) -> str | None:
    """The factory in the options of a command or a document, with its hash; ``None`` where no code of a user was run.

    >>> factory_used({"network": "my_nets:build", "network_sha256": "ab"}), factory_used({"network": "theory2-example"})
    ('my_nets:build, SHA-256 ab', None)
    """
    name = options.get("network")
    return f"{name}, SHA-256 {options.get('network_sha256')}" if is_factory(name) else None


def network_from_dict(document: Any) -> Network:
    """A network from plain data: ``{"input": 4, "layers": [{"type": "dense", "units": 2, …}, …]}``.

    ``input`` is a number or [height, width, channels]. The keys of a layer are its ``type`` (dense, convolution,
    nodes, products or graph) and the arguments of the method of :class:`algebraic.networks.Builder` of that name.
    ``fixed`` may give weights a number each, by their names.

    >>> network_from_dict({"input": 2, "layers": [
    ...     {"type": "dense", "units": 2, "activation": "z**2"},
    ...     {"type": "dense", "units": 1, "reads": [0, "input"]}]}).num_params
    11
    """
    if not isinstance(document, dict) or not isinstance(document.get("layers"), list):
        raise bad_network("a network file holds an object with the keys input and layers (a list)")
    _no_unknown(document, ("input", "layers", "fixed"), "the network")
    if "input" not in document:
        raise bad_network("the network has no key input")
    shape = document["input"]
    builder = Builder(shape if isinstance(shape, int) else tuple(shape) if isinstance(shape, list) else (0,))
    for number, layer in enumerate(document["layers"]):
        where = f"layer {number}"
        if isinstance(layer, dict) and "norm" in str(layer.get("type")).lower():
            raise bad_network(
                f"{where} is a {str(layer['type'])[:60]}: it divides by a standard deviation, which is no polynomial",
                hint="leave it out; with its statistics fixed it is a linear map, which weights and biases contain",
            )
        if not isinstance(layer, dict) or layer.get("type") not in LAYER_TYPES:
            raise bad_network(f"{where} needs a type: one of {', '.join(LAYER_TYPES)}")
        method = getattr(builder, layer["type"])
        signature = inspect.signature(method)
        arguments = {key: value for key, value in layer.items() if key != "type"}
        _no_unknown(arguments, tuple(signature.parameters), where)
        missing = [n for n, p in signature.parameters.items() if p.default is p.empty and n not in arguments]
        if missing:
            raise bad_network(f"{where} ({layer['type']}) has no key {missing[0]}")
        try:
            if isinstance(arguments.get("biases"), dict):
                arguments["biases"] = {int(k) if k.isdigit() else k: v for k, v in arguments["biases"].items()}
            method(**arguments)
        except (TypeError, ValueError, AttributeError, LookupError, OverflowError) as problem:
            raise bad_network(f"{where} ({layer['type']}): {str(problem)[:200]}") from None
        except WrongInput as problem:
            raise WrongInput(f"{where}: {problem.message}", hint=problem.hint, kind=problem.kind) from None
    network = builder.network()
    return network.fix(document["fixed"]) if "fixed" in document else network


def _from_factory(name: str) -> Network:
    module, _, function = name.partition(":")
    sys.path.insert(0, "")  # a factory may lie in the current folder, as for `python -m`
    try:
        built = getattr(importlib.import_module(module), function)()
    except OutOfBudget:
        raise
    except (Exception, SystemExit) as problem:  # user code: whatever it raises is the user's error, named here
        if ends_command(problem):
            raise
        raise bad_network(f"the factory {name!r} failed: {type(problem).__name__}: {problem}") from problem
    finally:
        sys.path.remove("")
    if not isinstance(built, Network):
        raise bad_network(f"the factory {name!r} returned {type(built).__name__}, not a Network")
    return built


def _no_unknown(found: Iterable[str], known: tuple[str, ...], where: str) -> None:
    for key in found:
        if key not in known:
            near = get_close_matches(key[:60], known, n=1)
            raise bad_network(
                f"{where} has the unknown key {key[:60]!r}",
                hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}",
            )
