"""The types of options: those of :mod:`netsim.shell`, and what only experiments have."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from ..models import Activation as Activation, AnActivation as AnActivation
from ..shell import (
    Batch as Batch,
    Channels as Channels,
    Epochs as Epochs,
    Every as Every,
    Few as Few,
    Init as Init,
    Models as Models,
    OneOf as OneOf,
    Positive as Positive,
    Range as Range,
    Rate as Rate,
    Samples as Samples,
    Several as Several,
    Spread as Spread,
    Steps as Steps,
    refuse as refuse,
)

Images: TypeAlias = Annotated[str, OneOf(("digits", "patches", "cifar10", "mnist"))]
Labels: TypeAlias = Annotated[str, OneOf(("true", "random"))]
Preprocessing: TypeAlias = Annotated[str, OneOf(("standard", "centre", "scale", "none"))]
