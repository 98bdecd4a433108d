"""What a report is made from."""

from pathlib import Path

import algebraic
import netsim
import verify
from verify.report import spec


def test_every_source_that_decides_is_in_the_key(monkeypatch):
    read, seen = Path.read_bytes, set()
    monkeypatch.setattr(Path, "read_bytes", lambda path: seen.add(path) or read(path))
    spec.source_hash()
    for package in (algebraic, netsim, verify):
        (folder,) = package.__path__
        modules = {path for path in Path(folder).rglob("*.py") if not path.name.startswith("test_")}
        assert modules
        assert modules <= seen


def test_the_key_is_of_what_can_change_an_outcome():
    """Not of which claims are asked for: a report can go on with more of them."""
    first = spec.make_spec(["T3-14"], 0, "fast")
    assert spec.make_spec(["T3-14", "T3-13"], 0, "fast").key == first.key
    others = {spec.make_spec(["T3-14"], seed, profile).key for seed, profile in ((1, "fast"), (0, "thorough"))}
    assert len(others - {first.key}) == 2
    assert first.versions["source"] == spec.source_hash()
