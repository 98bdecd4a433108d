"""Inputs that once ended in a traceback, never ended, or were believed: each ends in time, with a documented code.

``tests/data/hostile-inputs.json`` has them: a command with its arguments and files, or what a reader is given.
"""

import base64
import contextlib
import json
import os
import time
from pathlib import Path

import pytest

import algebraic.bezout.__main__
import algebraic.count.__main__
import algebraic.dimension.__main__
import verify.__main__
from algebraic.check import stranger
from algebraic.data import load_data
from algebraic.networks import Activation, Network
from algebraic.networks.from_outside import network_from_dict
from algebraic.shell import WrongInput, ZerolocusError

CASES = json.loads(Path(__file__).parents[1].joinpath("data", "hostile-inputs.json").read_text(encoding="utf-8"))
COMMANDS = {
    "bezout": algebraic.bezout.__main__.main,
    "count": algebraic.count.__main__.main,
    "dimension": algebraic.dimension.__main__.main,
    "verify": verify.__main__.main,
}
SECONDS = 4  # the --timeout of these commands
SLACK = 4  # for imports, and for what is tidied up
DEEP = ("[", '{"a":')


def content(value):
    """The bytes of a file; what was cut in the collection is made as deep again."""
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    for opening in DEEP:
        if value.count(opening) > 20:
            value = value + opening * 100_000
    return value.encode()


def named(case):
    return f"{case.get('command', 'reader')}-{case['label']}"


def ends(command, arguments, capsys):
    """Exit code, and what was said; it must be a documented end, in time, and with ``--json`` one document."""
    begun = time.monotonic()
    code = COMMANDS[command](arguments)
    assert time.monotonic() - begun < SECONDS + SLACK
    out, err = capsys.readouterr()
    assert code in (0, 2, 3, 4), (code, out, err)
    if "--json" in arguments:
        found = json.loads(out)
        assert code in (0, 4) or set(found["error"]) == {"code", "kind", "message", "hint"}
        if "error" in found and code != 0:
            assert found["error"]["hint"] or code == 3
    return code, out, err


