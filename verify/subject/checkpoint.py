"""Weights from a safetensors file, into a copy of a module: they fit, or it is said what does not."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from algebraic.shell import Missing, WrongInput, shown_path

from .graph import Options, Tensors

MOST_NAMED = 5
TYPES = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U8": "uint8", "BOOL": "bool",
}  # fmt: skip


def with_checkpoint(model: Any, path: str) -> Any:
    """A copy of a module with the weights and buffers of a file.

    Every tensor of the module must be in the file, with its shape and type, and no other. Of tensors that are one
    (tied weights) one is enough.

    Raises:
        Missing: there is no such file, or safetensors is not installed.
        WrongInput: it is none of safetensors, or does not fit: it is said where.
    """
    shown = shown_path(path)
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError as problem:
        raise Missing(f"safetensors cannot be imported: {problem}", hint="pip install 'zerolocus[netsim]'",
                      kind="package_missing") from None  # fmt: skip
    if not Path(path).is_file():
        what = "is no plain file" if Path(path).exists() else "is not there"
        raise Missing(f"{shown} {what}", hint="give a .safetensors file", kind="checkpoint_missing")
    if _is_pickle(path):
        raise WrongInput(
            f"{shown} is what torch.save writes, or another archive: it may run code when it is read, and is not read",
            hint="write it with safetensors.torch.save_file(model.state_dict(), 'weights.safetensors')",
            kind="bad_checkpoint",
        )
    changed = copy.deepcopy(model)
    wanted = changed.state_dict(keep_vars=True)
    try:
        with safe_open(path, framework="pt") as stored:
            names = set(stored.keys())
            _compare(wanted, {name: stored.get_slice(name) for name in names}, shown)
            found = {name: stored.get_tensor(name) for name in names}
    except (SafetensorError, OSError, ValueError, RuntimeError) as problem:
        raise WrongInput(
            f"{shown} is no whole safetensors file: {problem}", hint="write it with safetensors", kind="bad_checkpoint"
        ) from None
    changed.load_state_dict(found, strict=False)
    return changed


def _is_pickle(path: str) -> bool:
    """Whether a file begins as those that torch.save writes, now and of old: no header is so long as that would say."""
    try:
        with open(path, "rb") as stream:
            return stream.read(4) in (b"PK\x03\x04", b"\x80\x02\x8a\x0a")
    except OSError:
        return False


def _compare(wanted: Tensors, there: Options, shown: str) -> None:
    covered = {id(tensor) for name, tensor in wanted.items() if name in there}
    missing = [name for name, tensor in wanted.items() if name not in there and id(tensor) not in covered]
    problems = [
        *_listed("it has no", missing),
        *_listed("the model has no", sorted(set(there) - set(wanted))),
        *_listed("other shapes:", (text for name in there if (text := _shape(name, wanted, there)))),
        *_listed("other types:", (text for name in there if (text := _type(name, wanted, there)))),
    ]
    if problems:
        raise WrongInput(
            f"{shown} does not fit the model: {'; '.join(problems)}",
            hint="is it of this architecture, and built with this type?",
            kind="bad_checkpoint",
        )


def _shape(name: str, wanted: Tensors, there: Options) -> str:
    shape = tuple(there[name].get_shape())
    if name not in wanted or tuple(wanted[name].shape) == shape:
        return ""
    return f"{name} is {shape}, in the model {tuple(wanted[name].shape)}"


def _type(name: str, wanted: Tensors, there: Options) -> str:
    kind = TYPES.get(there[name].get_dtype(), str(there[name].get_dtype()))
    if name not in wanted or str(wanted[name].dtype).removeprefix("torch.") == kind:
        return ""
    return f"{name} is {kind}, in the model {str(wanted[name].dtype).removeprefix('torch.')}"


def _listed(begin: str, found: Iterable[str]) -> list[str]:
    names = list(found)
    if not names:
        return []
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return [f"{begin} {', '.join(names[:MOST_NAMED])}{more}"]
