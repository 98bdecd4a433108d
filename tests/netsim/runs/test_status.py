"""The table and the page of a folder of runs, from files that are written here."""

import base64
import json

import pytest

from netsim.runs.results import write_done
from netsim.runs.status import runs_in, write_report
from netsim.shell import Missing

SPEC = {"experiment": "E99", "size": "laptop", "seed": 3, "device": "cpu", "options": {}}
RESULT = SPEC | {
    "title": "less < more & “quotes”",
    "source": "T2 §1",
    "seconds": 1.5,
    "environment": {"device_name": "a <machine>"},
    "checks": [
        {
            "claim": "T2-01",
            "statement": "a < b",
            "measured": {"a": 1},
            "outcome": "contradicts",
            "reason": "b is smaller",
        }
    ],
    "notes": ["model 3 diverged"],
}


@pytest.fixture
def out(tmp_path):
    """A finished run with one figure, an unfinished one with two pieces, and something else."""
    for name in ("E99-laptop-a", "E99-laptop-b"):
        (tmp_path / name / "work").mkdir(parents=True)
        (tmp_path / name / "spec.json").write_text(json.dumps(SPEC), encoding="utf-8")
    done, unfinished = tmp_path / "E99-laptop-a", tmp_path / "E99-laptop-b"
    (done / "figures").mkdir()
    (done / "figures" / "T2-3.png").write_bytes(b"\x89PNG")
    (done / "result.json").write_text(json.dumps(RESULT), encoding="utf-8")
    write_done(done, "these tests")
    for place in range(2):
        (unfinished / "work" / f"piece.{place}.safetensors").write_bytes(b"")
    (tmp_path / "thesis").mkdir()
    return tmp_path


def test_the_table(out):
    assert [(row["folder"], row["state"], row["pieces"], row["seed"]) for row in runs_in(out)] == [
        ("E99-laptop-a", "done", 0, 3),
        ("E99-laptop-b", "unfinished", 2, 3),
    ]
    assert runs_in(out / "thesis") == []


def test_the_page_needs_no_other_file_and_shows_only_what_is_done(out, tmp_path):
    page = write_report(out, tmp_path / "page.html")
    text = page.read_text(encoding="utf-8")
    assert text.count("<h2>") == text.count("<figure>") == 1
    assert base64.b64encode(b"\x89PNG").decode() in text
    assert "<b class=contradicts>contradicts</b> T2-01 a &lt; b" in text
    assert "less &lt; more &amp; “quotes”" in text
    assert "a &lt;machine&gt;" in text
    assert "model 3 diverged" in text
    assert "http" not in text


def test_a_smoke_run_of_an_older_version_is_no_evidence(out):
    (out / "E99-laptop-a" / "result.json").write_text(json.dumps(RESULT | {"size": "smoke"}), encoding="utf-8")
    write_done(out / "E99-laptop-a", "an older version")
    text = write_report(out, out / "page.html").read_text(encoding="utf-8")
    assert "<b class=undecided>undecided</b> T2-01 a &lt; b {&#x27;a&#x27;: 1} smoke: no evidence" in text
    assert "class=contradicts" not in text


def test_a_run_of_another_version_is_read_and_says_which_or_is_refused(out):
    """One that says what made it is read; one from before digests is refused, and nothing guessed."""
    folder = out / "E99-laptop-a"
    write_done(folder, "zerolocus 0.0.9, work 1 <b>")
    assert "made by zerolocus 0.0.9, work 1 &lt;b&gt;." in write_report(out, out / "page.html").read_text("utf-8")
    for content in ("", "done\n"):
        (folder / "DONE").write_text(content)
        assert [row["state"] for row in runs_in(out)] == ["done", "unfinished"]
        text = write_report(out, out / "page.html").read_text("utf-8")
        assert "not read: " in text
        assert "a version before 0.1.0 wrote it" in text
        assert "class=contradicts" not in text


def test_a_folder_that_is_not_there_and_one_that_is_spoilt(out):
    with pytest.raises(Missing, match="there is no folder"):
        runs_in(out / "nowhere")
    (out / "E99-laptop-b" / "spec.json").write_text("{", encoding="utf-8")
    assert [row["state"].split(":")[0] for row in runs_in(out)] == ["done", "damaged"]


@pytest.mark.parametrize(
    "text", ["", "0", "[]", "null", "NaN", "[" * 10**5, '{"a": 1}', json.dumps(RESULT | {"checks": [0]}), "9" * 5000]
)
@pytest.mark.parametrize("name", ["spec.json", "result.json"])
def test_a_damaged_folder_is_a_row_and_a_line(out, tmp_path, name, text):
    (out / "E99-laptop-a" / name).write_text(text, encoding="utf-8")
    write_done(out / "E99-laptop-a", "somebody who forges digests")
    assert len(runs_in(out)) == 2
    assert "<html" not in write_report(out, tmp_path / "page.html").read_text(encoding="utf-8")


def test_what_is_not_what_was_written_is_damaged(out, tmp_path):
    (out / "E99-laptop-a" / "result.json").write_text(json.dumps(RESULT | {"title": "changed"}), encoding="utf-8")
    text = write_report(out, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "it is not what was written" in text
    assert "changed" not in text


def test_nothing_outside_of_the_folder_is_opened(out, tmp_path):
    (tmp_path / "secret").write_text(json.dumps(RESULT | {"title": "secret"}), encoding="utf-8")
    folder = out / "E99-laptop-a"
    (folder / "result.json").unlink()
    (folder / "result.json").symlink_to(tmp_path / "secret")
    (folder / "figures" / "T2-4.png").symlink_to(tmp_path / "secret")
    text = write_report(out, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "damaged" in text
    assert "secret" not in text


def test_every_field_is_escaped(out, tmp_path):
    evil = "<script>alert(1)</script>"
    checks = [RESULT["checks"][0] | {"outcome": evil, "claim": evil}]
    spoilt = RESULT | {"size": evil, "title": evil, "source": evil, "notes": [evil], "checks": checks}
    (out / "E99-laptop-a" / "result.json").write_text(json.dumps(spoilt), encoding="utf-8")
    write_done(out / "E99-laptop-a", "somebody who forges digests")
    assert "<script" not in write_report(out, tmp_path / "page.html").read_text(encoding="utf-8")
