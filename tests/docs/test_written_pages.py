"""Pages of benchmarks are what their scripts write from the committed records."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="some of the scripts load torch, and so does their page")
ROOT = Path(__file__).resolve().parents[2]
RECORDS = {path.stem: path for path in sorted((ROOT / "docs/results").glob("benchmarks-*.json"))}
# All in one process, since each loads torch or the package. A name, the script and its record in each line.
WRITE = """
import pathlib, runpy, sys
sys.path.insert(0, "benchmarks")
for line in sys.stdin.read().splitlines():
    script, record, page = line.split("\\t")
    sys.argv = [script, "--from", record, "--page", page]
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as ended:
        if ended.code not in (0, 1, None):  # 1: the record says what did not agree
            raise
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder with each page as it is written today."""
    folder = tmp_path_factory.mktemp("pages")
    lines = [
        f"{json.loads(path.read_text(encoding='utf-8'))['command'].split()[0]}\t{path}\t{folder / name}.md"
        for name, path in RECORDS.items()
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", WRITE], input="\n".join(lines), cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("name", RECORDS)
def test_the_page_is_that_of_the_record(name, written):
    page = ROOT / "docs" / ("benchmarks.md" if name == "benchmarks-ladder" else f"{name}.md")
    again = "write it again: the script of the record with --from and --page"
    assert page.read_text(encoding="utf-8") == (written / f"{name}.md").read_text(encoding="utf-8"), again


def test_every_page_of_a_benchmark_has_a_record():
    pages = {path.stem for path in (ROOT / "docs").glob("benchmarks-*.md")} - {
        "benchmarks-gpu"
    }  # cells read its records
    assert {"benchmarks-ladder", *pages} == set(RECORDS)
