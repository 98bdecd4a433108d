"""Solutions one by one, and all of them as arrays."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NotRequired, Self, TypedDict, overload

import numpy as np

from ..ideals import Evidence
from ..proofs import Box
from ..shell import Missing
from .ends import EndsRecord
from .routes import Route

if TYPE_CHECKING:
    import pandas


class Solution(TypedDict):
    """A certified solution.

    Attributes:
        box: as :mod:`algebraic.proofs.boxes` writes it; it is proved to hold exactly one.
        real: whether it is proved to be real; otherwise it is proved not to be.
        loss, objective, index: of a critical point (:class:`algebraic.census.CriticalValues`).
    """

    box: Box
    real: bool
    certified: bool
    loss: NotRequired[float | None]
    objective: NotRequired[float | None]
    index: NotRequired[int | None]


class Suspected(TypedDict):
    """The end of a path that could not be certified: real and imaginary part of each unknown, and the reason."""

    approximation: list[list[str]]
    certified: bool
    reason: str


@dataclass(frozen=True, eq=False)
class FoundSolution:
    """A certified solution, rounded to floats; ``box`` is exact.

    Attributes:
        point: the middle of its box, complex128, shape (num_params,).
        radius: the largest of the box.
        real: whether the solution is proved to be real; otherwise it is proved not to be.
        certified: that the box is proved to hold exactly one solution.
        loss, index: of a critical point, where they are proved.
        box: for each weight the real and the imaginary part of the middle, and the radius, as text.
    """

    point: np.ndarray
    radius: float
    real: bool
    certified: bool
    loss: float | None
    index: int | None
    box: Box

    @classmethod
    def of(cls, solution: Solution) -> Self:
        """From the form that it has in a document."""
        [point], [radii] = _points([solution]), _radii([solution])
        known = (solution.get("loss"), solution.get("index"))
        return cls(
            point, float(radii.max(initial=0.0)), solution["real"], solution["certified"], *known, solution["box"]
        )


class Solutions:
    """What a result with certified solutions offers beside its fields: it is a sequence of them."""

    solutions: list[Solution]
    suspected: list[Suspected]
    at_infinity: int
    ends: EndsRecord | None
    overlapping_boxes: int
    merged_points: int
    routes: list[Route]
    cut_short: list[str]
    complex_count_evidence: Evidence

    @abstractmethod
    def undecided(self) -> list[str]:
        """What was asked and is not decided, in words."""

    @property
    @abstractmethod
    def unknowns(self) -> tuple[str, ...]:
        """The names of the unknowns, in order."""

    def __len__(self) -> int:
        return len(self.solutions)

    def __bool__(self) -> bool:
        return True  # a result without solutions is a result

    def __iter__(self) -> Iterator[FoundSolution]:
        return map(FoundSolution.of, self.solutions)

    @overload
    def __getitem__(self, place: int) -> FoundSolution: ...

    @overload
    def __getitem__(self, place: slice) -> list[FoundSolution]: ...

    def __getitem__(self, place: int | slice) -> FoundSolution | list[FoundSolution]:
        if isinstance(place, slice):
            return [FoundSolution.of(solution) for solution in self.solutions[place]]
        return FoundSolution.of(self.solutions[place])

    @property
    def points(self) -> np.ndarray:
        """The middles of all boxes, complex128, shape (count, unknowns)."""
        return _points(self.solutions).reshape(len(self.solutions), len(self.unknowns))

    @property
    def real_points(self) -> np.ndarray:
        """The middles of the boxes of real solutions, float64, shape (real_count, unknowns)."""
        return self.points[[solution["real"] for solution in self.solutions]].real

    @property
    def radii(self) -> np.ndarray:
        """The radii of all boxes, float64, shape (count, unknowns); ``solutions[k]["box"]`` has them exactly."""
        return _radii(self.solutions).reshape(len(self.solutions), len(self.unknowns))

    def to_frame(self) -> pandas.DataFrame:
        """One row for each solution: weights by name, ``real``, ``radius``, and of critical points ``loss``, ``index``.

        Unknowns keep their names: where one is called ``real``, the column of that name is its own, and whether the
        solution is real stands in ``real_`` (with as many ``_`` as it takes); likewise the others.

        Raises:
            Missing: pandas is not installed (``pip install zerolocus[frames]``).
        """
        try:
            import pandas
        except ImportError:
            raise Missing(
                "pandas is not installed", hint="install zerolocus[frames], or take .points", kind="no_pandas"
            ) from None
        frame = pandas.DataFrame(self.points, columns=list(self.unknowns))
        added: list[tuple[str, Any]] = [
            ("real", [solution["real"] for solution in self.solutions]),
            ("radius", self.radii.max(axis=1, initial=0.0)),
        ]
        if any("index" in solution for solution in self.solutions):
            added.append(("loss", [solution.get("loss") for solution in self.solutions]))
            indices = pandas.array([solution.get("index") for solution in self.solutions], dtype="Int64")
            added.append(("index", indices))
        for name, column in added:
            while name in self.unknowns:
                name += "_"
            frame[name] = column
        return frame

    def lines_of_paths(self, not_searched: Sequence[str] = ()) -> list[str]:
        """What is printed of paths that did not come to a certified solution."""
        lines = []
        if self.suspected:
            lines.append(f"  suspected          {len(self.suspected)}")
        if self.at_infinity:
            lines.append(f"  paths to infinity  {self.at_infinity}")
        if self.ends and self.ends["gave_up"]:
            size = "" if self.ends["largest_size"] is None else f", at sizes up to {self.ends['largest_size']:.0e}"
            lines.append(f"  paths given up     {self.ends['gave_up']}{size}")
        if self.overlapping_boxes:
            lines.append(f"  overlapping boxes  {self.overlapping_boxes:,}, not listed: others are, which they meet")
        lines += not_searched
        if self.merged_points:
            lines.append(f"  merged points      {self.merged_points:,}, told apart by their coordinates")
        return lines

    def lines_of_evidence(self) -> list[str]:
        """What is printed at the end: the routes, what is not decided, and what the number rests on."""
        lines = []
        if self.routes:
            lines += ["", "routes:", *(f"  {route['route']}: {route['statement']}" for route in self.routes)]
        if undecided := self.undecided():
            cut = f" (cut short: {', '.join(self.cut_short)})" if self.cut_short else ""
            lines += ["", f"not decided: {', '.join(undecided)}{cut}"]
        return [*lines, "", f"evidence: {self.complex_count_evidence.get('statement', '')}"]


def _points(solutions: list[Solution]) -> np.ndarray:
    return np.array([[complex(float(re), float(im)) for re, im, _ in each["box"]] for each in solutions], np.complex128)


def _radii(solutions: list[Solution]) -> np.ndarray:
    return np.array([[float(radius) for _, _, radius in each["box"]] for each in solutions], np.float64)
