"""How much memory and disk space is free."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # of a container
MEMORY = "/proc/meminfo"


def free_memory(device: str = "cpu") -> int | None:
    """Bytes that are free, of the machine or of a GPU; ``None`` where nobody says."""
    if device != "cpu":
        import torch

        return int(torch.cuda.mem_get_info(device)[0])
    return _least(_said("MemAvailable"), *(_number(Path(name)) for name in GROUPS))


def all_memory(device: str = "cpu") -> int | None:
    """Bytes that there are."""
    if device != "cpu":
        import torch

        return int(torch.cuda.mem_get_info(device)[1])
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else None
    return _least(pages, *(_number(Path(name)) for name in GROUPS))


def free_disk(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    return shutil.disk_usage(there).free


def in_bytes(number: float) -> str:
    """A size, roughly.

    >>> in_bytes(3_000), in_bytes(25e6), in_bytes(3.21e9), in_bytes(250e9)
    ('0.1 MB', '25 MB', '3.2 GB', '250 GB')
    """
    if number < 1e9:
        return f"{max(number, 1e5) / 1e6:.{0 if number >= 1e6 else 1}f} MB"
    return f"{number / 1e9:.{1 if number < 1e10 else 0}f} GB"


def _said(name: str) -> int | None:
    try:
        lines = Path(MEMORY).read_text().splitlines()
    except OSError:
        return None
    found = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
    return int(found[0]) * 1024 if found else None


def _number(path: Path) -> int | None:
    try:
        text = path.read_text().strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _least(*numbers: int | None) -> int | None:
    return min((number for number in numbers if number is not None), default=None)
