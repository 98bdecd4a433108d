"""Packages that only experiments need, and what is said where one is missing."""

from __future__ import annotations

from .errors import Missing

EXTRAS = ("torch", "safetensors", "tqdm")


def not_installed(problem: ImportError) -> Missing | None:
    """What to say of an import that failed; ``None`` if it was of no package that may be missing.

    >>> print(not_installed(ModuleNotFoundError("No module named 'tqdm'", name="tqdm")))
    tqdm cannot be imported: No module named 'tqdm' (run `make torch`, or `pip install 'zerolocus[netsim]'`)
    >>> not_installed(ModuleNotFoundError("No module named 'netsim.x'", name="netsim.x"))
    """
    name = (problem.name or "").partition(".")[0]
    if name not in EXTRAS:
        return None
    return Missing(
        f"{name} cannot be imported: {problem}",
        hint="run `make torch`, or `pip install 'zerolocus[netsim]'`",
        kind="torch_missing",
    )
