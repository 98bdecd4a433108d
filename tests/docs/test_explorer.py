"""The explorer's data are those of the records; one that is missing or changed is named; what is shown is compared."""

# mypy: ignore-errors

import asyncio
import importlib.util
import json
import shutil
import tempfile
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
RECORDS = ("small-networks.json", "critical-functions.json", "critical-points.json")
PAGE = """<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>x</title><link rel="stylesheet" href="site.css"><style>
body { background: #fff; margin: 0 } @media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }
</style></head><body><article><div id="zl-explorer"></div></article><script src="data.js"></script>
<script src="explorer.js"></script></body></html>"""


def load(name):
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def started(used):
    """What ``used`` says of a browser that was started for it."""
    look, use = load("look_at_site"), load("use_explorer")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process, address = look.started("chromium", profile)
        try:
            return asyncio.run(look.attached(address, lambda browser: used(browser, use)))
        finally:
            process.terminate()
            process.wait()


@pytest.fixture(scope="module")
def data():
    return load("explorer_data")


def rows(name):
    return json.loads((DOCS / "results" / name).read_text(encoding="utf-8"))["rows"]


def test_values_are_those_of_the_records(data, tmp_path):
    data.write(tmp_path / "data.js")
    text = (tmp_path / "data.js").read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    found = json.loads(text.removeprefix("window.zerolocusRecords=").rstrip(";\n"))
    lines = [
        json.loads(line)
        for path in sorted((DOCS / "results" / "atlas").glob("rows-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(found["dimensions"]) == len(lines)
    for line in lines:
        *widths, power = line["label"].removeprefix("pnn.").split(".")
        row = found["dimensions"][f"{','.join(widths)} z**{power.removeprefix('r')} 000"]
        assert row[data.OF_DIMENSION.index("dimension")] == line["dimension"]
        assert found["words"][row[-1]].startswith("proved")
    assert len(found["ladders"]) == len(rows("small-networks.json"))
    for row in rows("small-networks.json"):
        digits = "".join(str(int(row[key])) for key in ("hidden_bias", "output_bias", "output_activation"))
        shown = found["ladders"][f"{','.join(map(str, row['widths']))} {row['activation']} {digits}"]
        assert (shown["bezout"], shown["bkk"], shown["count"]) == (row["bezout"], row["bkk"], row["complex_count"])
        assert ("proved" in shown["known"].replace("not proved", "")) == row["proved"]
    for row in (each for each in rows("critical-functions.json") if each["kind"] == "dense"):
        name = f"{','.join(map(str, row['sizes']))} {row['activation']} {int(row['bias'])}00"
        (shown,) = (each for each in found["functions"][name] if each["metric"] == row["metric"])
        assert (shown["count"], shown["real"]) == (row["complex_count"], row["real_count"])
        assert shown["known"].startswith("proved") == row["proved"]
    for row in rows("critical-points.json"):
        name = f"{','.join(map(str, row['widths']))} {row['activation']} {row['hidden_bias']:d}{row['output_bias']:d}0"
        (shown,) = (each for each in found["points"][name] if each["samples"] == row["samples"])
        assert (shown["count"], len(shown["points"])) == (row["complex_count"], row["real_count"])
        assert [each[0] for each in shown["points"]] == [each["index"] for each in row["points"]]
        assert shown["known"].startswith("proved") == row["proved"]


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_that_is_missing_or_changed_is_named(data, tmp_path, monkeypatch, name):
    monkeypatch.setattr(data, "RESULTS", tmp_path)
    read = {"small-networks.json": data.ladders, "critical-functions.json": data.functions}.get(name, data.points)
    with pytest.raises(SystemExit, match=f"{name} is not there"):
        read()
    document = json.loads((DOCS / "results" / name).read_text(encoding="utf-8"))
    (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    read()
    for change in (lambda rows: rows.pop(), lambda rows: rows[3].update(complex_count=17)):
        changed = json.loads(json.dumps(document))
        change(changed["rows"])
        (tmp_path / name).write_text(json.dumps(changed), encoding="utf-8")
        with pytest.raises(SystemExit, match=f"{name} has not the rows"):
            read()
    (tmp_path / name).write_text("[]", encoding="utf-8")
    with pytest.raises(SystemExit, match=f"{name} is no record"):
        read()


def test_a_changed_atlas_is_named(data, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "RESULTS", tmp_path)
    with pytest.raises(SystemExit, match="docs/results/atlas"):
        data.dimensions()
    shutil.copytree(DOCS / "results" / "atlas", tmp_path / "atlas")
    path = tmp_path / "atlas" / "rows-00001.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = {**json.loads(lines[0]), "dimension": json.loads(lines[0])["dimension"] - 1}
    path.write_text("\n".join([json.dumps(changed), *lines[1:]]) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"rows-00001\.jsonl is not the file"):
        data.dimensions()


def test_a_row_of_critical_points_is_found_again():
    record = load("critical_points_record")
    wanted = {"widths": [1, 1, 1], "activation": "z", "hidden_bias": False, "output_bias": False, "samples": 1}
    (kept,) = (row for row in rows("critical-points.json") if all(row[key] == value for key, value in wanted.items()))
    assert {**record.row_of(wanted), "sha256": kept["sha256"]} == kept


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dimensions", "ladders", "functions", "points"])
def test_its_commands_run(data, name):
    network = "--widths 1,1,1 --activation z**2 --no-hidden-bias --no-output-bias"
    command = data.COMMANDS[name].format(network=network, metric="generic", samples=1)
    python, module, room, *arguments = command.split()
    assert (python, module) == ("python", "-m")
    assert importlib.import_module(f"{room}.__main__").main(arguments) == 0


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
def test_what_is_shown_is_compared(data, tmp_path):
    (tmp_path / "explorer.html").write_text(PAGE, encoding="utf-8")
    for name in ("explorer.js", "site.css"):
        shutil.copy(DOCS / "_static" / name, tmp_path)
    data.write(tmp_path / "data.js")
    found = json.loads(
        (tmp_path / "data.js").read_text(encoding="utf-8").removeprefix("window.zerolocusRecords=").rstrip(";\n")
    )
    found["dimensions"]["3,2,1 z**2 000"][data.OF_DIMENSION.index("dimension")] += 1

    async def used(browser, use):
        address = (tmp_path / "explorer.html").as_uri()
        good = await use.use(browser, address, "desk")
        (tmp_path / "data.js").write_text(f"window.zerolocusRecords={json.dumps(found)};", encoding="utf-8")
        return good, await use.use(browser, address, "phone")

    good, bad = started(used)
    assert good == []
    assert len(bad) == 1, bad
    assert "for the dimension of 3,2,1 and z²" in bad[0]
