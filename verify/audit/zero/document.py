"""A certificate of an exact zero as one JSON document: written, and read as data that is not trusted.

Arrays of floats are {"shape": […], "float64": base64 of little-endian bytes}. Nothing else is in it but what the check
proves anew: there is no field that it passes over, and one that it does not know is an error.
"""

from __future__ import annotations

import base64
import binascii
import math
from fractions import Fraction
from typing import Any

import numpy as np

from algebraic.shell import WrongInput

from .numbers_read import MAX_NUMBERS
from .prove import Problem
from .reading import read_layers
from .relations import Relations, read_relations
from .room import check_room

FORMAT = "zerolocus exact zero"
VERSION = 1
CLAIMS = (
    "num_equations",
    "num_params",
    "dimension",
    "smallest_singular_value",
    "residual",
    "lipschitz",
    "beta",
    "eta",
    "ball",
    "h",
    "radius",
)
PARTS = ("format", "version", "graph", "inputs", "targets", "weights", "corrections", "steps", "relations", "claims")


def write_document(
    problem: Problem, graph: list[Any], claims: dict[str, float | int], relations: Relations | None = None
) -> Any:
    """The document of a proved zero.

    Args:
        problem: what was proved.
        graph: the nodes as JSON.
        claims: numbers, by the names in ``CLAIMS``, of the problem that is left after the relations.
        relations: among the targets, if some outputs follow from others.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "graph": graph,
        "inputs": {name: _written(values) for name, values in problem.inputs.items()},
        "targets": _written(problem.targets),
        "weights": [_written(array) for array in problem.weights],
        "corrections": [_written(array) for array in problem.corrections],
        "steps": list(problem.steps),
        "relations": None if relations is None else relations.as_json(),
        "claims": {name: claims[name] for name in CLAIMS},
    }


def is_certificate(document: Any) -> bool:
    """Whether it says of itself that it is a certificate of an exact zero, of whatever version.

    >>> is_certificate({"format": "zerolocus exact zero"}), is_certificate([])
    (True, False)
    """
    return isinstance(document, dict) and document.get("format") == FORMAT


def read_document(document: Any) -> tuple[Problem, Relations | None, dict[str, float | int]]:
    """The problem, the relations among its targets, and the claims of a document.

    Raises:
        WrongInput: it is no such document, or its parts do not fit together.
        TooLarge: it cannot be checked in the memory that is free.
    """
    if not is_certificate(document):
        raise WrongInput("this is no certificate of an exact zero")
    if type(document.get("version")) is not int or document["version"] != VERSION:
        raise WrongInput(f"version {document.get('version')!r} of a certificate is not {VERSION}")
    if set(document) != set(PARTS):
        odd = sorted(map(str, set(document) ^ set(PARTS)))[0]
        raise WrongInput(f"a certificate has the parts {', '.join(PARTS)}; {odd!r} is missing or too many")
    weights, corrections = (_list(document[name], name) for name in ("weights", "corrections"))
    shapes = [array.shape for array in weights]
    if [array.shape for array in corrections] != shapes:
        raise WrongInput("weights and corrections have different shapes")
    steps = document["steps"]
    if not isinstance(steps, list) or len(steps) != len(weights) or not all(map(_is_step, steps)):
        raise WrongInput("steps are powers of two, one for each parameter")
    layers = read_layers(document["graph"], shapes)
    if all(layer.parameters == (None, None) for layer in layers):
        raise WrongInput("no layer of the graph has a parameter")
    targets = _read(document["targets"], "targets")
    given = document["inputs"]
    names = {layer.name: layer.size for layer in layers if layer.kind == "input"}
    if not isinstance(given, dict) or set(given) != set(names):
        raise WrongInput(f"the graph has the inputs {', '.join(sorted(names))}; the document has others")
    inputs = {name: _read(given[name], "inputs") for name in names}
    if targets.ndim != 2 or not targets.size or targets.shape[1] != layers[-1].size:
        raise WrongInput(f"targets have shape {targets.shape}, and the network {layers[-1].size} outputs")
    for name, values in inputs.items():
        if values.shape != (len(targets), names[name]):
            raise WrongInput(f"the input {name!r} has shape {values.shape}, not {(len(targets), names[name])}")
    check_room(layers, len(targets), layers[-1].size)
    claims = document["claims"]
    if not isinstance(claims, dict) or set(claims) != set(CLAIMS):
        raise WrongInput(f"the claims are {', '.join(CLAIMS)}")
    for name, value in claims.items():
        if type(value) not in (int, float) or not abs(value) <= 1e300:  # nan is not
            raise WrongInput(f"the claim {name!r} is no number")
    problem = Problem(layers, inputs, targets, tuple(weights), tuple(corrections), tuple(map(float, steps)))
    return problem, read_relations(document["relations"], problem), claims


def graph_as_json(graph: Any) -> list[Any]:
    """The nodes of a subject's graph as JSON; exact coefficients as text."""
    return [_plain(node.as_dict()) for node in graph]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, Fraction) else value


def _is_step(value: Any) -> bool:
    return type(value) in (int, float) and 2.0**-200 <= value <= 2.0**200 and math.frexp(value)[0] == 0.5


def _written(values: np.ndarray) -> Any:
    data = np.ascontiguousarray(values, dtype="<f8").tobytes()
    return {"shape": list(values.shape), "float64": base64.b64encode(data).decode("ascii")}


def _list(values: Any, name: str) -> list[np.ndarray]:
    if not isinstance(values, list):
        raise WrongInput(f"{name} are a list of arrays")
    return [_read(value, name) for value in values]


def _read(value: Any, name: str) -> np.ndarray:
    if not isinstance(value, dict) or set(value) != {"shape", "float64"} or not isinstance(value["float64"], str):
        raise WrongInput(f"an array of {name} has a shape and float64")
    shape = value["shape"]
    if not isinstance(shape, list) or len(shape) > 8 or not all(type(n) is int and 0 < n <= MAX_NUMBERS for n in shape):
        raise WrongInput(f"an array of {name} has no shape")
    try:
        data = base64.b64decode(value["float64"].encode("ascii"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongInput(f"an array of {name} is not base64: {error}") from error
    if len(data) != 8 * math.prod(shape):
        raise WrongInput(f"an array of {name} has {len(data)} bytes, and shape {shape}")
    found = np.frombuffer(data, dtype="<f8").reshape(shape).astype(np.float64)
    if not np.isfinite(found).all():
        raise WrongInput(f"an array of {name} has a number that is not finite")
    return found
