"""The check of an atlas finds what was planted, and the committed one holds."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from algebraic.atlas import Folder, box_of, build_atlas, check as module, check_atlas, folder as rooms

COMMITTED = Path(__file__).parents[3] / "docs" / "results" / "atlas"


def test_the_committed_atlas_holds():
    folder = Folder(COMMITTED)
    found = check_atlas(folder, seed=int(sha256(b"these rows").hexdigest()[:8], 16))
    assert (found.faults, found.complete, found.num_read) == ([], True, 2250)
    assert found.num_again == 22  # one in a hundred


@pytest.fixture
def atlas(monkeypatch, tmp_path):
    monkeypatch.setattr(rooms, "ROWS_PER_FILE", 10)
    box = box_of({"kind": "dense", "depth": [2, 2], "widths": [1, 3], "degree": [2, 2], "bias": False})
    return build_atlas(box, tmp_path / "a")


def change(atlas, name, line, edit, *, restate=True):
    """Edit a row; with ``restate`` the statement of completeness names the new file, as a forger would."""
    file = atlas.path / name
    lines = file.read_text().splitlines()
    row = json.loads(lines[line])
    edit(row)
    lines[line] = json.dumps(row)
    file.write_text("\n".join(lines) + "\n")
    if restate:
        statement = json.loads((atlas.path / "complete.json").read_text())
        statement["files"][name] = sha256(file.read_bytes()).hexdigest()
        (atlas.path / "complete.json").write_text(json.dumps(statement))


def test_all_rows_again(atlas):
    found = check_atlas(atlas, fraction=1.0)
    assert (found.faults, found.num_again, found.complete) == ([], 27, True)
    assert "all architectures of the box" in str(found)


def lower(row):
    row["dimension"] -= 1


def other_minor(row):
    row["certificate"]["minor_sha256"] = "0" * 64


def other_prime(row):
    row["certificate"]["prime"] = 2097169


@pytest.mark.parametrize("edit", [lower, other_minor, other_prime])
def test_a_forged_row_is_found_and_named(atlas, edit):
    change(atlas, "rows-00001.jsonl", 4, edit)
    found = check_atlas(atlas, fraction=1.0)
    assert len(found.faults) == 1
    assert "pnn.2.2.3.r2" in found.faults[0]


def test_a_dimension_that_only_other_primes_contradict(atlas, monkeypatch):
    """The certificate is made to agree with a dimension that is too small; the second route does not."""

    def edit(row):
        row["dimension"] -= 1

    change(atlas, "rows-00001.jsonl", 4, edit)
    real = module.rank_at_point

    def agree(architecture, *rest):
        num_samples, rank = real(architecture, *rest)
        object.__setattr__(rank, "rank", rank.rank - (architecture.label == "pnn.2.2.3.r2"))
        return num_samples, rank

    monkeypatch.setattr(module, "rank_at_point", agree)
    found = check_atlas(atlas, fraction=1.0)
    assert [fault for fault in found.faults if "at other points modulo other primes" in fault]


def test_another_file_and_a_missing_one(atlas):
    change(atlas, "rows-00000.jsonl", 0, lambda row: row["certificate"].update(point=1), restate=False)
    found = check_atlas(atlas, fraction=0.0)
    assert not found.complete
    assert "rows-00000.jsonl is not the file" in found.faults[0]
    (atlas.path / "rows-00002.jsonl").unlink()
    assert any("rows-00002" in fault for fault in check_atlas(atlas, fraction=0.0).faults)


def test_an_unfinished_atlas_is_not_complete_and_not_wrong(atlas):
    (atlas.path / "complete.json").unlink()
    (atlas.path / "rows-00002.jsonl").unlink()
    found = check_atlas(atlas)
    assert (found.complete, found.faults, found.num_read) == (False, [], 20)


def test_nothing_there_is_not_a_success(atlas):
    for file in atlas.path.glob("rows-*"):
        file.unlink()
    found = check_atlas(atlas)
    assert (found.complete, found.num_read, len(found.faults)) == (False, 0, 3)
