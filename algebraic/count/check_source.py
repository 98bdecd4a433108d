"""Whether data are what their description says: only names of a closed list are rebuilt, never a file."""

from __future__ import annotations

import re

from ..data import DataSet, load_data
from ..documents import Findings
from ..networks import Network
from ..ranks import rank_at
from ..shell import WrongInput

NAMES = {"digits (scikit-learn): ": "digits", "random: ": "random"}


def check_source(said: str, network: Network, data: DataSet, findings: Findings, name: str = "data") -> None:
    """Build digits and random numbers again, by their seed and number; any other source is a description."""
    source = next((source for start, source in NAMES.items() if said.startswith(start)), None)
    seed = re.search(r"seed ([0-9]{1,18})$", said)
    if source is None or seed is None:
        findings.left(name)
        return
    try:
        found = load_data(source, network, len(data.inputs), seed=int(seed[1]), rank_of=rank_at)
    except WrongInput as reason:
        findings.false(f"{name} says {said}, and there are none: {reason}", name)
        return
    equal = (found.inputs == data.inputs).all() and (found.targets == data.targets).all() and found.source == said
    if equal:
        findings.proved(name)
    else:
        findings.false(f"the data are not what {name} says: {said}", name)
