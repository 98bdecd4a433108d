"""A network of one's own behind a name: imported from where a command line says, and from nowhere else.

The name ``own:…`` has the beginning of the SHA-256 of the network: of its layers and what goes with them, not of the
code that built it. It stands in options and records, where it imports and opens nothing.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from ..shell import WrongInput, shown_value
from .networks import NetworkSpec
from .torch_modules import network_of_module

PAPERS = "paper"  # the network of the paper
PREFIX = "own:"
DIGITS = 16  # of the hash, in a name
ENDED = (130, 143)  # exit codes of signals

_known: dict[str, NetworkSpec] = {}


def remember_network(network: NetworkSpec) -> str:
    """The name of a network, by which it is known from here on, in this process.

    >>> from netsim.models import mlp
    >>> remember_network(mlp(64, (8,), 10))[:4], find_network(remember_network(mlp(64, (8,), 10))).num_params
    ('own:', 610)
    """
    text = json.dumps({key: value for key, value in asdict(network).items() if key != "name"}, sort_keys=True)
    name = PREFIX + sha256(text.encode()).hexdigest()[:DIGITS]
    _known[name] = network
    return name


def find_network(name: str) -> NetworkSpec:
    """The network that a name stands for.

    Raises:
        WrongInput: nobody has given it here.
    """
    if name not in _known:
        raise WrongInput(
            f"network={shown_value(name)} was not given here",
            hint="give --set network=MODULE:FUNCTION: a name imports nothing",
            kind="unknown_network",
        )
    return _known[name]


def import_network(text: str, input_shape: Sequence[int]) -> NetworkSpec:
    """The network of the module of torch that ``MODULE:FUNCTION``, called without arguments, returns.

    This runs the user's code: it is for what a command line says, never for what a file does.

    Raises:
        WrongInput: there is no such function, it fails, or what it returns is no module that can be read.
    """
    module, sign, function = text.partition(":")
    if not sign or not all(part.isidentifier() for part in (*module.split("."), function)):
        raise _bad(f"network={shown_value(text)}", "write MODULE:FUNCTION, such as my_networks:build")
    sys.path.insert(0, "")  # it may lie in the current folder, as for `python -m`
    try:
        built: Any = getattr(importlib.import_module(module), function)()
    except (Exception, SystemExit) as problem:  # user code: whatever it raises is the user's error, named here
        if isinstance(problem, SystemExit) and problem.code in ENDED:
            raise
        raise _bad(
            f"network={text} failed: {type(problem).__name__}: {problem}", "is it here, and does it run?"
        ) from problem
    finally:
        sys.path.remove("")
    return built if isinstance(built, NetworkSpec) else network_of_module(built, input_shape)


def _bad(cause: str, hint: str) -> WrongInput:
    return WrongInput(cause, hint=hint, kind="bad_network")
