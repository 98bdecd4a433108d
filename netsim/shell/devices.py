"""Where a run computes: ``cpu``, ``cuda`` or ``cuda:1``."""

from __future__ import annotations

from .errors import Missing, WrongInput


def check_device(name: str) -> str:
    """The name, if such a device is there.

    Raises:
        WrongInput: not a name of a device.
        Missing: torch is not installed, or sees no such device.

    >>> check_device("cpu")
    'cpu'
    """
    kind, _, index = name.partition(":")
    if kind not in ("cpu", "cuda") or (index and not (kind == "cuda" and index.isdigit())):
        raise WrongInput(f"device {name!r}", hint="cpu, cuda or cuda:INDEX", kind="unknown_device")
    try:
        import torch
    except ImportError as problem:
        raise Missing(
            "training needs torch, which is not installed",
            hint="make torch, or pip install 'zerolocus[netsim]'",
            kind="missing_torch",
        ) from problem
    if kind == "cuda":
        count = torch.cuda.device_count()
        if int(index or 0) >= count:
            raise Missing(f"device {name!r}: torch {torch.__version__} sees {count} CUDA devices", hint="--device cpu")
    return name


def describe(name: str) -> str:
    """The device in words, for records."""
    import platform

    import torch

    if name.startswith("cuda"):
        return str(torch.cuda.get_device_name(name))
    return platform.processor() or platform.machine()
