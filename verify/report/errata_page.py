"""The page of a report on what the papers have wrong: statements, sentences in passing, and readings that fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from ..catalogue import find_claim
from ..claims import Claim
from ..formulas import in_html
from .outcomes import Outcome, Planted
from .pages import ERRATA, command, html_page, in_words_of, readings_table
from .spec import Spec

TITLE = "Errata"


def errata_page(found: Iterable[Outcome], spec: Spec) -> str:
    """Each erratum with its place, reading, counterexample, corrected statement, verdict and the command."""
    decided = list(found)
    wrong = [_statement(each, spec) for each in decided if each.verdict in ERRATA]
    aside = [_aside(outcome, each) for outcome, each in in_passing(decided)]
    read = [_readings(each, spec) for each in decided if each.verdict not in ERRATA and _fails(each)]
    parts = [
        f'<p><a href="index.html">all claims</a></p>\n<h1>{TITLE}</h1>',
        f"<h2>Statements</h2><p>{len(wrong)} fail as printed, on an instance that meets their hypotheses.</p>",
        *wrong,
        "<h2>Steps of proofs, and sentences in passing</h2><p>What stands in print beside the statements and is false, "
        f"though the result does not depend on it or is right in the end: {len(aside)}.</p>",
        *aside,
        "<h2>Readings that fail</h2><p>Statements that stand in the reading that counts, and fail in another: "
        f"{len(read)}.</p>",
        *read,
    ]
    return html_page(TITLE, "\n".join(parts), "style.css")


def in_passing(found: Iterable[Outcome]) -> Iterator[tuple[Outcome, Planted]]:
    """The planted falsehoods that a paper has in print, with the outcome that they belong to."""
    for outcome in found:
        yield from ((outcome, each) for each in outcome.planted if each.printed)


def _head(claim: Claim, place: str, verdict: str) -> str:
    link = f'<a href="claims/{claim.id}.html">{claim.id}</a>'
    return f"<h3>{link}: {in_html(claim.title)}</h3><p>{in_html(place)}. <em>{escape(verdict)}</em></p>"


def _statement(outcome: Outcome, spec: Spec) -> str:
    claim, evidence = find_claim(outcome.id), outcome.evidence
    assert evidence is not None
    assert evidence.counterexample is not None
    parts = [
        _head(claim, claim.source, f"{in_words_of(evidence)} ({evidence.grade})"),
        f'<p class="statement">{in_html(claim.statement)}</p>',
        f"<p>Smallest counterexample found: {escape(evidence.counterexample.finding.reason)}</p>",
    ]
    if claim.witness:
        parts.append(f"<p>In formulas, a small one: {in_html(claim.witness.words)}</p>")
    parts.append(readings_table(evidence.readings) if evidence.readings else "<p>Reading: as it stands.</p>")
    corrected = evidence.corrected
    if corrected:
        parts.append(
            f"<p>Corrected: {in_html(corrected.statement)}. <em>{escape(corrected.verdict)}</em> "
            f"({escape(corrected.grade)}; {corrected.failures} of {corrected.instances} instances fail)</p>"
        )
    return "".join([*parts, f"<pre>{escape(command(claim, spec))}</pre>"])


def _aside(outcome: Outcome, planted: Planted) -> str:
    claim = find_claim(outcome.id)
    (variant,) = (each for each in claim.all_planted() if each.name == planted.name)
    return (
        _head(claim, planted.printed, "false" if planted.refuted else "NOT REFUTED")
        + f'<p class="statement">{in_html(variant.statement)}</p>'
        f"<p>A counterexample: {escape(planted.reason)}</p><p>Right: {in_html(planted.instead)}</p>"
        f"<pre>{escape(f'python -m verify selftest {claim.id}')}</pre>"
    )


def _fails(outcome: Outcome) -> bool:
    return outcome.evidence is not None and any(each.verdict in ERRATA for each in outcome.evidence.readings)


def _readings(outcome: Outcome, spec: Spec) -> str:
    claim, evidence = find_claim(outcome.id), outcome.evidence
    assert evidence is not None
    return "".join(
        [
            _head(claim, claim.source, in_words_of(evidence)),
            f'<p class="statement">{in_html(claim.statement)}</p>',
            readings_table(evidence.readings),
            f"<pre>{escape(command(claim, spec))}</pre>",
        ]
    )
