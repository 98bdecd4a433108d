"""All isolated complex solutions of a square polynomial system as a result: its fields are the keys of the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..documents import Options, ResultDocument
from ..ideals import STATUS_WORDS, EquationsProblem, Evidence
from ..proofs import Box
from ..shell import DECIDED, format_count, words_of_count
from ..systems import PolynomialSystem, WrittenTerms, system_of_terms
from ..tracking import FibreRecord
from .ends import EndsRecord
from .found import Solution, Solutions, Suspected
from .routes import GROEBNER, Route

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes

SHOWN_SOLUTIONS, SHOWN_UNKNOWNS = 10, 8


@dataclass(frozen=True, repr=False)
class IsolatedSolutions(Solutions, ResultDocument):
    """The isolated solutions that were found, each in a box that is proved to hold exactly one.

    It is a sequence of :class:`FoundSolution`. The fields are the keys of the JSON document; those that are not
    explained here are as in :class:`SolutionSet`.

    Attributes:
        names: the unknowns.
        equations: the polynomials, multiplied out: the exponents of each term, and its exact coefficient as text.
        complex_count: number of solutions; with the status ``lower_bound`` of the certified ones, regular all of them.
        suspected: ends of paths that could not be certified; m of them come to an isolated solution of multiplicity m,
            several to a set of positive dimension.
        bkk: the mixed volume, which bounds the number of isolated solutions.
        source: where the equations come from, in words.
    """

    names: list[str]
    equations: list[WrittenTerms]
    complex_count: int | None
    complex_count_status: str
    complex_count_evidence: Evidence
    real_count: int | None
    count: int
    solutions: list[Solution]
    suspected: list[Suspected]
    at_infinity: int
    ends: EndsRecord | None
    overlapping_boxes: int
    merged_points: int
    bkk: int | None
    routes: list[Route]
    reasons: dict[str, str]
    num_paths: int
    seed: int
    cut_short: list[str]
    fibres: list[FibreRecord] | None
    options: Options
    source: str
    versions: dict[str, str] = field(default_factory=dict)

    KIND = "equations"
    INDENT = 1

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The names of the unknowns, in order."""
        return tuple(self.names)

    @property
    def system(self) -> PolynomialSystem:
        """The equations."""
        return system_of_terms(self.names, self.equations)

    @property
    def boxes(self) -> list[Box]:
        """The boxes of all solutions."""
        return [solution["box"] for solution in self.solutions]

    @property
    def status(self) -> str:
        """What is known of the number: ``complex_count_status``."""
        return self.complex_count_status

    @property
    def mixed_volume(self) -> int | None:
        """``bkk``."""
        return self.bkk

    @property
    def generic_count(self) -> int:
        """Solutions found for generic coefficients, at which the paths begin."""
        return max((route["count"] or 0 for route in self.routes if route["route"] == "monodromy"), default=0)

    @property
    def gave_up(self) -> int:
        """Paths that grew as long as they were followed, and nothing is known of a limit."""
        return 0 if self.ends is None else self.ends["gave_up"]

    @property
    def proved_complete(self) -> bool:
        """Whether no isolated solution is missing, since there are as many as the mixed volume."""
        return self.bkk is not None and self.count == self.bkk

    @property
    def all_accounted_for(self) -> bool:
        """Whether as many paths as the mixed volume began, and it is known where each of them went.

        That is so if each has a certified end of its own, or if these and the suspected ends are all solutions that
        there are, with multiplicity: then the others have no limit (``ends["infinity_support"]``).
        """
        ends = self.count + self.at_infinity + len(self.suspected)
        degrees = [route["count"] for route in self.routes if route["route"] == GROEBNER]
        known = self.proved_complete or bool(self.ends and self.ends["infinity_support"])
        known = known or degrees == [self.count + len(self.suspected)]
        return known and not (self.cut_short or self.overlapping_boxes) and self.bkk == self.generic_count == ends

    def sentence(self) -> str:
        """What is known, in one sentence."""
        size = len(self.names)
        what = f"{size:,} equation{'s' * (size > 1)} in {size:,} unknown{'s' * (size > 1)}"
        proved = bool(self.complex_count_evidence.get("proved"))
        said = words_of_count(self.complex_count_status, self.complex_count, self.real_count, proved=proved)
        if self.complex_count_status == "infinite" and self.count:
            said += f"; {self.count:,} isolated one{'s are' if self.count > 1 else ' is'} certified"
        return f"{what}: {said}."

    def undecided(self) -> list[str]:
        """What was asked and is not decided, in words."""
        return [] if self.complex_count_status in DECIDED else ["the number of solutions"]

    def __str__(self) -> str:
        status, real = self.complex_count_status, "–"
        if self.real_count is not None:
            real = format_count(self.real_count, status)
        lines = [
            self.sentence(),
            "",
            f"unknowns: {', '.join(self.names)}",
            f"equations: {self.source}",
            "",
            f"  complex solutions  {format_count(self.complex_count, status)}  {STATUS_WORDS[status]}",
            f"  certified          {self.count:,}",
            f"  real               {real}",
            *self.lines_of_paths(),
        ]
        if self.solutions:
            lines += ["", *self._listed()]
        return "\n".join([*lines, *self.lines_of_evidence()])

    def _listed(self) -> list[str]:
        """The first solutions, the real ones before the others, rounded."""
        order = sorted(range(len(self.solutions)), key=lambda k: not self.solutions[k]["real"])
        lines = []
        for k in order[:SHOWN_SOLUTIONS]:
            solution, values = self.solutions[k], []
            for name, (re, im, radius) in zip(self.names, solution["box"], strict=True):
                x, y = (0.0 if abs(float(part)) <= float(radius) else float(part) for part in (re, im))
                values.append(f"{name} = {x:.10g}" if solution["real"] else f"{name} = {complex(x, y):.6g}")
            lines.append(f"  {', '.join(values[:SHOWN_UNKNOWNS])}{', …' if len(values) > SHOWN_UNKNOWNS else ''}")
        more = len(order) - SHOWN_SOLUTIONS
        return ["solutions, rounded:", *lines, *([f"  … and {more:,} more"] if more > 0 else [])]

    def plot(self, path: str | os.PathLike[str] | None = None, ax: Axes | None = None) -> Any:
        """Draw the solutions in the complex plane.

        Args:
            path: write the picture there.
            ax: draw on these axes of matplotlib.

        Returns:
            ``ax`` if it was given, else the new figure.
        """
        from ..shell import draw_on

        title = f"{len(self.names)} equations: {self.count} certified solutions"
        return draw_on(ax, path, lambda axes: EquationsProblem.draw(axes, title, self.solutions), (7, 6))
