"""Evidence that is kept while claims are decided, so that an interrupted run goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..evidence import Evidence, Plain
from .folder import open_folder, read_json, write_json
from .outcomes import digest
from .spec import Spec, make_spec


def kept_or_decided(
    names: Sequence[str],
    folder: Path,
    options: Plain,
    decide: Callable[[Sequence[str]], Iterator[Evidence]],
) -> Iterator[Evidence]:
    """The evidence of each claim in order: from the folder where it was decided in the same way, or decided and kept.

    Args:
        options: ``seed`` and ``profile``, and what else says how the claims are decided, as JSON has it.
        decide: the evidence of some of the claims, in their order.

    Raises:
        WrongInput: the folder holds something else, or cannot be written.
    """
    spec = _spec(names, options)
    open_folder(folder, spec, mark="run.json", parts=("evidence",))
    known = {name: found for name in names if (found := _read(folder, name, spec)) is not None}
    fresh = decide([name for name in names if name not in known])
    for name in names:
        if name in known:
            yield known[name]
            continue
        found = next(fresh)
        kept = json.loads(json.dumps({"key": spec.key, "id": name, "evidence": found.as_dict()}))  # as it will be read
        write_json(_place(folder, name), {**kept, "digest": digest(kept)})
        yield found


def _spec(names: Sequence[str], options: Plain) -> Spec:
    spec = make_spec(names, options["seed"], options["profile"])
    key = hashlib.sha256(json.dumps([spec.key, options], sort_keys=True).encode()).hexdigest()
    return replace(spec, key=key)


def _place(folder: Path, name: str) -> Path:
    return folder / "evidence" / f"{name}.json"


def _read(folder: Path, name: str, spec: Spec) -> Evidence | None:
    known = read_json(_place(folder, name))
    if known.pop("digest", "") != digest(known) or known.get("key") != spec.key or known.get("id") != name:
        return None
    return Evidence.from_dict(known["evidence"])
