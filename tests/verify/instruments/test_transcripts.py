"""Transcripts from a file."""

import json

import pytest

from verify.instruments.transcripts import read_transcripts

ROW = {"at": "Fig. 1, the left", "line": 3, "words": "with 5 layers", "of": "a net", "what": "layers", "says": [["5"]]}
LINK = {"at": "Fig. 2", "line": 9, "words": "as in Figure 1", "one": "another net", "other": "a net", "but": ["noise"]}


def read(tmp_path, rows, links):
    path = tmp_path / "said.json"
    path.write_text(json.dumps({"sayings": rows, "identities": links}))
    return read_transcripts(path)


def test_a_file(tmp_path):
    more = {"elsewhere": [7, "with five"], "why": "five", "evident": "no net", "evident_says": ["6"]}
    (first, second), (link,) = read(tmp_path, [ROW, {**ROW, **more, "line": 4}], [{**LINK, "hedged": True}])
    assert (first.place, first.elsewhere, first.says) == ("Fig. 1", None, (("5",),))
    assert first.name == "Fig. 1, the left, line 3: layers of a net"
    assert (second.elsewhere, second.why, second.evident, second.evident_says) == (
        (7, "with five"),
        "five",
        "no net",
        ("6",),
    )
    assert (link.but, link.hedged, link.evident) == (("noise",), True, "")
    assert link.cited == "Fig. 2, line 9: “as in Figure 1”"


def test_two_of_one_name(tmp_path):
    with pytest.raises(ValueError, match="said twice: Fig"):
        read(tmp_path, [ROW, ROW], [])


def test_a_saying_without_a_sense(tmp_path):
    (row,), _ = read(tmp_path, [{**ROW, "says": []}], [])
    assert row.shown == "not to be read"
