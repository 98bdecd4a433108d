"""The surfaces have the numbers of their records, and turn by keys; a record that is missing or cut is named."""

# mypy: ignore-errors

import json
import shutil

import pytest

from .test_explorer import DOCS, PAGE, load, started

RUNS = DOCS.parent / "netsim" / "results"


@pytest.fixture(scope="module")
def data():
    return load("surfaces_data")


def record(name):
    return json.loads((RUNS / f"{name}-laptop.json").read_text(encoding="utf-8"))


def test_numbers_are_those_of_the_records(data, tmp_path):
    data.write(tmp_path / "data.js")
    text = (tmp_path / "data.js").read_text(encoding="utf-8")
    assert len(text.encode()) < 1_000_000
    found = {each["id"]: each for each in json.loads(text.removeprefix("window.zerolocusPictures=").rstrip(";\n"))}
    runs = [record("E06")["measured"], *(each["measured"] for each in record("E06")["others"])]
    for name in ("around", "between"):
        assert [each["loss"] for each in found[name]["items"]] == [run[name]["loss"] for run in runs]
    for item, run in zip(found["between"]["items"], runs, strict=True):
        assert [mark[:2] for mark in item["marks"]] == run["between"]["models"]
        losses = [loss for row in item["loss"] for loss in row]
        assert all(min(losses) <= mark[2] <= max(losses) for mark in item["marks"])
    skips = found["skips"]
    count = 1
    for axis in skips["axes"]:
        count *= len(axis["values"])
    assert len(skips["items"]) == count
    assert skips["items"][0]["loss"] == record("E17")["measured"]["windows"][0]["loss"]
    main = record("E03")["measured"]["main"]["train_loss"]
    assert [point[2] for point in found["paths-layer2"]["items"][0]["lines"][0]["points"]] == main


def test_a_height_between_the_points_of_a_grid(data):
    x, y, loss = [0.0, 1.0, 3.0], [0.0, 2.0], [[0.0, 4.0], [1.0, 5.0], [3.0, 7.0]]  # x + 2 y
    assert data.on_surface(x, y, loss, (2.0, 0.5)) == pytest.approx(3.0)


def test_a_record_that_is_missing_or_cut_is_named(data, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "RECORDS", tmp_path)
    for read, name in ((data.basins, "E06"), (data.windows, "E17"), (lambda: data.paths("layer2"), "E03")):
        with pytest.raises(SystemExit, match=f"{name}-laptop.json is not there"):
            read()
    less = record("E17")
    del less["measured"]["windows"][0]["loss"]
    (tmp_path / "E17-laptop.json").write_text(json.dumps(less), encoding="utf-8")
    with pytest.raises(SystemExit, match="has 0 surfaces for"):
        data.windows()
    short = record("E03")
    short["measured"]["main"]["train_loss"].pop()
    left = len(short["measured"]["main"]["train_loss"])
    (tmp_path / "E03-laptop.json").write_text(json.dumps(short), encoding="utf-8")
    with pytest.raises(SystemExit, match=f"layer2, main: {left + 1} points and {left} losses"):
        data.paths("layer2")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
def test_turned_by_keys_they_are_compared(data, tmp_path):
    page = PAGE.replace("zl-explorer", "zl-surfaces").replace("explorer.js", "surfaces.js")
    (tmp_path / "surfaces.html").write_text(page, encoding="utf-8")
    for name in ("surfaces.js", "site.css"):
        shutil.copy(DOCS / "_static" / name, tmp_path)
    data.write(tmp_path / "data.js")
    text = (tmp_path / "data.js").read_text(encoding="utf-8")

    async def used(browser, use):
        address = (tmp_path / "surfaces.html").as_uri()
        good = await use.turn(browser, address, "phone")
        (tmp_path / "data.js").write_text(text.replace(str(lowest), str(2 * lowest), 1), encoding="utf-8")
        return good, await use.turn(browser, address, "desk")

    lowest = min(loss for row in record("E06")["measured"]["around"]["loss"] for loss in row)
    good, bad = started(used)
    assert good == []
    assert bad == ["it shows False for the loss, not True"]
