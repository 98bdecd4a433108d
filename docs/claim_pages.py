"""A page for each claim, and the entries of the errata, written from the registry whenever the site is built.

A claim whose statement has a formula that cannot be read as TeX, or that is not in the ledger, is an error that names
it, and so is a record of the errata that is older than the ledger.
"""

import inspect
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from claim_figures import experiments_of, figures
from claim_graph import graph

from algebraic.shell import WrongInput
from verify.catalogue import registry
from verify.cite import bibtex, identifier
from verify.claims import OBJECTIONS
from verify.formulas import in_tex
from verify.ledger import in_words, read_ledger
from verify.report import COMMAND, ERRATA, code_of, errata
from verify.run import refutes

HERE = Path(__file__).resolve().parent
MAKE = "python -m verify run --errata --json > docs/results/errata.json"
PAPERS = {
    "T2": "Theory of Deep Learning II",
    "T3": "Theory of Deep Learning III",
    "NMH": "Nguyen, Mukkamala, Hein",
    "C18": "Cooper",
}
KEYS = {"T2": "liao2017", "T3": "poggio2017", "NMH": "nguyen2019", "C18": "cooper2018"}
QUANTIFIERS = {
    "for all": "of all that meets the hypotheses",
    "generic": "of almost all",
    "with probability": "with a probability",
    "exists": "that something exists",
    "bound": "a bound",
    "limit": "a limit",
}
NAMES = re.compile(r"(\b[a-z]+(?:_[a-z]+)+\b)")
LONGEST = 1200  # characters of an instance on a page


def written(sentence, name):
    """A sentence as Markdown: its formulas as TeX, and nothing else with a meaning.

    Raises:
        SystemExit: a formula cannot be read; the claim is named.
    """
    try:
        parts = re.split(r"(\$[^$]*\$)", in_tex(sentence))
    except WrongInput as problem:
        raise SystemExit(f"{name} has no statement in TeX: {problem}") from None
    return "".join(part if part.startswith("$") else "".join(map(escaped, NAMES.split(part))) for part in parts)


def escaped(words):
    """Words without a meaning in Markdown; a name of the code as code."""
    return f"`{words}`" if NAMES.fullmatch(words) else re.sub(r"([\\`*_{}\[\]<>#|~$])", r"\\\1", words)


def place(text, name):
    """Where something stands: a lone letter is one of a page or an appendix."""
    return re.sub(r"\$([A-Za-z])\$", r"\1", written(text, name))


def measured(reason, name):
    """What a check says of an instance: a sentence, or an expression as a program prints it."""
    if re.search(r"\w[*^]|\*\*|[\[{]", reason):
        return f"`` {reason} ``"
    return sentence(written(reason, name))


def sentence(text):
    """With a capital letter and a point, if it begins and ends as words do."""
    return (text[:1].upper() + text[1:] if not text.startswith("$") else text).removesuffix(".") + "."


def link(name):
    """A reference to the page of a claim."""
    return f"{{ref}}`{name} <claim-{name.lower()}>`"


def paper(name):
    """The paper of a claim by the beginning of its id."""
    return name.partition("-")[0]


