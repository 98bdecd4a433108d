"""Critical functions as a result: its fields are the keys of the JSON document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypedDict

from ..documents import Options, ResultDocument
from ..ideals import STATUS_WORDS, Evidence, FunctionProblem
from ..networks import Graph, network_from_graph
from ..proofs import Box
from ..shell import DECIDED, format_count, words_of_count
from .ends import EndsRecord
from .found import Solutions, Suspected
from .routes import Route

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes

    from ..shell import Drawn


NOT_ASKED: Evidence = {"kind": "none", "proved": False, "statement": "not asked"}


class FunctionSolution(TypedDict):
    """A certified point of the slice.

    Attributes:
        box: of the free weights; it is proved to hold exactly one solution.
        real: whether this is real.
        function: the number of its function, from 1; ``None`` where the rank was not proved to be full.
    """

    box: Box
    real: bool
    certified: bool
    function: int | None


class SubnetworkCount(TypedDict):
    """The critical functions of a network with fewer units, on its own set of functions."""

    widths: list[int]
    dimension: int
    complex_count: int | None
    complex_count_status: str
    statement: str


@dataclass(frozen=True, repr=False)
class CriticalFunctions(Solutions, ResultDocument):
    """The critical functions of a distance that were found, each at certified weights in a slice.

    Fields that are not explained here are as in :class:`algebraic.census.SolutionSet`.

    Attributes:
        metric, inputs, metric_weights, targets, compared: the distance ½ Σ_a q_a (E_a − u_a)²; ``compared`` says what
            the E_a are.
        gauge, gauge_forms: the slice: each weight that is not free as a constant and coefficients of the free ones.
        dimension: of the set of functions, the generic rank; ``dimension_proved``: whether it is known from above.
        ambient_dimension: coefficients that functions of these degrees have.
        critical_dimension: of the critical set; 0 where the functions are finite in number.
        complex_count: different critical functions; ``real_count``: those that are real, at least those with
            real weights in the slice; a real function need not have real weights at all.
        count: certified points of the slice.
        fibre_size: points of the slice that give a generic function.
        zero_function: 1 where the zero function is in the set and its own stratum; it is never among those counted.
        strata: the critical functions of smaller networks, each on its own set; ``reasons`` says why there are none.
    """

    network: Graph
    metric: str
    gauge: str
    gauge_forms: dict[str, list[str]]
    inputs: list[list[str]] | None
    compared: list[str]
    metric_weights: list[str]
    targets: list[str]
    dimension: int
    dimension_proved: bool
    ambient_dimension: int | None
    zero_function: int
    seed: int
    options: Options
    data: str
    critical_dimension: int | None = None
    complex_count: int | None = None
    complex_count_status: str = "undecided"
    complex_count_evidence: Evidence = field(default_factory=lambda: NOT_ASKED)
    real_count: int | None = None
    count: int = 0
    solutions: list[FunctionSolution] = field(default_factory=list)  # type: ignore[assignment]
    fibre_size: int | None = None
    fibre_evidence: Evidence = field(default_factory=lambda: NOT_ASKED)
    strata: list[SubnetworkCount] | None = None
    suspected: list[Suspected] = field(default_factory=list)
    at_infinity: int = 0
    ends: EndsRecord | None = None
    overlapping_boxes: int = 0
    merged_points: int = 0
    bkk: int | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    num_paths: int = 0
    cut_short: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    system: str = "function-space"

    KIND = "functions"
    INDENT = 1

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The names of the free weights, in order."""
        names = network_from_graph(self.network).parameter_names
        return tuple(name for name in names if name not in self.gauge_forms)

    def sentence(self) -> str:
        """What is known, in one sentence."""
        least = "" if self.dimension_proved else "at least "
        what = f"functions of dimension {least}{self.dimension}, metric {self.metric}"
        if self.critical_dimension:
            return f"{what}: critical sets of dimension {self.critical_dimension}, and no finite number."
        proved = bool(self.complex_count_evidence.get("proved"))
        noun = "complex critical function"
        said = words_of_count(self.complex_count_status, self.complex_count, self.real_count, proved=proved, noun=noun)
        return f"{what}: {said}."

    def undecided(self) -> list[str]:
        """What was asked and is not decided, in words."""
        return [] if self.complex_count_status in DECIDED else ["the number of critical functions"]

    def __str__(self) -> str:
        status, real = self.complex_count_status, "–"
        if self.real_count is not None:
            real = format_count(self.real_count, status)
        fibre = "–" if self.fibre_size is None else f"{self.fibre_size:,} (modulo two primes)"
        lines = [
            self.sentence(),
            "",
            f"{self.system}, {self.network['num_params']} weights, {len(self.compared)} numbers compared, "
            f"slice: {self.gauge}",
            f"data: {self.data}",
            "",
            f"  critical functions {format_count(self.complex_count, status)}  {STATUS_WORDS[status]}",
            f"  real               {real}",
            f"  certified points   {self.count:,}",
            f"  points a function  {fibre}",
            *self.lines_of_paths(),
        ]
        if self.zero_function:
            lines.append("  zero function      counted apart")
        if self.strata:
            lines += ["", "smaller networks, each on its own set of functions:"]
            for part in self.strata:
                shape, number = part["complex_count_status"], part["complex_count"]
                widths = ",".join(map(str, part["widths"]))
                lines.append(
                    f"  {widths}: dimension {part['dimension']}, {format_count(number, shape)}  {STATUS_WORDS[shape]}"
                )
        return "\n".join([*lines, *self.lines_of_evidence()])

    def plot(self, path: str | os.PathLike[str] | None = None, ax: Axes | None = None) -> Any:
        """Draw the free weights of the certified points in the complex plane.

        Args:
            path: write the picture there.
            ax: draw on these axes of matplotlib.

        Returns:
            ``ax`` if it was given, else the new figure.
        """
        from ..shell import draw_on

        title = f"{self.metric} metric: {self.count} certified points"
        drawn: list[Drawn] = [{"box": each["box"], "real": each["real"]} for each in self.solutions]
        return draw_on(ax, path, lambda axes: FunctionProblem.draw(axes, title, drawn), (7, 6))
