"""Solutions one by one, and all of them as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NotRequired, Self, TypedDict, overload

import numpy as np

from ..networks import network_from_graph
from ..proofs import Box
from ..shell import Missing

if TYPE_CHECKING:
    import pandas

    from ..networks import Graph


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
    network: Graph

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
        """The middles of all boxes, complex128, shape (count, num_params)."""
        return _points(self.solutions).reshape(len(self.solutions), self.network["num_params"])

    @property
    def real_points(self) -> np.ndarray:
        """The middles of the boxes of real solutions, float64, shape (real_count, num_params)."""
        return self.points[[solution["real"] for solution in self.solutions]].real

    @property
    def radii(self) -> np.ndarray:
        """The radii of all boxes, float64, shape (count, num_params); ``solutions[k]["box"]`` has them exactly."""
        return _radii(self.solutions).reshape(len(self.solutions), self.network["num_params"])

    def to_frame(self) -> pandas.DataFrame:
        """One row for each solution: weights by name, ``real``, ``radius``, and of critical points ``loss``, ``index``.

        Raises:
            Missing: pandas is not installed (``pip install zerolocus[frames]``).
        """
        try:
            import pandas
        except ImportError:
            raise Missing(
                "pandas is not installed", hint="install zerolocus[frames], or take .points", kind="no_pandas"
            ) from None
        names = network_from_graph(self.network).parameter_names
        frame = pandas.DataFrame(self.points, columns=list(names))
        frame["real"] = [solution["real"] for solution in self.solutions]
        frame["radius"] = self.radii.max(axis=1, initial=0.0)
        if any("index" in solution for solution in self.solutions):
            frame["loss"] = [solution.get("loss") for solution in self.solutions]
            frame["index"] = pandas.array([solution.get("index") for solution in self.solutions], dtype="Int64")
        return frame


def _points(solutions: list[Solution]) -> np.ndarray:
    return np.array([[complex(float(re), float(im)) for re, im, _ in each["box"]] for each in solutions], np.complex128)


def _radii(solutions: list[Solution]) -> np.ndarray:
    return np.array([[float(radius) for _, _, radius in each["box"]] for each in solutions], np.float64)
