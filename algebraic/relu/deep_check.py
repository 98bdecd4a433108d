"""The check of a document of regions: every region is posed again, and what follows from its census is compared.

The census of a region is a document of its own kind, whose check proves every box again. Ideals are found again in
another order of the monomials. The network is evaluated literally, unit by unit, at each point inside, in exact numbers
or in balls around all of its weights: its signs are those of the pattern, and its outputs the targets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import flint

from ..documents import Circumstances, Findings, same
from ..proofs import precision_of
from ..shell import as_fmpq
from ..systems import written_terms
from .deep_census import Posed, described, posed
from .deep_entry import count_in, data_in, dimension_in, status_of, total_of
from .deep_question import DeepQuestion, Pattern, all_patterns, copies_of, deep_question_of, read_pattern
from .deep_region import Region
from .deep_signs import weights_in
from .plain import plain

CensusCheck = Callable[[Any, Findings, Circumstances], None]


def check_regions(document: Any, findings: Findings, here: Circumstances, check_census: CensusCheck) -> None:
    """Check every field of a document; ``check_census`` that of documents of equations."""
    for name in ("reasons", "options", "seed", "versions"):
        findings.left(name)
    findings.left("data: source")
    data = document["data"]
    question = deep_question_of(
        data["inputs"], data["targets"], document["widths"], document["leak"], document["hidden_bias"]
    )
    findings.compare("data", {**data, "source": ""}, {**data_in(question), "source": ""})
    findings.compare("widths", document["widths"], list(question.widths))
    findings.compare("num_samples", document["num_samples"], len(question.inputs))
    findings.compare("leak", document["leak"], str(question.leak))
    findings.proved("hidden_bias", "regions")
    regions = document["regions"]
    patterns = [read_pattern(region["pattern"], question) for region in regions]
    for number, (region, pattern) in enumerate(zip(regions, patterns, strict=True), 1):
        here.budget.check("the regions were being checked")
        for fault in _region_faults(region, Region(question, pattern), findings, here, check_census):
            findings.false(f"regions: {number}. {fault}", "regions")
    given = document["chosen"] == "given"
    whole = _all_listed(document, question, patterns, findings, here)
    status = status_of(regions, whole=whole)
    findings.compare("status", document["status"], status)
    findings.compare("count", document["count"], count_in(regions, status, given=given))
    findings.compare("dimension", document["dimension"], dimension_in(regions))
    findings.compare("undecided", document["undecided"], total_of(regions, "undecided", given=given))


def _region_faults(
    said: Any, region: Region, findings: Findings, here: Circumstances, check_census: CensusCheck
) -> list[str]:
    census, slices = said["census"], said["slices"]
    if any(len(row) != len(region.free) + 1 for row in slices):
        return ["a slice has not as many coefficients as there are free weights"]
    asked = posed(region, slices, order="lex")
    if not _agrees(said, region, asked, census):
        asked = posed(region, slices)  # what takes too long in one order may not in the other
    if (census is None) == asked.needs_census or len(slices) != asked.missing:
        return ["it has a census, or slices, without need, or none where there is need"]
    if asked.needs_census and asked.square is not None:
        if census["names"] != list(region.free) or census["equations"] != plain(written_terms(asked.square)):
            return ["the census is one of other equations"]
        own = Findings("equations")
        own.proved("schema")
        check_census(census, own, here)
        own.covers(census)
        if own.problems:
            return [f"its census: {problem}" for problem in own.problems]
        by_count = asked.ideal is None or asked.ideal.degree != census["count"]
        if own.rests and by_count and said["status"] == "exact":
            findings.open("regions: a census rests on what was not proved again")
    true = plain(described(region, asked, slices, census))
    faults = [f"{name} is not what follows" for name, value in true.items() if not same(said[name], value)]
    return faults or [fault for point in said["points"] for fault in _literal_faults(point, region, census)]


def _agrees(said: Any, region: Region, asked: Posed, census: Any) -> bool:
    degree = None if asked.ideal is None else asked.ideal.degree
    return bool(said["degree"] == degree and (census is None) != asked.needs_census) and (
        not asked.because or bool(said["because"] == asked.because)
    )


def _literal_faults(point: Any, region: Region, census: Any) -> list[str]:
    """The network as it stands, at all weights of a point."""
    if not point["solution"]:
        weights: list[Any] = [as_fmpq(Fraction(text)) for text in point["weights"]]
        return _network_faults(region.question, region.pattern, weights)
    box = census["solutions"][point["solution"] - 1]["box"]
    with flint.ctx.workprec(2 * precision_of(box)):
        return _network_faults(region.question, region.pattern, weights_in(region, box))


def _network_faults(question: DeepQuestion, pattern: Pattern, weights: Sequence[Any]) -> list[str]:
    left, faults = list(weights), list[str]()
    rows: list[list[Any]] = [[as_fmpq(v) for v in row] for row in question.inputs]
    for layer, width in enumerate(question.widths[1:], 1):
        before, last = question.widths[layer - 1], layer == len(question.widths) - 1
        table, left = [left[k * before : (k + 1) * before] for k in range(width)], left[width * before :]
        biases: list[Any] = [flint.fmpq(0)] * width
        if question.hidden_bias and not last:
            biases, left = left[:width], left[width:]
        sums = [[_dot(w, row) + b for w, b in zip(table, biases, strict=True)] for row in rows]
        if last:
            wrong = [
                z - as_fmpq(y)
                for row, ys in zip(sums, question.targets, strict=True)
                for z, y in zip(row, ys, strict=True)
            ]
            return faults + (
                [] if all(_is_zero(z) for z in wrong) else ["with its weights the network misses a target"]
            )
        seen = tuple("".join("1" if row[k] > 0 else "0" if row[k] < 0 else "?" for row in sums) for k in range(width))
        if seen != pattern[layer - 1]:
            faults.append(f"its weights have another pattern in layer {layer}")
        rows = [[z if z > 0 else z * as_fmpq(question.leak) for z in row] for row in sums]
    return faults


def _dot(a: Sequence[Any], b: Sequence[Any]) -> Any:
    return sum((x * y for x, y in zip(a, b, strict=True)), flint.fmpq(0))


def _is_zero(value: Any) -> bool:
    return bool(value.contains(0)) if isinstance(value, flint.arb) else bool(value == 0)


def _all_listed(
    document: Any, question: DeepQuestion, patterns: list[Pattern], findings: Findings, here: Circumstances
) -> bool:
    """Whether no pattern is missing that has, or may have, a zero inside."""
    number = sum(copies_of(pattern) for pattern in patterns)
    if any(one >= other for one, other in pairwise(patterns)):
        findings.false("regions: they are not in order, or one is there twice", "regions")
    if document["chosen"] == "given":
        findings.proved("chosen")
        if len(patterns) > 1:
            findings.false("chosen: more than one pattern was given", "chosen")
        findings.compare("num_patterns", document["num_patterns"], 1)
        return bool(patterns)
    findings.proved("chosen")
    if "regions" in document["reasons"]:
        findings.looked_at("num_patterns")
        if document["num_patterns"] < number:
            findings.false("num_patterns is less than that of the regions", "num_patterns")
        else:
            findings.proved("num_patterns")
        return False
    known, total = set(patterns), 0
    for pattern in all_patterns(question, here.budget):
        total += copies_of(pattern)
        if pattern in known:
            known.discard(pattern)
            continue
        asked = posed(Region(question, pattern), [])
        missing = asked.needs_census or asked.missing
        if missing or described(Region(question, pattern), asked, [], None)["points"]:
            findings.false(f"regions: {'/'.join(map(','.join, pattern))} is missing", "regions")
    if known:
        findings.false("regions: a pattern is none of those up to the order of units", "regions")
    findings.compare("num_patterns", document["num_patterns"], total)
    return True
