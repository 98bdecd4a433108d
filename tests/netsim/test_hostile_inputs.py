"""Inputs that once ended in a traceback or never: each ends in time, with a documented code.

``tests/data/hostile-inputs-netsim.json`` has them: a command, and for some what stands in the run folder that it finds.
"""

import json
import time
from pathlib import Path

import pytest

from netsim.commands import main
from netsim.runs import find_experiment, folder_of, make_spec
from netsim.runs.results import write_done
from netsim.runs.session import _made_by

pytestmark = pytest.mark.torch

CASES = json.loads(Path(__file__).parents[1].joinpath("data", "hostile-inputs-netsim.json").read_text("utf-8"))
SPEC = make_spec(find_experiment("E13"), "smoke", find_experiment("E13").options("smoke"), 0, "cpu")
RESULT = {
    **SPEC.document(),
    "title": "",
    "source": "",
    "environment": {"device_name": ""},
    "seconds": 1.0,
    "notes": [],
    "checks": [],
    "measured": {},
}
# Some of the results were too long to be kept: these are like them.
CASES += [
    {"kind": f"a result with {name}", "argv": argv, "where": "result", "result": result}
    for name, result in {
        "no device": RESULT | {"environment": {}},
        "no notes": {key: value for key, value in RESULT.items() if key != "notes"},
        "notes of numbers": RESULT | {"notes": 5},
        "a truth value": True,
        "checks of nothing": RESULT | {"checks": [None]},
        "another specification": RESULT | {"seed": 1},
    }.items()
    for argv in (["report"], ["run", "E13", "--executor", "here"])
]
RAW = ["", "{", "[" * 100_000, '{"a":' * 100_000, "1e999", "9" * 5000, "\x00", '{"a": 1, "a": 2}', "NaN"]
CASES += [
    {"kind": f"text {text[:12]!r}", "argv": argv, "where": where, "raw": text}
    for text in RAW
    for argv, where in ((["report"], "result"), (["status", "--json"], "spec"))
]


def put(case, folder, digest):
    """The run folder that a command finds, finished."""
    folder.mkdir(parents=True)
    texts = {"spec.json": json.dumps(SPEC.document()), "result.json": json.dumps(RESULT)}
    for name in ("spec", "result"):
        if case["where"] in (name, "both"):
            texts[f"{name}.json"] = case.get("raw", json.dumps(case.get(name)))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    if digest == "forged":
        write_done(folder, _made_by())
    else:
        (folder / "DONE").write_text("")


@pytest.mark.slow
@pytest.mark.parametrize("digest", ["forged", "none"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{' '.join(case['argv'])[:60]}: {case['kind'][:60]}")
def test_a_command_ends_as_it_should(case, digest, capsys, tmp_path, monkeypatch):
    if digest == "none" and case["argv"][0] not in ("report", "status"):
        return  # without a digest the run is made again, whatever the result is
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZEROLOCUS_DATA", "")
    if "where" in case:
        put(case, folder_of(SPEC, Path("runs")), digest)
    begun = time.process_time()
    code = main(case["argv"])
    assert time.process_time() - begun < 8
    out, err = capsys.readouterr()
    assert code in ((0, 2) if "where" in case else (0, 2, 3, 4)), (out, err)
    if "--json" in case["argv"]:
        found = json.loads(out)
        assert code == 0 or set(found["error"]) == {"code", "kind", "message", "hint"}
