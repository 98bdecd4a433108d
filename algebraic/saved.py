"""Results from files."""

from __future__ import annotations

import os

from .bezout import Ladder
from .census import CriticalFunctions, IsolatedSolutions, SolutionSet
from .dimension import FibreDimension
from .documents import read_document
from .relu import ReluRegions, ReluZeroSet


def load(
    path: str | os.PathLike[str],
) -> Ladder | SolutionSet | IsolatedSolutions | CriticalFunctions | FibreDimension | ReluZeroSet | ReluRegions:
    """The result that a file holds, equal to the one that was saved.

    What it states is taken as it stands: ``zerolocus check`` proves it again.

    Args:
        path: of what ``save``, or a command with ``--json`` or ``--solutions``, has written.

    Raises:
        WrongInput: it holds no result, or one of another version; the message says which.
        Missing: there is no such file.
    """
    results = (Ladder, SolutionSet, IsolatedSolutions, CriticalFunctions, FibreDimension, ReluZeroSet, ReluRegions)
    found = read_document(path, {result.KIND: result for result in results})
    assert isinstance(found, results)
    return found
