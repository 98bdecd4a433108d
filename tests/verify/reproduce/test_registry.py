"""The registry: every file has its form, and what has not is refused."""

import re

import pytest

from algebraic.shell import WrongInput
from verify.reproduce.calls import check_call
from verify.reproduce.printed import printed_range
from verify.reproduce.registry import FOLDER, find_sources, read_sources, source_of

GOOD = """
title = "T"
authors = "A"
reference = "R"
seen = "S"
[[numbers]]
what = "w"
at = "Table 1; a"
printed = "5"
call = "total_degree"
with = { system = "cyclic(2)" }
"""


def test_every_file_is_a_source():
    assert list(read_sources()) == sorted(path.stem for path in FOLDER.glob("*"))


@pytest.mark.parametrize("key", read_sources())
def test_every_number_can_be_read_and_every_call_be_made(key):
    source = read_sources()[key]
    for entry in source.entries:
        printed_range(entry.printed)
        for call in (entry.call, *entry.routes):
            check_call(call, source.systems)
        assert not entry.erratum or len(entry.routes) >= 2, "a wrong print is shown by three routes"
    assert len({entry.what for entry in source.entries}) == len(source.entries)


def test_a_good_file_is_taken():
    assert source_of("t", GOOD).entries[0].printed == "5"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('seen = "S"', "", "'seen' is missing"),
        ('seen = "S"', 'seen = ""', "'seen' is ''"),
        ('printed = "5"', "printed = 5", "'printed' is 5"),
        ('what = "w"', 'what = "w"\nseed = "1"', "'seed' is no field"),
        ("title", "title = = ", "registry"),
        (GOOD[GOOD.index("[[") :], GOOD[GOOD.index("[[") :] * 11, "more than 10 numbers from 'Table 1'"),
    ],
)
def test_a_file_of_another_form_is_refused(old, new, words):
    with pytest.raises(WrongInput, match=re.escape(words)):
        source_of("t", GOOD.replace(old, new))


def test_sources_by_key():
    first, *_ = read_sources()
    assert [source.key for source in find_sources([first, first])] == [first]
    assert len(find_sources([])) == len(read_sources())
    with pytest.raises(WrongInput, match="no source") as refused:
        find_sources(["nobody1900"])
    assert first in str(refused.value)
