"""The committed figures that an experiment drew for a claim: those that the claim's place names, or the first ones."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORDS, PICTURES = ROOT / "netsim" / "results", ROOT / "docs" / "results" / "netsim-figures"
MOST = 4  # on the page of a claim; the gallery has all


def experiments_of():
    """By claim, the records that have a check of it: id, title, size and figures."""
    found = {}
    for path in sorted(RECORDS.glob("E*-*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        for claim in {check["claim"] for check in record["checks"]} - {""}:
            found.setdefault(claim, []).append({key: record[key] for key in ("experiment", "title", "size", "figures")})
    return found


def named(source):
    """The numbers of the figures that a place names: of ``Figs. 4, 30, 37`` three."""
    lists = re.findall(r"Figs?\. ([\d, ]+(?:, Fig\. [\d, ]+)*)", source)
    return [int(number) for each in lists for number in re.findall(r"\d+", each)]


def chosen(claim, records):
    """Which figures of which experiment: as the place names them; where it names none, the first of each experiment."""
    numbered = [
        (int(found[1]) if (found := re.search(r"-(\d+)$", figure)) else 0, figure, record)
        for record in records
        for figure in record["figures"]
    ]
    wanted = named(claim.source)
    kept = [each for each in numbered if each[0] in wanted]
    if not kept:
        kept = [min((each for each in numbered if each[2] is record), key=lambda each: each[0]) for record in records]
    return [(figure, record) for _, figure, record in kept][:MOST]


def figures(claim, records):
    """The section of a claim's page, or nothing.

    Raises:
        SystemExit: a picture that a record names is not there.
    """
    if not records:
        return []
    lines = ["## Figures", ""]
    for figure, record in chosen(claim, records):
        picture = PICTURES / f"{record['experiment']}-{record['size']}-{figure}.png"
        if not picture.exists():
            raise SystemExit(f"{claim.id}: {picture.name} is not there; python -m netsim gallery --draw")
        where = record["experiment"].lower()
        lines += [
            f":::{{figure}} ../results/netsim-figures/{picture.name}",
            f":alt: Our drawing of figure {figure} of the papers, from the record of {record['experiment']}: "
            f"{record['title']}",
            ":width: 100%",
            "",
            f"**{figure}**, drawn from our record of {{ref}}`{record['experiment']} <{where}>`; the paper's caption, "
            "the options and the outcomes stand there.",
            ":::",
            "",
        ]
    return lines
