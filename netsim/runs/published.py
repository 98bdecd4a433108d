"""Records: what is worth keeping of the runs of an experiment, for one seed or several.

A record is the ``result.json`` of its first seed. One of several seeds has beside it ``record``, the version of this
form, and ``others``, what the other seeds differ in. Of these the points of embedded weights are not kept: figures show
those of the first seed, and no check reads them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias, cast

from ..shell import WrongInput, shown_path, write_json
from .drawing import draw_figures
from .experiment import AnyExperiment
from .results import OtherSeed, RecordDocument, Result, check_decisions, check_seed, read_result
from .session import decide_checks
from .several_seeds import check_seeds

FORM = 2  # records without a version are the first form, of one seed
SHARED = ("experiment", "size", "options", "device", "title", "source", "figures")

Record: TypeAlias = "list[Result]"  # in the order of the seeds as they were given


def read_record(path: Path) -> Record:
    """The runs of a record, one for each seed.

    Raises:
        Missing: it cannot be read.
        WrongInput: it is none, or another version's.
    """
    document = read_result(path)
    form, others = document.get("record", 1), document.get("others", [])
    if form not in (1, FORM) or not isinstance(others, list) or (form == 1 and others):
        raise WrongInput(
            f"{shown_path(path)} is a record of form {form!r}, and this version reads 1 and {FORM}",
            hint="publish it again",
            kind="bad_record",
        )
    first = {key: value for key, value in document.items() if key not in ("record", "others")}
    shared = {key: first[key] for key in (*SHARED, "environment") if key in first}
    for other in others:
        check_seed(path, other)
    runs = [cast(Result, each) for each in (first, *(shared | other for other in others))]
    check_seeds(runs)
    for run in runs:
        check_decisions(path, run)
    return runs


def record_of(experiment: AnyExperiment, results: Sequence[Result]) -> RecordDocument:
    """The document of a record.

    Raises:
        WrongInput: the runs differ in more than the seed.
        ValueError: a check reads what is not kept, which is a defect of the check.
    """
    check_seeds(results)
    first, *others = map(_with_short_notes, results)
    document: RecordDocument = {**first}
    if others:
        document["record"] = FORM
        document["others"] = [_kept(experiment, first, other) for other in others]
    return document


def _kept(experiment: AnyExperiment, first: Result, other: Result) -> OtherSeed:
    kept = {key: value for key, value in other.items() if key not in SHARED}
    if other["environment"] == first["environment"]:
        del kept["environment"]
    kept["measured"] = without_points(other["measured"])
    if decide_checks(experiment, kept["measured"], other["size"]) != other["checks"]:
        raise ValueError(f"{experiment.id}: a check reads the points of an embedding, which are not kept")
    return cast(OtherSeed, kept)


def without_points(measured: Any) -> Any:
    """Measured data without the points of embeddings, of which the stress remains.

    >>> without_points({"layer2": {"points": [[0.0, 1.0]], "stress": 0.1}, "points": {"M5": [1.0]}})
    {'layer2': {'points': [], 'stress': 0.1}, 'points': {'M5': [1.0]}}
    """
    if isinstance(measured, Mapping):
        is_picture = "stress" in measured and isinstance(measured.get("points"), list)
        return {k: [] if is_picture and k == "points" else without_points(v) for k, v in measured.items()}
    return [without_points(each) for each in measured] if isinstance(measured, list) else measured


def _with_short_notes(result: Result) -> Result:
    return {**result, "notes": [without_folders(note) for note in result["notes"]]}


_QUOTED = re.compile(r"""(?<!\w)(['"])((?:\\.|(?!\1)[^\\])*)\1""")
_FOLDERS = re.compile(r".*(?:/|\\\\)")


def without_folders(note: str) -> str:
    """A note of a run without the folders of this machine: of every path between quotes its last part.

    >>> without_folders("the result is made again: '/home/me/runs/E02/result.json': it is no JSON")
    "the result is made again: 'result.json': it is no JSON"
    """
    return _QUOTED.sub(lambda found: found[1] + _FOLDERS.sub("", found[2]) + found[1], note)


def publish(experiment: AnyExperiment, results: Result | Sequence[Result], target: Path, figures: Path) -> Path:
    """Copy what is worth keeping: ``E02-laptop.json`` to one folder, its figures to another.

    Args:
        results: of one seed, or of several.
    """
    runs = [results] if isinstance(results, Mapping) else list(results)
    document = record_of(experiment, runs)
    name = f"{document['experiment']}-{document['size']}"
    write_json(target / f"{name}.json", document)
    draw_figures(experiment, runs[0]["measured"], figures, f"{name}-", runs=runs, small=True)
    return target / f"{name}.json"


def figures_beside(records: Path) -> Path:
    """Where the figures of a folder of records are unless said otherwise.

    >>> figures_beside(Path("kept/records")).as_posix()
    'kept/records-figures'
    """
    return records.with_name(records.name + "-figures")


def records_folder(name: str) -> Path:
    """A folder of records.

    Raises:
        WrongInput: it is where the committed records were before they moved into the package.
    """
    if Path(name).as_posix().endswith("docs/results/netsim"):
        raise WrongInput(
            f"the records are no longer in {name!r}",
            hint="give netsim/results, with --figures docs/results/netsim-figures",
            kind="moved",
        )
    return Path(name)
