"""The ladder as a result: its fields are the keys of the JSON document; it prints and draws itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from html import escape
from math import log2
from typing import TYPE_CHECKING, Any, TypedDict

from ..documents import ResultDocument, schema_name
from ..ideals import STATUS_WORDS, SYSTEMS, Evidence
from ..networks import PlainNetwork
from ..shell import Known, counted, format_count, format_number, format_power

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes

    from ..census import Confidence
    from ..ranks import RankEvidence
    from ..shell import Bar

RUNGS = (
    ("bezout", "Bézout"),
    ("multihomogeneous_bezout", "multihomogeneous Bézout, layer by layer"),
    ("best_multihomogeneous_bezout", "multihomogeneous Bézout, best partition found"),
    ("bkk", "BKK, all isolated solutions"),
    ("bkk_torus", "BKK, solutions without a zero weight"),
    ("complex_count", "complex solutions"),
)
PAPER_RUNGS = (("paper_bezout", "ℓ^(N·d) as printed"), ("paper_real_estimate", "ℓ^(N·d/2) as printed"))


class LadderData(TypedDict):
    """The data in words, and as exact text where they are not many."""

    source: str
    inputs: list[list[str]] | None
    targets: list[list[str]] | None


class RealRange(TypedDict):
    """What :class:`algebraic.census.RealCounts` says of the real solutions over random data sets."""

    data_sets: int
    undecided: int
    min: int
    median: float
    max: int
    mean: float
    confidence: Confidence
    histogram: dict[str, int]
    complex_count: int
    distribution: str
    seed: int


@dataclass(frozen=True, repr=False)
class Ladder(ResultDocument):
    """Every rung for one network and one data set; the fields are the keys of the JSON document.

    A field that could not be had is ``None``, and ``reasons`` says why under its name. ``…_log2`` is the
    binary logarithm of the field before it. Degrees and Bézout's bound count solutions with multiplicity and
    bound the isolated ones only. ``cut_short`` names what a limit of time or memory cut short.

    >>> from algebraic import Network, ladder
    >>> found = ladder(Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False),
    ...                inputs=[[3], [5]], targets=[[2], [7]])
    >>> found.bezout, found.multihomogeneous_bezout, found.bkk, found.complex_count
    (9, 4, 1, 1)
    """

    widths: list[int]
    activation: str | list[str]
    hidden_bias: bool
    output_bias: bool
    output_activation: bool
    num_params: int
    num_samples: int
    output_dim: int
    num_equations: int
    system: str
    ridge: str
    ridge_values: list[int] | None
    generic_rank: int | None
    data_rank: int | None
    equation_degrees: list[int] | None
    equation_degree_log2: float | None
    bezout: int | None
    bezout_log2: float | None
    multihomogeneous_bezout: int | None
    multihomogeneous_bezout_log2: float | None
    best_multihomogeneous_bezout: int | None
    best_multihomogeneous_bezout_log2: float | None
    best_partition: list[list[str]] | None
    best_partition_effort: str | None
    bkk: int | None
    bkk_log2: float | None
    bkk_torus: int | None
    bkk_torus_log2: float | None
    complex_count: int | None
    complex_count_log2: float | None
    complex_count_status: str
    complex_count_torus: int | None
    complex_count_torus_log2: float | None
    complex_count_evidence: Evidence
    real_counts: RealRange | None
    generic_rank_evidence: RankEvidence | None
    data_rank_evidence: RankEvidence | None
    paper_bezout: int | None
    paper_bezout_log2: float | None
    paper_real_estimate: int | float | None
    paper_real_estimate_log2: float | None
    paper_notes: list[str]
    reasons: dict[str, str]
    cut_short: list[str]
    data: LadderData
    options: dict[str, Any]
    seed: int
    versions: dict[str, str] = field(default_factory=dict)
    network_data: PlainNetwork = field(default_factory=PlainNetwork)  # as plain data, for a check

    KIND = "bezout"

    def as_dict(self) -> dict[str, Any]:
        """The JSON document as plain data."""
        return {"schema": schema_name("bezout"), **asdict(self)}

    def rows(self) -> list[tuple[str, str, str]]:
        """Label, value and remark of every rung, for printing."""
        degrees = self.equation_degrees
        if degrees:
            low, high = min(degrees), max(degrees)
            found = [("degree of the equations", _degrees_in_words(low, high), "")]
        else:
            power = self.equation_degree_log2
            shown = str(round(2.0**power)) if power is not None and power < 20 else format_power(power)
            found = [("degree of the equations", shown, "")]
        for key, label in (*RUNGS, *PAPER_RUNGS):
            value, power = getattr(self, key), getattr(self, f"{key}_log2")
            remark = self.reasons.get(key, "")
            shown = format_power(power) if value is None else format_number(value)
            if key == "complex_count":
                if self.complex_count_status in ("infinite", "lower_bound"):
                    shown = "∞" if self.complex_count_status == "infinite" else format_count(value, "lower_bound")
                remark = self.status_words()
            found.append((label, shown, remark))
            if key == "complex_count" and SYSTEMS[self.system].takes_ridge:
                torus = self.complex_count_torus
                shown = format_power(None) if torus is None else format_number(torus)
                found.append(("complex solutions without a zero weight", shown, ""))
            elif key == "complex_count":
                found.append(("real solutions, other data sets", *self.real_words()))
        return found

    def __str__(self) -> str:
        rows = self.rows()
        wide, tall = max(len(r[0]) for r in rows), max(len(r[1]) for r in rows)
        lines = [self.sentence(), "", self.headline(), f"data: {self.data['source']}"]
        ranks = [
            f"{'unknown' if rank is None else rank} {where}"
            for rank, where in (
                (self.generic_rank, "for enough generic data"),
                (self.data_rank, "for this data set"),
            )
        ]
        lines += [f"rank of the Jacobian: {', '.join(ranks)}", ""]
        lines += [f"  {a:<{wide}}  {b:>{tall}}  {c}".rstrip() for a, b, c in rows]
        undecided = self.undecided()
        if undecided:
            lines += ["", f"not decided: {', '.join(undecided)}"]
        said = self.complex_count_evidence.get("statement") or self.reasons.get("complex_count", "")
        lines += ["", f"evidence: {said}"]
        lines += ["", "the papers' formulas:", *(f"  {note}" for note in self.paper_notes)]
        return "\n".join(lines)

    def sentence(self) -> str:
        """What is known, in one sentence."""
        return Known(
            num_params=self.num_params,
            num_samples=self.num_samples,
            output_dim=self.output_dim,
            critical=SYSTEMS[self.system].takes_ridge,
            rank=self.generic_rank,
            rank_here=self.data_rank,
            status=self.complex_count_status,
            proved=bool(self.complex_count_evidence.get("proved")),
            count=self.complex_count,
        ).sentence()

    def undecided(self) -> list[str]:
        """What was asked and is not decided, in words: not what is out of reach by its size."""
        names = dict((*RUNGS, *PAPER_RUNGS), real_counts="real solutions, other data sets")
        found = [names.get(key, key.replace("_", " ")) for key in self.cut_short]
        kind, status = self.complex_count_evidence.get("kind"), self.complex_count_status
        if "complex_count" not in self.cut_short and (
            status == "lower_bound" or (status == "undecided" and kind == "leading_ideals")
        ):
            found.append(names["complex_count"])
        return found

    def headline(self) -> str:
        """The network and the size of the system in one line."""
        activation = self.activation if isinstance(self.activation, str) else ", ".join(self.activation)
        biases = {
            (True, True): "with biases",
            (False, False): "no biases",
            (True, False): "hidden biases only",
            (False, True): "output biases only",
        }[self.hidden_bias, self.output_bias]
        critical = f"critical points, ridge {self.ridge}: " if SYSTEMS[self.system].takes_ridge else ""
        return (
            f"{critical}network {','.join(map(str, self.widths))}, {activation or 'linear'}, {biases}: "
            f"{counted(self.num_params, 'unknown')}, {counted(self.num_equations, 'equation')} "
            f"({counted(self.num_samples, 'sample')})"
        )

    def real_words(self) -> tuple[str, str]:
        """The range of the real counts, and what they were taken over."""
        if self.real_counts is None:
            return "–", self.reasons.get("real_counts", "")
        low, high = self.real_counts["min"], self.real_counts["max"]
        shown = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        middle = f"median {self.real_counts['median']:g}, mean {self.real_counts['mean']:.3g}"
        return shown, f"{middle} over {self.real_counts['data_sets']:,} random ones"

    def status_words(self) -> str:
        """The status of the count in words, with the strength of its evidence where that differs."""
        words = STATUS_WORDS[self.complex_count_status]
        if self.complex_count_status in ("empty", "infinite"):
            words += " (proved)" if self.complex_count_evidence["proved"] else " (modulo two primes)"
        return words

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr><td style='text-align:left'>{escape(a)}</td><td style='text-align:right'>{escape(b)}</td>"
            f"<td style='text-align:left'>{escape(c)}</td></tr>"
            for a, b, c in self.rows()
        )
        return f"<table><caption>{escape(self.headline())}</caption>{body}</table>"

    def plot(self, path: str | os.PathLike[str] | None = None, ax: Axes | None = None) -> Any:
        """Draw the ladder, on a logarithmic scale.

        Args:
            path: write the picture there.
            ax: draw on these axes of matplotlib.

        Returns:
            ``ax`` if it was given, else the new figure.
        """
        from ..shell import draw_ladder, draw_on

        bars = self._bars()
        return draw_on(ax, path, lambda axes: draw_ladder(axes, self.headline(), bars), (9, 0.55 * len(bars) + 1.6))

    def _bars(self) -> list[Bar]:
        from ..shell import Bar

        bars = []
        for key, label in (*RUNGS, *PAPER_RUNGS):
            value, power = getattr(self, key), getattr(self, f"{key}_log2")
            colour = "0.72" if key.startswith("paper") else "C2" if key == "complex_count" else "C0"
            text = "not had" if value is None and power is None else format_power(power)
            text = text if value is None else format_number(value)
            if key == "complex_count":
                words = self.status_words()
                text = text if value is None else format_count(value, self.complex_count_status)
                text = words if value is None else f"{text}, {words}"
            bars.append(Bar(label, power, text, colour))
            if key == "complex_count" and self.real_counts:
                shown, words = self.real_words()
                length = log2(max(self.real_counts["max"], 1))
                bars.append(Bar("real solutions, other data sets", length, f"{shown}, {words}", "C1"))
        return bars


def _degrees_in_words(low: int, high: int) -> str:
    return format_number(high) if low == high else f"{format_number(low)} to {format_number(high)}"
