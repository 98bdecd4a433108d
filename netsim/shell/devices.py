"""Where a run computes: ``cpu``, ``cuda`` or ``cuda:1``."""

from __future__ import annotations

import re

from .errors import Missing, WrongInput, shown_value
from .extras import not_installed


def check_device(name: str) -> str:
    """The name, if such a device is there.

    Raises:
        WrongInput: not a name of a device.
        Missing: torch is not installed, or sees no such device.

    >>> check_device("cpu")
    'cpu'
    """
    if not isinstance(name, str) or not re.fullmatch(r"cpu|cuda(:\d+)?", name):
        raise WrongInput(f"--device is {shown_value(name)}", hint="choose cpu, cuda or cuda:N", kind="bad_device")
    try:
        import torch
    except ImportError as problem:
        raise (not_installed(problem) or problem) from None
    if name != "cpu":
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if count <= int(name.partition(":")[2] or 0):
            raise Missing(
                f"--device {name}: torch {torch.__version__} sees {count} CUDA devices",
                hint="use --device cpu, or a machine and a torch build with CUDA",
                kind="device_missing",
            )
    return name


def describe(name: str) -> str:
    """The device in words, for records."""
    import platform

    import torch

    if name.startswith("cuda"):
        return str(torch.cuda.get_device_name(name))
    return platform.processor() or platform.machine()
