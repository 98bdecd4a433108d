"""The types of options that only experiments have; the others are in :mod:`netsim.shell` and :mod:`netsim.models`."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from ..data import PREFIX, find_own
from ..models import PAPERS, find_network
from ..shell import OneOf


class SomeImages(OneOf):
    """A data set of ours, or of one's own that was given with ``--data``."""

    def __str__(self) -> str:
        return f"{super().__str__()}; or --data FILE"

    def check(self, name: str, value: Any) -> None:
        """Refuse what was not given here."""
        if isinstance(value, str) and value.startswith(PREFIX):
            find_own(value)
        else:
            super().check(name, value)


class ANetwork(OneOf):
    """The paper's, or one's own that was given with ``--set network=MODULE:FUNCTION``."""

    def __str__(self) -> str:
        return f"{PAPERS}, or MODULE:FUNCTION of a torch module, on a command line"

    def check(self, name: str, value: Any) -> None:
        """Refuse what was not given here."""
        if not isinstance(value, str) or value != PAPERS:
            find_network(value)


Images: TypeAlias = Annotated[str, SomeImages(("digits", "patches", "cifar10", "mnist"))]
Labels: TypeAlias = Annotated[str, OneOf(("true", "random"))]
Network: TypeAlias = Annotated[str, ANetwork((PAPERS,))]
Preprocessing: TypeAlias = Annotated[str, OneOf(("standard", "centre", "scale", "none"))]
