"""The types of options that only experiments have; the others are in :mod:`netsim.shell` and :mod:`netsim.models`."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from ..shell import OneOf

Images: TypeAlias = Annotated[str, OneOf(("digits", "patches", "cifar10", "mnist"))]
Labels: TypeAlias = Annotated[str, OneOf(("true", "random"))]
Preprocessing: TypeAlias = Annotated[str, OneOf(("standard", "centre", "scale", "none"))]