def head(claim, kept):
    """Where the claim stands, what kind of statement it is, and the verdict."""
    where = place(claim.source.partition(" ")[2], claim.id)
    rows = [
        ("place", f"{PAPERS[paper(claim.id)]} {{cite}}`{KEYS[paper(claim.id)]}`, {where}"),
        ("kind", f"{claim.quantifier} ({QUANTIFIERS[claim.quantifier]}); numbers: {claim.field}"),
        ("verdict", f"**{written(in_words(kept), claim.id)}**"),
        ("evidence", kept["grade"]),
    ]
    if kept["corrected"]:
        rows.append(("corrected statement", kept["corrected"]))
    return ["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows), ""]


def readings(claim, kept):
    """How the sentence can be read, with the verdict of each reading."""
    if not claim.readings:
        return ["It is read as it stands.", ""]
    lines = []
    found = kept.get("readings", [])
    for words, verdict, why in zip(
        (claim.reading, *(each.words for each in claim.readings)),
        [in_words(each) for each in found] or ["not in the ledger"] * (1 + len(claim.readings)),
        (
            "the reading that counts",
            *(f"not the one that counts: {OBJECTIONS[each.objection]}" for each in claim.readings),
        ),
        strict=True,
    ):
        lines.append(f"* {sentence(written(words, claim.id))} *{written(verdict, claim.id)}* ({why})")
    return [*lines, ""]


def counterexample(claim, found):
    """The smallest that was found, and the one in formulas."""
    lines = []
    if found and found["counterexample"]:
        example = found["counterexample"]
        lines += [f"Smallest that was found: {measured(example['finding']['reason'], claim.id)}", ""]
        text = json.dumps(example["instance"], ensure_ascii=False)
        if len(text) <= LONGEST:
            lines += ["```json", text, "```", ""]
        else:
            lines += ["The instance is long; the command below with `--json` prints it.", ""]
    if claim.witness:
        lines += [f"In formulas: {sentence(written(claim.witness.words, claim.id))}", ""]
    return lines


def searched(kept):
    """Where a counterexample was looked for beside the draws."""
    lines = []
    for each in kept.get("search", []):
        parts = [f"{each['cases']} exact small cases"] if each["cases"] else []
        if each["best_margin"] is not None:
            parts.append(f"{each['evaluations']} evaluations of the margin, the smallest {each['best_margin']:.3g}")
        lines += [f"A counterexample to the statement as {each['of']} was looked for: {', '.join(parts)}.", ""]
    return lines


def decided(found):
    """What came out on some instances, in words."""
    left = f", {found['undecided']} stayed undecided" if found["undecided"] else ""
    return f"{found['instances']} instances were decided, {found['failures']} of them fail{left}."


def hypotheses(claim, measured_of):
    """Each hypothesis, and what comes out on instances that violate it."""
    if not claim.hypotheses:
        return []
    lines = ["## Hypotheses", "", "For each, instances were drawn that violate it: what it is needed for.", ""]
    for each in claim.hypotheses:
        found = measured_of["dropped"][each.name]
        if found["failures"]:
            without = f"{decided(found)} The smallest: {measured(found['reason'], claim.id)}"
        elif found["instances"]:
            without = f"{decided(found)} It may be unnecessary."
        else:
            without = "No instance violates it alone."
        lines += [f"`{each.name}`", f": {sentence(written(each.statement, claim.id))}", ""]
        lines += [f"  Without it: {without}", ""]
    return [*lines, "```sh", f"python -m verify run {claim.id} --drop {claim.hypotheses[0].name}", "```", ""]


def evidence(claim, kept, measured_of):
    """What the verdict was decided on."""
    runs = kept.get("runs")
    if runs and claim.quantifier and kept["grade"] not in ("exact", "certified"):
        seeds = ", ".join(f"{name} (seeds {', '.join(map(str, each))})" for name, each in runs["seeds"].items())
        lines = [f"Decided on the checks of the experiments {seeds}, size {runs['size']}: {{doc}}`../experiments`.", ""]
    else:
        lines = [decided(measured_of["printed"]), ""]
    if measured_of["code"] != code_of(claim):
        lines += ["```{note}", "The module of this check has changed since these numbers were found.", "```", ""]
    lines += searched(kept)
    planted = claim.all_planted()
    many = (
        "One false statement or broken check is"
        if len(planted) == 1
        else f"{len(planted)} false statements or broken checks are"
    )
    lines += [f"{many} planted beside it, and refuted:", ""]
    for each in planted:
        reason = measured_of["planted"][each.name]
        lines.append(f"* {sentence(written(each.statement, claim.id))} Refuted: {measured(reason, claim.id)}")
    return [*lines, ""]


def code(claim):
    """The function that decides one instance, as it is now."""
    module = Path(inspect.getsourcefile(claim.decide)).relative_to(HERE.parent).as_posix()
    name = claim.decide.__name__
    lines = ["## Code", "", f"An instance is decided by `{name}` in `{module}`:", ""]
    return [*lines, "```python", inspect.getsource(claim.decide).rstrip(), "```", ""]


def page(claim, kept, found, measured_of, claims, records=()):
    """All about one claim."""
    name = claim.id
    lines = [
        "---",
        "orphan: true",
        "---",
        "",
        f"(claim-{name.lower()})=",
        f"# {name}: {written(claim.title, name)}",
        "",
        *head(claim, kept),
        "## Statement",
        "",
        sentence(written(claim.statement, name)),
        "",
    ]
    if claim.corrected:
        lines += ["## Corrected", "", sentence(written(claim.corrected.statement, name)), ""]
    lines += ["## Reading", "", *readings(claim, kept)]
    example = counterexample(claim, found)
    if example:
        lines += ["## Counterexample", "", *example]
    lines += hypotheses(claim, measured_of)
    if claim.letters:
        lines += ["## Letters", "", "| paper | here |", "|---|---|"]
        lines += [f"| {written(key, name)} | {written(value, name)} |" for key, value in claim.letters.items()] + [""]
    lines += ["## Evidence", "", *evidence(claim, kept, measured_of), *figures(claim, records)]
    if claim.note:
        lines += ["## Note", "", written(claim.note, name), ""]
    above = [other.id for other in claims.values() if name in other.rests_on]
    if claim.rests_on or above:
        lines += ["## What rests on what", ""]
        lines += [f"This check uses {', '.join(map(link, claim.rests_on))}.", ""] if claim.rests_on else []
        lines += [f"It is used by {', '.join(map(link, above))}.", ""] if above else []
    lines += ["## Repeat", "", "```sh", f"python -m verify run {name}", f"python -m verify selftest {name}", "```", ""]
    lines += code(claim)
    lines += [
        "## Quote",
        "",
        f"`{identifier(claim, kept)}`",
        "",
        "```bibtex",
        bibtex(claim, kept, in_words(kept)),
        "```",
        "",
    ]
    back = ["{doc}`All claims <../claims>`"]
    back += [f"{{ref}}`the entry of the errata <erratum-{name.lower()}>`"] if kept["verdict"] in ERRATA else []
    return "\n".join([*lines, " · ".join(back), ""])


def entry(claim, kept, found):
    """The section of the errata on one claim."""
    name, corrected = claim.id, found["corrected"]
    lines = [
        f"(erratum-{name.lower()})=",
        f"### {name}: {written(claim.title, name)}",
        "",
        f"{PAPERS[paper(name)]}, {place(claim.source.partition(' ')[2], name)}. *{found['verdict']}* "
        f"({found['grade']}). All of it: {link(name)}.",
        "",
        f"**As printed, in our words.** {sentence(written(claim.statement, name))}",
        "",
        f"**Smallest counterexample found.** {measured(found['counterexample']['finding']['reason'], name)}",
        "",
    ]
    text = json.dumps(found["counterexample"]["instance"], ensure_ascii=False)
    lines += [f"Instance: `{text}`", ""] if len(text) <= 300 else []
    if claim.witness:
        lines += [f"**In formulas, a small one.** {sentence(written(claim.witness.words, name))}", ""]
    lines += ["**Reading.**" if claim.readings else "**Reading.** We know no other that makes a difference.", ""]
    lines += readings(claim, kept) if claim.readings else []
    if corrected:
        lines += [
            f"**Corrected.** {sentence(written(corrected['statement'], name))} *{corrected['verdict']}* "
            f"({corrected['grade']}; {corrected['failures']} of {corrected['instances']} instances fail; "
            f"{corrected['own']} are at its own boundaries)",
            "",
        ]
    else:
        lines += ["We have no corrected statement.", ""]
    if claim.note:
        lines += [f"**Note.** {written(claim.note, name)}", ""]
    return [*lines, "```sh", f"python -m verify run {name}", "```", ""]


def aside(claim, variant):
    """The section on a sentence that a paper has in passing, which is refuted once more."""
    refuted, reason = refutes(claim, variant)
    if not refuted:
        raise SystemExit(f"{claim.id}, {variant.name}: not refuted: {reason}")
    name = claim.id
    return [
        f"### {place(variant.printed, name)}",
        "",
        f"**In our words.** {sentence(written(variant.statement, name))}",
        "",
        f"**A counterexample.** {measured(reason, name)} (*refuted*)",
        "",
        f"**Right.** {sentence(written(variant.instead, name))}",
        "",
        f"Planted beside {link(name)}: `python -m verify selftest {name}`",
        "",
    ]


def failing(claim, kept):
    """A statement that stands, with the readings in which it does not."""
    lines = []
    for found, reading in zip(kept.get("readings", [])[1:], claim.readings, strict=False):
        if found["verdict"] == "refuted as printed":
            why = OBJECTIONS[reading.objection]
            lines.append(f"* {sentence(written(reading.words, claim.id))} (Not the reading that counts: {why}.)")
    if not lines:
        return []
    where = place(claim.source.partition(" ")[2], claim.id)
    title = f"### {claim.id}: {written(claim.title, claim.id)}"
    return [
        title,
        "",
        f"{PAPERS[paper(claim.id)]}, {where}; *{kept['verdict']}*. {link(claim.id)}, read",
        "",
        *lines,
        "",
    ]


def read_record(claims, ledger):
    """What was measured of each claim.

    Raises:
        SystemExit: a claim is not in the record, or was another when the record was made.
    """
    record = {each["id"]: each for each in json.loads((HERE / "results/claims.json").read_text())["claims"]}
    old = [
        name
        for name, claim in claims.items()
        if name not in record
        or record[name]["identifier"] != identifier(claim, ledger[name])
        or set(record[name]["dropped"]) != {each.name for each in claim.hypotheses}
        or set(record[name]["planted"]) != {each.name for each in claim.all_planted()}
    ]
    if old:
        raise SystemExit(f"docs/results/claims.json has nothing of these as they are now: {', '.join(old)}; {COMMAND}")
    return record


def write_pages(folder):
    """Write a page for each claim, and the entries of the errata for ``errata.md`` to include."""
    claims, ledger = registry(), read_ledger()
    record = {each["id"]: each for each in json.loads((HERE / "results/errata.json").read_text())["claims"]}
    missing = [name for name in claims if name not in ledger]
    if missing:
        raise SystemExit(f"not in the ledger: {', '.join(missing)}; python -m verify run --all --write-ledger")
    if list(record) != errata(ledger):
        raise SystemExit(f"docs/results/errata.json is older than the ledger; make it again: {MAKE}")
    measured_of = read_record(claims, ledger)
    records = experiments_of()
    pages = {
        f"{name}.md": page(claim, ledger[name], record.get(name), measured_of[name], claims, records.get(name, ()))
        for name, claim in claims.items()
    }
    entries = []
    for prefix, title in PAPERS.items():
        entries += [f"## {title}", ""]
        for name in (each for each in record if paper(each) == prefix):
            entries += entry(claims[name], ledger[name], record[name])
    pages["errata.inc"] = "\n".join(entries)
    printed = [(claim, variant) for claim in claims.values() for variant in claim.all_planted() if variant.printed]
    pages["asides.inc"] = "\n".join(line for pair in printed for line in aside(*pair))
    others = [name for name in claims if name not in record]
    pages["graph.inc"] = graph(claims, ledger)
    pages["readings.inc"] = "\n".join(line for name in others for line in failing(claims[name], ledger[name]))
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