COMMAND_CASES = [case for case in CASES if "command" in case]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of numpy, about numbers that float64 does not have
@pytest.mark.parametrize("case", COMMAND_CASES, ids=named)
def test_a_command_ends_as_it_should(case, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in case["files"].items():
        Path(name).write_bytes(content(value))
    if case["label"].startswith("path"):
        if "kmsg" in case["label"]:
            Path("kmsg.csv").symlink_to("/proc/kmsg")  # a plain file for stat, and without an end for read
        elif "udcff" in case["label"]:
            Path("\udcff.csv").write_text("1,2\n3,4\n5,7\n")
    code, _, _ = ends(case["command"], case["argv"], capsys)
    if case["kind"].startswith("first CSV row"):
        assert code == 2


READERS = [case for case in CASES if "command" not in case and not case["label"].startswith("verify")]


@pytest.mark.parametrize("case", READERS, ids=named)
def test_a_reader_gives_data_or_an_error_of_ours(case, capsys, tmp_path):
    begun = time.process_time()
    label, given = case["label"], case["input"]
    if label == "activation":
        Activation.parse(given)
    elif label.startswith("data"):
        name, raw = given
        (tmp_path / name).write_bytes(content(raw))
        with pytest.raises(ZerolocusError):
            load_data(str(tmp_path / name), Network.dense([1, 1, 1], output_bias=False), 3)
    elif label == "network json":
        with pytest.raises(WrongInput):
            network_from_dict(given)
    else:  # an instance of a claim
        name, instance = given
        (tmp_path / "a.json").write_text(json.dumps(instance))
        ends("verify", ["run", name, "--instance", str(tmp_path / "a.json"), "--timeout", "2", "--json"], capsys)
    assert time.process_time() - begun < 3


VERIFY = [case for case in CASES if case["label"] in ("verify run", "verify report")]


@pytest.mark.parametrize("case", VERIFY, ids=lambda case: " ".join(case["input"])[:80])
def test_verify_ends_as_it_should(case, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with contextlib.suppress(ImportError):
        import torch  # noqa: F401  # an import that is broken off stays broken in this process
    ends("verify", case["input"], capsys)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "layer",
    [
        {"type": "dense", "units": 1, "activation": True, "bias": "same"},
        {"type": "dense", "units": 10**7},
        {"type": "dense", "units": 10**18},
        {"type": "dense", "units": True},
        {"type": "dense", "units": 1, "reads": ["input"] * 10**6},
        {"type": "dense", "units": 1, "reads": "input"},
        {"type": "dense", "units": 1, "reads": 3},
        {"type": "nodes", "patches": [[0]], "units": "z**2+z"},
        {"type": "nodes", "patches": [[0]] * 1000, "units": 10**6},
        {"type": "nodes", "patches": 3},
        {"type": "graph", "units": 10**9, "edges": []},
        {"type": "graph", "units": 1, "edges": None},
        {"type": "graph", "units": 1, "edges": [[0, 0, "a"]], "biases": {"9" * 5000: "b"}},
        {"type": "graph", "units": 1, "edges": [[0, 0, "a"]], "biases": {"²": "b"}},
        {"type": "graph", "units": 1, "edges": [[0, 0, "a"]], "biases": [1]},
        {"type": "graph", "units": 1, "edges": [["0", 0, "a"]]},
        {"type": "graph", "units": 1, "edges": [[0.5, 0, ["a"]]]},
        {"type": "convolution", "channels": 1, "kernel": [10**9, 1], "padding": [10**9, 10**9]},
        {"type": "convolution", "channels": 10**9, "kernel": [1, 1]},
        {"type": "convolution", "channels": 1, "kernel": None},
        {"type": ["dense"], "units": 1},
        None,
    ],
    ids=lambda layer: str(layer)[:60],
)
@pytest.mark.parametrize(
    "shape", [2, [4, 4, 1], 10**7, 10**9, [10**9] * 3, [1] * 10**5, "2", None, [True]], ids=lambda s: str(s)[:20]
)
def test_a_layer_that_is_none_costs_nothing(layer, shape):
    begun = time.process_time()
    with pytest.raises(WrongInput) as caught:
        network_from_dict({"input": shape, "layers": [layer]})
    assert len(str(caught.value)) < 700
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("layers", [1001, 100_000])
def test_many_layers(layers):
    begun = time.process_time()
    with pytest.raises(WrongInput, match="layers"):
        network_from_dict({"input": 1, "layers": [{"type": "dense", "units": 1}] * layers})
    assert time.process_time() - begun < 3


RANGES = {
    "bezout": ["--layers", "--outputs", "--samples", "--seed", "--timeout", "--memory", "--widths"],
    "count": ["--layers", "--samples", "--seed", "--timeout", "--memory", "--data-sets", "--widths"],
    "dimension": ["--layers", "--samples", "--seed", "--timeout", "--memory", "--points", "--widths"],
}
VALUES = ["--", "", "x", "nan", "inf", "-inf", "-1", "1e999", "9" * 400, "9" * 5000, "0x10", "1,1000000"]
NO_LIMIT = {("--timeout", "9" * 400), ("--memory", "9" * 400)}
GIVEN = [
    (command, option, value)
    for command, options in RANGES.items()
    for option in options
    for value in VALUES
    if (option, value) not in NO_LIMIT
]


@pytest.mark.parametrize(("command", "option", "value"), GIVEN, ids=lambda part: part[:12])
def test_every_number_on_the_command_line_has_a_range(command, option, value, capsys):
    shape = [] if option in ("--layers", "--widths", "--outputs") else ["--layers", "1"]
    if option == "--outputs":
        shape = ["--network", "theory2-tree"]
    limit = [] if option == "--timeout" else ["--timeout", str(SECONDS)]
    code, out, _ = ends(command, [f"{option}={value}", *shape, *limit, "--json"], capsys)
    assert code == 2
    assert len(json.loads(out)["error"]["message"]) < 600


def test_the_stranger_refuses_what_is_no_plain_file(tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path / "pipe"), str(tmp_path), "/dev/zero", str(tmp_path / "nothing")):
        assert stranger.main([path]) == 2
    assert capsys.readouterr().out.count("no plain file") == 4
