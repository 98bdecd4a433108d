"""What the subcommands can be given, and what they take it for."""

import pytest

from netsim.arguments import DEFAULT_OUT, parser
from netsim.shell import WrongInput

RUN = {
    "size": "smoke",
    "set": [],
    "seed": 0,
    "device": "cpu",
    "out": DEFAULT_OUT,
    "data": None,
    "data_dir": None,
    "download": False,
    "executor": "processes",
    "jobs": None,
    "timeout": None,
    "shard": None,
    "json": False,
}


def parse(line):
    return vars(parser().parse_args(line.split()))


@pytest.mark.parametrize(
    ("line", "further"),
    [
        ("run E02", {"id": "E02", "publish": None, "figures": None, "strict": False, "seeds": None, "estimate": False}),
        ("figure T2-3", {"figure": "T2-3", "to": None, "source": None, "dpi": 100, "size": None}),
        ("sweep E02", {"id": "E02", "seeds": "0", "over": None}),
    ],
)
def test_what_runs_takes_the_same_options_with_the_same_defaults(line, further):
    found = parse(line)
    assert found == RUN | further | {"command": line.split()[0]}
    changed = parse(f"{line} --set a=1 --set b=2 --seed 3 --jobs 2 --timeout 1.5 --size paper --json")
    assert {key for key in found if found[key] != changed[key]} == {"set", "seed", "jobs", "timeout", "size", "json"}
    assert changed["set"] == ["a=1", "b=2"]


def test_what_must_be_given():
    for line in ("", "show", "run", "figure", "sweep", "gallery", "gallery --records a"):
        with pytest.raises(WrongInput, match="required"):
            parse(line)
    with pytest.raises(WrongInput, match="--to"):
        parse("publish E02")
    for line in ("list", "status", "report", "gallery --records a --to b"):
        parse(line)


def test_nothing_is_abbreviated_and_nothing_is_forgotten():
    with pytest.raises(WrongInput, match="did you mean --publish"):
        parse("run E02 --publis docs")
    with pytest.raises(WrongInput, match="did you mean --json"):
        parse("status --jsn")


def test_one_seed_or_several():
    assert parse("run E02 --seeds 0,1,2")["seeds"] == "0,1,2"
    assert parse("publish E02 --to records") == {
        "command": "publish", "id": "E02", "size": "laptop", "set": [], "device": "cpu", "out": DEFAULT_OUT,
        "seeds": "0", "to": "records", "figures": None, "json": False,
    }  # fmt: skip
    with pytest.raises(WrongInput, match="not allowed with argument --seed"):
        parse("run E02 --seed 1 --seeds 0,1,2")
