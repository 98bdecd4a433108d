"""What a report is of, and what it is made from: outcomes of the same sources, seed and profile are taken over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spec:
    """The claims of a report and how they are decided; the fields are the keys of the JSON document.

    Attributes:
        key: of seed, profile and versions; outcomes with the same are taken over.
    """

    ids: list[str]
    seed: int
    profile: str
    versions: dict[str, str]
    key: str


def make_spec(names: Sequence[str], seed: int, profile: str) -> Spec:
    """The spec of these claims with the sources and versions of now."""
    from algebraic.engines import versions

    made_with = versions() | {"source": source_hash()}
    key = hashlib.sha256(json.dumps([seed, profile, made_with], sort_keys=True).encode()).hexdigest()
    return Spec(list(names), seed, profile, made_with, key)


def source_hash() -> str:
    """Of all that decides: the checks, the algebra and the experiments under them, and the records of these."""
    import algebraic
    import netsim

    from ..trained import records

    digest = hashlib.sha256()
    for root in (Path(__file__).parents[1], *(Path(str(package.__file__)).parent for package in (algebraic, netsim))):
        for path in sorted(root.rglob("*.py")):
            if not path.name.startswith("test_"):
                digest.update(path.read_bytes())
    for path in sorted(records().glob("*.json")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
