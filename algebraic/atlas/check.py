"""Whether an atlas is what it says: complete, undamaged, and right where a random part of it is computed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from ..ranks import generic_rank
from ..shell import ROLE_ATLAS, UNLIMITED, Budget, Missing, WrongInput, check_seed, random_stream
from .architectures import architecture_of
from .folder import Folder, read_rows, read_rows_file
from .rows import Row, digest_of_minor, rank_at_point

AT_LEAST = 5  # rows that are computed again
MAX_FAULTS = 20  # that are named
FRACTION = 0.01


@dataclass
class AtlasCheck:
    """What was checked, and what does not hold.

    Attributes:
        num_rows: rows of the box.
        num_read: rows that are there and undamaged.
        num_again: rows whose dimension was computed again, with other primes, points and elimination.
        complete: whether every row is there and each file is the one of the statement of completeness.
        faults: what does not hold, each with the row or file.
    """

    num_rows: int
    num_read: int = 0
    num_again: int = 0
    complete: bool = False
    faults: list[str] = field(default_factory=list)

    def to_json(self) -> str:
        """One JSON document; ``holds`` says whether there are no faults."""
        return json.dumps({**vars(self), "holds": not self.faults})

    def __str__(self) -> str:
        lines = [
            f"{self.num_read:,} of {self.num_rows:,} rows are there and undamaged"
            + (": all architectures of the box, none twice" if self.complete else ""),
            f"{self.num_again:,} drawn at random were computed again with other primes and points",
        ]
        return "\n".join([*lines, *(f"does not hold: {fault}" for fault in self.faults)])


def check_atlas(
    folder: Folder,
    *,
    fraction: float = FRACTION,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    report: Callable[[str], None] = lambda text: None,
) -> AtlasCheck:
    """Check an atlas: every row is read, a random part is computed again.

    Each row must be the one of its architecture, and its dimension no larger than what is proved from above. Of the
    random part the minor of the certificate is found again at its point, and the dimension as a rank at other points
    modulo other primes by another elimination (:func:`algebraic.ranks.generic_rank`).

    Args:
        fraction: of the rows, at least five rows.
        seed: of the choice of the rows, and of the new points.
    """
    found = AtlasCheck(folder.box.num_rows)
    stream = random_stream(check_seed(seed), ROLE_ATLAS, 0)
    count = min(found.num_rows, max(AT_LEAST, round(fraction * found.num_rows)))
    chosen = set(stream.choice(found.num_rows, size=count, replace=False).tolist())
    hashes = folder.hashes()
    whole, place = hashes is not None, 0
    for path, architectures in folder.parts():
        numbers = range(place, place + len(architectures))
        place = numbers.stop
        try:
            rows = read_rows(path, architectures)
        except (WrongInput, Missing) as problem:
            whole = False
            if not isinstance(problem, Missing) or hashes is not None:
                found.faults.append(problem.message)
            continue
        found.num_read += len(rows)
        if hashes is not None and hashes.get(path.name) != sha256(read_rows_file(path)).hexdigest():
            found.faults.append(f"{path.name} is not the file of the statement of completeness")
            whole = False
        for number in sorted(chosen.intersection(numbers)):
            budget.check("rows were being computed again")
            fault = _again(rows[number - numbers.start], folder.seed, seed)
            found.num_again += 1
            if fault:
                found.faults.append(fault)
        report(f"{place:,} of {found.num_rows:,} rows read")
        if len(found.faults) > MAX_FAULTS:
            break
    found.complete = whole
    return found


def _again(row: Row, seed: int, other: int) -> str | None:
    """What is wrong with a row, computed again."""
    label, dimension, certificate = row["label"], row["dimension"], row["certificate"]
    architecture = architecture_of(label)
    num_samples, rank = rank_at_point(architecture, row["upper_bound"], seed, certificate["point"])
    said = (certificate["prime"], certificate["num_samples"], certificate["minor_sha256"])
    if rank.rank != dimension or (rank.prime, num_samples, digest_of_minor(rank)) != said:
        return f"{label}: its certificate gives dimension {rank.rank} modulo {rank.prime}, another minor or prime"
    again = generic_rank(architecture.network, seed=other + 1).rank
    if again != dimension:
        return f"{label}: dimension {dimension}, but rank {again} at other points modulo other primes"
    return None
