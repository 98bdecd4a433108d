"""The pages of the report: plain HTML in which every text is escaped and nothing is loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from ..catalogue import find_claim
from ..claims import OBJECTIONS, Claim
from ..evidence import Evidence, OverSeeds, Read, Searched
from ..formulas import in_html
from ..ledger import entry, in_words
from .outcomes import Outcome
from .spec import Spec

ERRATA = ("refuted as printed", "misprint")
LONGEST = 2000  # characters of a measured value on a page; the whole is in the JSON file

STYLE = """body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto;
  padding: 0 1rem; color: #222 }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem; border-bottom: 1px solid #ddd }
pre { background: #f6f6f6; padding: .6rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
.statement { font-size: 1.15rem; border-left: 4px solid #888; padding-left: 1rem }
.bad { background: #fbe3e0 } .erratum { background: #fff3d6 } .open { background: #eef }
.quiet { color: #666 }
"""


def html_table(headers: Sequence[str], rows: Iterable[Sequence[str]], classes: Sequence[str] = ()) -> str:
    """A table of cells that are HTML already; :func:`html.escape` makes text such.

    >>> html_table(["a"], [["1"]])
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{escape(each)}</th>" for each in headers)
    body = ""
    for k, row in enumerate(rows):
        kind = f' class="{classes[k]}"' if classes and classes[k] else ""
        body += f"<tr{kind}>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def html_page(title: str, body: str, style: str) -> str:
    """A whole page."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f'<title>{escape(title)}</title>\n<link rel="stylesheet" href="{style}">\n</head>\n<body>\n{body}\n'
        "</body>\n</html>\n"
    )


def _urgency(outcome: Outcome) -> int:
    return 0 if outcome.difference else 1 if outcome.verdict == "undecided" else 2


def index_page(found: list[Outcome], spec: Spec) -> str:
    """The table of all claims; what differs from the ledger and what is undecided come first."""
    rows, classes = [], []
    for outcome in sorted(found, key=_urgency):
        claim, evidence = find_claim(outcome.id), outcome.evidence
        corrected = evidence.corrected if evidence else None
        rows.append(
            [
                f'<a href="claims/{claim.id}.html">{claim.id}</a>',
                in_html(claim.title),
                in_html(claim.source),
                escape(in_words_of(evidence) if evidence else outcome.verdict),
                escape(evidence.grade) if evidence else "",
                f"{evidence.failures} of {evidence.instances}" if evidence else "",
                escape(corrected.verdict) if corrected else "",
                escape(outcome.difference) or "as before",
            ]
        )
        urgent, verdict = _urgency(outcome) < 2, outcome.verdict
        classes.append("bad" if urgent else "erratum" if verdict in ERRATA else "open" if verdict == "open" else "")
    headers = ("id", "title", "source", "verdict", "grade", "instances that fail", "corrected", "ledger")
    made = html_table(("made with", ""), [[escape(k), escape(v)] for k, v in spec.versions.items()])
    body = (
        f"<h1>The claims of the four papers</h1>\n<p>{_counts(found)}. Seed {spec.seed}, {escape(spec.profile)} "
        "profile. What differs from the committed ledger and what is undecided come first. What the papers "
        'have wrong, in statements and in passing: <a href="errata.html">errata</a>.</p>\n'
        f"{html_table(headers, rows, classes)}\n<p>The same as data: "
        '<a href="outcomes.csv">outcomes.csv</a>, <a href="outcomes.json">outcomes.json</a>.</p>\n' + made
    )
    return html_page("The claims of the four papers", body, "style.css")


def _counts(found: list[Outcome]) -> str:
    verdicts = [outcome.verdict for outcome in found]
    parts = [f"{verdicts.count(each)} {escape(each)}" for each in dict.fromkeys(verdicts)]
    differing = sum(bool(outcome.difference) for outcome in found)
    return f"{len(found)} claims: {', '.join(parts)}; {differing} not as in the ledger"


def claim_page(claim: Claim, outcome: Outcome, spec: Spec) -> str:
    """All about one claim, and the command that repeats it."""
    evidence, name = outcome.evidence, escape(claim.id)
    parts = [
        f'<p><a href="../index.html">all claims</a></p>\n<h1>{name}: {in_html(claim.title)}</h1>',
        f'<p class="quiet">{in_html(claim.source)}; quantifier: {escape(claim.quantifier)}; '
        f"field: {escape(claim.field)}</p>",
        f'<p class="statement">{in_html(claim.statement)}</p>',
    ]
    if outcome.difference:
        parts.append(f'<p class="bad"><strong>Not as in the ledger:</strong> {escape(outcome.difference)}</p>')
    if evidence:
        parts += _verdict_parts(claim, evidence)
    if claim.witness:
        parts.append(f"<p>A counterexample in formulas: {in_html(claim.witness.words)}</p>")
    if claim.note:
        parts.append(f"<p>{in_html(claim.note)}</p>")
    if claim.letters:
        parts.append("<h2>Letters</h2>" + html_table(("paper", "here"), _escaped(claim.letters.items())))
    if claim.hypotheses:
        parts.append("<h2>Hypotheses</h2>" + _hypotheses(claim, outcome))
    parts.append("<h2>Planted falsehoods</h2>" + _planted(claim, outcome))
    if claim.rests_on:
        parts.append(f"<p>Rests on {escape(', '.join(claim.rests_on))}.</p>")
    parts.append(
        f"<h2>Repeat</h2><pre>{escape(command(claim, spec))}\n{escape(f'python -m verify selftest {claim.id}')}</pre>"
    )
    return html_page(f"{claim.id}: {claim.title}", "\n".join(parts), "../style.css")


def in_words_of(evidence: Evidence) -> str:
    """The verdict, with the counts of an open one."""
    return in_words(entry(evidence))


def _verdict_parts(claim: Claim, evidence: Evidence) -> list[str]:
    parts = [
        f"<h2>Verdict: {escape(in_words_of(evidence))}</h2>",
        f"<p>Evidence: {escape(evidence.grade)}. {evidence.instances} instances were decided on, "
        f"{evidence.failures} failed, {evidence.undecided} stayed undecided, {evidence.not_applicable} drawn "
        "ones did not meet the hypotheses.</p>",
    ]
    if evidence.why_undecided:
        parts.append(f"<p>Undecided, for one: {escape(evidence.why_undecided)}</p>")
    if evidence.search:
        parts.append(f"<p>{escape(searched(evidence.search))}</p>")
    if evidence.runs:
        parts.append("<h2>What the experiments say</h2>" + runs_table(evidence.runs))
    if evidence.readings:
        parts.append("<h2>Readings</h2>" + readings_table(evidence.readings))
        for read in evidence.readings:
            if read.runs and read.objection:
                parts.append(f"<p>Read as “{escape(read.words)}”:</p>" + runs_table(read.runs))
    example, corrected, sample = evidence.counterexample, evidence.corrected, evidence.sample
    if example:
        finding = example.finding
        title = "An instance that contradicts" if claim.open else "Smallest counterexample found"
        parts.append(
            f"<h2>{title}</h2><p>{escape(finding.reason)}</p>"
            f'<p><a href="../counterexamples/{escape(claim.id)}.json">As a file</a>; it is decided again by</p>'
            f"<pre>{escape(f'python -m verify run {claim.id} --instance counterexamples/{claim.id}.json')}</pre>"
            + _values({**example.instance, **finding.measured}.items())
        )
    if corrected:
        reason = f": {escape(corrected.reason)}" if corrected.reason else ""
        parts.append(
            f'<h2>Corrected</h2><p class="statement">{in_html(corrected.statement)}</p>'
            f"<p>{escape(corrected.verdict)} ({escape(corrected.grade)}; {corrected.failures} of "
            f"{corrected.instances} instances fail; {corrected.own} are at its own boundaries){reason}</p>"
            + (f"<p>{escape(searched(corrected.search))}</p>" if corrected.search else "")
        )
    if sample:
        said = f"<p>{escape(sample.reason)}</p>" if sample.reason else ""
        parts.append("<h2>Measured on the last instance</h2>" + said + _values(sample.measured.items()))
    return parts


def searched(found: Searched) -> str:
    """Where a counterexample was looked for beside the draws, and what was found, in words.

    >>> searched(Searched(81, 204, 83, 0, 0, 0.25, {"n": 1}))
    'A counterexample was looked for: 81 exact small cases, 204 evaluations of the margin, the smallest 0.25; 83 \
instances were decided, and 0 fail.'
    """
    parts = [f"{found.cases} exact small cases"] if found.cases else []
    if found.best_margin is not None:
        parts.append(f"{found.evaluations} evaluations of the margin, the smallest {found.best_margin:.3g}")
    left = f", {found.undecided} stay undecided" if found.undecided else ""
    told = f"{found.decided} instances were decided, and {found.failures} fail{left}"
    return f"A counterexample was looked for: {', '.join(parts)}; {told}."


def _values(measured: Iterable[tuple[str, Any]]) -> str:
    rows = []
    for key, value in measured:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        cut = " … (whole in outcomes.json)" if len(text) > LONGEST else ""
        rows.append([escape(key), f"<pre>{escape(text[:LONGEST] + cut)}</pre>"])
    return html_table(("quantity", "value"), rows) if rows else ""


def _hypotheses(claim: Claim, outcome: Outcome) -> str:
    rows = []
    for hypothesis in claim.hypotheses:
        found = outcome.dropped.get(hypothesis.name)
        rows.append(
            [escape(hypothesis.name), in_html(hypothesis.statement), _dropping(claim.id, hypothesis.name, found)]
        )
    drop = escape(f"python -m verify run {claim.id} --drop NAME")
    return html_table(("name", "statement", "without it"), rows) + f"<p>Repeated by</p><pre>{drop}</pre>"


def readings_table(readings: Iterable[Read]) -> str:
    """The readings of a sentence, with their verdicts and why they are not the headline."""
    rows = []
    for each in readings:
        why = f"not the headline: {OBJECTIONS[each.objection]}" if each.objection else "the headline"
        left = f", {each.undecided} undecided" if each.undecided else ""
        found = f"{each.verdict} ({each.grade}; {each.failures} of {each.instances} instances fail{left})"
        rows.append([in_html(each.words), *(escape(text) for text in (found, why, each.reason))])
    return html_table(("read as", "verdict", "", "reason"), rows)


def runs_table(runs: Iterable[OverSeeds]) -> str:
    """The outcome of each check over the seeds that were run, and what is near to its threshold."""
    rows = []
    for each in runs:
        seeds = ", ".join(f"{seed}: {outcome}" for seed, outcome in zip(each.seeds, each.outcomes, strict=True))
        cells = (
            f"{each.experiment}, {each.size}: {each.check}",
            each.outcome,
            seeds,
            "; ".join(each.fragile),
            ", ".join(each.older),
        )
        rows.append([escape(text) for text in (*cells, each.reason)])
    return html_table(("check", "over the seeds", "by seed", "near a threshold", "older than", "reason"), rows)


def _dropping(claim_id: str, name: str, found: Evidence | None) -> str:
    if found is None:
        return "not decided"
    if found.counterexample:
        file = escape(f"{claim_id}-{name}.json")
        reason = escape(found.counterexample.finding.reason)
        return f'<a href="../counterexamples/{file}">fails</a> ({found.failures} of {found.instances}): {reason}'
    if not found.instances:
        return "no instance violated it alone"
    undecided = f", {found.undecided} undecided" if found.undecided else ""
    return f"no counterexample in {found.instances} instances{undecided}: it may be unnecessary"


def _planted(claim: Claim, outcome: Outcome) -> str:
    said = {each.name: each for each in outcome.planted}
    rows = []
    of_corrected = {each.name for each in claim.corrected.planted} if claim.corrected else ()
    for variant in claim.all_planted():
        found = said.get(variant.name)
        result = "not decided" if found is None else "refuted" if found.refuted else "NOT REFUTED"
        reason = found.reason if found else ""
        beside = "corrected" if variant.name in of_corrected else "printed"
        told = f"{reason}. Printed: {variant.printed}. Right: {variant.instead}" if variant.printed else reason
        cells = [escape(each) for each in (beside, result, told)]
        rows.append([escape(variant.name), in_html(variant.statement), *cells])
    return html_table(("name", "statement", "beside the statement as", "", "reason"), rows)


def _escaped(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[in_html(key), in_html(value)] for key, value in pairs]


def command(claim: Claim, spec: Spec) -> str:
    """What repeats a claim as it is in a report."""
    profile = "" if spec.profile == "fast" else f" --profile {spec.profile}"
    return f"python -m verify run {claim.id} --seed {spec.seed}{profile}"
