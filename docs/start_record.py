"""What the start page and the README show: five questions with a command each, three commands, five lines of Python.

``python docs/start_record.py --run > docs/results/start.json`` runs all of it and keeps what it said; without ``--run``
the parts of README and start page are printed in Markdown from the record.
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

RECORD = Path(__file__).resolve().parent / "results" / "start.json"
MODEL = """from torch import nn


def build():
    return nn.Sequential(nn.Linear(64, 20), nn.Tanh(), nn.Linear(20, 10))
"""
LONGEST = 200  # characters of an answer in the table
LINEAR = "--widths 1,1,1 --activation z --no-hidden-bias --no-output-bias"
# The question, the command, the page, and how the line of the answer begins.
QUESTIONS = (
    ("How many global minima has my network?", "count --layers 3", "examples/census.py", r"\d+ weights"),
    (
        "Does this theorem apply to my model?",
        "verify audit my_nets:build --data digits --samples 30",
        "audit.md",
        r"Of \d+ theorems",
    ),
    ("Show me Figure 4 of Theory II", "netsim figure T2-4", "experiments.md", r"Figure "),
    (
        "What is the dimension of my CNN's zero-error set?",
        "dimension --network theory3-conv --outputs 1 --data patches --samples 100",
        "examples/dimension.py",
        "For generic targets",
    ),
    (
        "All critical points, with their indices?",
        f"count {LINEAR} --system critical --ridge entrywise --samples 1 --data random",
        "examples/census.py",
        r"\d+ weights",
    ),
)
# What a newcomer types, what runs then, and what it does.
FIRST = (
    ("make demo", "bezout --layers 3", "installs into .venv, then bounds on real digits"),
    (".venv/bin/zerolocus count --layers 3", "count --layers 3", "all solutions, each with a proof"),
    (".venv/bin/zerolocus verify run T3-14", "verify run T3-14", "a printed statement, decided"),
)
PYTHON = """import algebraic

network = algebraic.Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
found = algebraic.solve(network, [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4])
print(found.sentence())
assert algebraic.check(found).verified"""


def measured():
    """The outcome of each command: the line that answers, and the processor seconds it took."""
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "my_nets.py").write_text(MODEL, encoding="utf-8")
        for question, command, page, begins in QUESTIONS:
            lines, seconds = said(command, folder)
            found = [line.strip() for line in lines if re.match(begins, line.strip())]
            if not found or not re.search(r"[^.]\.$", lines[0]):
                raise SystemExit(f"zerolocus {command} does not begin with a sentence, or does not answer: {lines[:3]}")
            answers.append(
                {
                    "question": question,
                    "command": f"zerolocus {command}",
                    "page": page,
                    "answer": found[0],
                    "processor_seconds": seconds,
                }
            )
        first = [
            {"typed": typed, "does": does, "processor_seconds": said(runs, folder)[1]} for typed, runs, does in FIRST
        ]
        lines, seconds = ran([sys.executable, "-c", PYTHON], folder)
    return {
        "command": "python docs/start_record.py --run > docs/results/start.json",
        "answers": answers,
        "first": first,
        "python": {"code": PYTHON, "said": lines[0], "processor_seconds": seconds},
    }


def said(command, folder):
    """What a command of zerolocus prints, and its processor seconds."""
    started = "import sys; from verify.program import main; sys.exit(main())"
    return ran([sys.executable, "-c", started, *command.split()], folder)


def ran(words, folder):
    """The lines that a process prints, and its processor seconds.

    Raises:
        SystemExit: it fails.
    """
    before = spent()
    done = subprocess.run(words, cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[2:])}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.splitlines(), round(spent() - before, 1)


def spent():
    """Processor seconds of the commands that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def table(record, folder):
    """The table in Markdown; ``folder`` is where the pages are, seen from the page that has the table."""
    lines = ["| question | command | what it says | seconds |", "|---|---|---|---|"]
    for each in record["answers"]:
        answer = each["answer"]
        if len(answer) > LONGEST:  # what comes first is the answer, and then come its reasons
            answer = answer.partition(": ")[0] + "."
        lines.append(
            f"| [{each['question']}]({folder}{each['page']}) | `{each['command']}` | {answer} "
            f"| {each['processor_seconds']:.0f} |"
        )
    return "\n".join(lines)


def first_commands(record):
    """The three commands as a block, each with what it does and its time."""
    width = max(len(each["typed"]) for each in record["first"])
    lines = [
        f"{each['typed']:{width}}  # {each['does']}: {each['processor_seconds']:.0f} s" for each in record["first"]
    ]
    return "\n".join(["```sh", *lines, "```"])


def five_lines(record):
    """The five lines of Python as a block, with what they print."""
    found = record["python"]
    told = f"print(found.sentence())  # {found['said']}"
    took = f"assert algebraic.check(found).verified  # all of it: {found['processor_seconds']:.0f} s"
    code = found["code"].replace("print(found.sentence())", told).replace(took.partition("  #")[0], took)
    return "\n".join(["```python", code, "```"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", action="store_true", help="run the commands and print the record")
    if parser.parse_args().run:
        print(json.dumps(measured(), indent=1, ensure_ascii=False))
    else:
        record = json.loads(RECORD.read_text(encoding="utf-8"))
        print(table(record, "docs/"), first_commands(record), five_lines(record), sep="\n\n")
