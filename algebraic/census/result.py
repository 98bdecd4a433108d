"""Certified solutions as a result: its fields are the keys of the JSON document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..documents import ResultDocument, schema_name
from ..ideals import STATUS_WORDS, SYSTEMS, Evidence
from ..networks import Graph, network_from_graph
from ..shell import DECIDED, Known, counted, format_count
from ..tracking import FibreRecord
from .ends import EndsRecord
from .found import Solution, Solutions, Suspected
from .routes import Route

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes


@dataclass(frozen=True, repr=False)
class SolutionSet(Solutions, ResultDocument):
    """All complex solutions that were found, each with its proof: a sequence of :class:`FoundSolution`.

    Attributes:
        network: the graph, unit by unit (:func:`algebraic.networks.describe_graph`).
        inputs, targets: exact rationals as strings.
        system: ``zero-error`` or ``critical``; ``ridge_values``: Λ for each weight, as strings.
        complex_count: number of solutions, with ``complex_count_status`` as in :class:`algebraic.bezout.Ladder` and the
            evidence; ``None`` when infinite or undecided.
        real_count: certified real solutions among ``solutions``.
        solutions: each with its box (:class:`Solution`).
        count: certified solutions in the list; beside infinitely many at least so many are isolated.
        suspected: approximations that could not be certified, singular ones for example.
        at_infinity: paths that have no limit on the way to these data, as ``ends`` says how that is known.
        real_counts: real solutions over random data sets (:class:`algebraic.census.RealCounts`), when
            asked for.
        strata: without a ridge, the parts of the critical set (:class:`algebraic.census.Stratum`),
            where they can be named; ``reasons`` says why not.
        routes: each way to the number of solutions, its ``count`` and what it is worth.
        num_paths: paths tracked in all.
        cut_short: what a limit of time cut short; ``fibres`` is then what the search can go on from.
        ranks: of the Jacobian, for enough generic samples and for these, where the number of solutions follows from
            them; for the printed sentence only, not in the document.
        ends: what became of the paths; ``None`` where none were followed.
        overlapping_boxes: certified boxes that are not disjoint from one in the list, and so are not in it: most
            often the same solution once more, from a path that went wrong or from a branch that meets another.
        patterns_not_searched: sets of weights that can be zero at a critical point, but in which none was looked for:
            since there seemed to be no regular one, or for want of time.
        merged_points: solutions at generic parameters that have the probe values of others without being their
            images. The first search takes them for one; they are told apart by their coordinates.
    """

    network: Graph
    inputs: list[list[str]]
    targets: list[list[str]]
    system: str
    ridge: str
    ridge_values: list[str] | None
    complex_count: int | None
    complex_count_status: str
    complex_count_evidence: Evidence
    real_count: int | None
    count: int
    solutions: list[Solution]
    suspected: list[Suspected]
    at_infinity: int
    bkk: int | None
    real_counts: dict[str, Any] | None
    strata: list[dict[str, Any]] | None
    reasons: dict[str, str]
    routes: list[Route]
    num_paths: int
    seed: int
    cut_short: list[str]
    fibres: list[FibreRecord] | None
    options: dict[str, Any]
    data: str
    versions: dict[str, str] = field(default_factory=dict)
    ranks: tuple[int | None, int | None] = field(default=(None, None), compare=False)
    ends: EndsRecord | None = None
    overlapping_boxes: int = 0
    patterns_not_searched: int = 0
    merged_points: int = 0

    KIND = "count"
    INDENT = 1
    NOT_WRITTEN = ("ranks",)

    @cached_property
    def unknowns(self) -> tuple[str, ...]:
        """The names of the weights, in order."""
        return network_from_graph(self.network).parameter_names

    def as_dict(self) -> dict[str, Any]:
        """The JSON document as plain data."""
        plain = {"schema": schema_name("count"), **asdict(self)}
        del plain["ranks"]
        return plain

    def sentence(self) -> str:
        """What is known, in one sentence."""
        outputs, critical = len(self.targets[0]), SYSTEMS[self.system].takes_ridge
        evidence = self.complex_count_evidence
        return Known(
            num_params=self.network["num_params"],
            num_samples=len(self.inputs),
            output_dim=outputs,
            critical=critical,
            rank=self.ranks[0],
            rank_here=self.ranks[1],
            status=self.complex_count_status,
            proved=bool(evidence.get("proved")),
            count=self.complex_count,
            real=self.real_count,
        ).sentence()

    def undecided(self) -> list[str]:
        """What was asked and is not decided, in words."""
        found = [] if self.complex_count_status in DECIDED else ["the number of solutions"]
        if self.complex_count_status == "infinite" and "strata" in self.cut_short:
            found.append("the parts of the critical set")
        wanted = self.options.get("data_sets")
        counts = self.real_counts
        if wanted and (counts is None or not counts["finished"] or counts["data_sets"] + counts["undecided"] < wanted):
            found.append(f"real solutions over {wanted:,} random data sets")
        return found

    def __str__(self) -> str:
        status = self.complex_count_status
        shown, real = format_count(self.complex_count, status), "–"
        if self.real_count is not None:
            real = format_count(self.real_count, status)
        size = f"{counted(self.network['num_params'], 'unknown')}, {counted(len(self.inputs), 'sample')}"
        lines = [
            self.sentence(),
            "",
            f"{self.system} system, {size}",
            f"data: {self.data}",
            "",
            f"  complex solutions  {shown}  {STATUS_WORDS[status]}",
            f"  certified          {self._listed(status)}",
            f"  real               {real}",
        ]
        not_searched = []
        if self.patterns_not_searched:
            missing = "" if status in DECIDED else "; solutions in them would be missing"
            not_searched = [f"  not searched       {self.patterns_not_searched:,} patterns of zero weights{missing}"]
        lines += self.lines_of_paths(not_searched)
        if self.real_counts:
            found = self.real_counts
            low, high = found["confidence"]["mean"]
            least = "" if found["finished"] and status in DECIDED else "at least "
            lines.append(
                f"  real, over {found['data_sets']:,} random data sets: {least}{found['min']} to {found['max']}, "
                f"median {found['median']:g}, mean {found['mean']:.4g} ({low:.4g} to {high:.4g} at 95 %)"
            )
        if self.strata:
            lines += ["", "parts of the critical set:"]
            for part in self.strata:
                base = "" if part["base_points"] is None else f", {part['base_points']} base points"
                units = f"{part['active_units']} active units"
                lines.append(f"  {part['name']}: dimension {part['dimension']}, {units}{base}")
        return "\n".join([*lines, *self.lines_of_evidence()])

    def _listed(self, status: str) -> str:
        if status == "infinite" and self.count:
            return f"at least {self.count:,} isolated beside them: more are not sought there"
        return f"{self.count:,}"

    def plot(self, path: str | os.PathLike[str] | None = None, ax: Axes | None = None) -> Any:
        """Draw the solutions in the complex plane, or the loss of the critical points against their index.

        Args:
            path: write the picture there.
            ax: draw on these axes of matplotlib.

        Returns:
            ``ax`` if it was given, else the new figure.
        """
        from ..shell import draw_on

        title = f"{self.system} system, {self.network['num_params']} unknowns: {self.count} certified solutions"
        return draw_on(ax, path, lambda axes: SYSTEMS[self.system].draw(axes, title, self.solutions), (7, 6))
