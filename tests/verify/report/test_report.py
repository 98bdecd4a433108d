"""The report as files: what they are made from."""

from pathlib import Path

import algebraic
import netsim
import verify
from verify.report import report


def test_every_source_that_decides_is_in_the_key(monkeypatch):
    read, seen = Path.read_bytes, set()
    monkeypatch.setattr(Path, "read_bytes", lambda path: seen.add(path) or read(path))
    report._source_hash()
    for package in (algebraic, netsim, verify):
        (folder,) = package.__path__
        modules = {path for path in Path(folder).rglob("*.py") if not path.name.startswith("test_")}
        assert modules
        assert modules <= seen
