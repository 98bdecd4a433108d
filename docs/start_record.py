"""The questions that the start page and the README answer with one command each, run and kept with what they said.

``python docs/start_record.py --run > docs/results/start.json`` runs the commands; without ``--run`` the table of README
and start page is printed in Markdown from the record.
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
    ("Show me Figure 4 of Theory II", "netsim figure T2-4", "experiments.md", r"E\d\d, "),
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


def measured():
    """The outcome of each command: the line that answers, and the processor seconds it took."""
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "my_nets.py").write_text(MODEL, encoding="utf-8")
        for question, command, page, begins in QUESTIONS:
            before = spent()
            words = [sys.executable, "-c", "import sys; from verify.program import main; sys.exit(main())"]
            words += command.split()
            env = {**os.environ, "OMP_NUM_THREADS": "1"}
            done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True)
            lines = [line.strip() for line in done.stdout.splitlines() if re.match(begins, line.strip())]
            if done.returncode or not lines:
                raise SystemExit(f"zerolocus {command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
            answers.append(
                {
                    "question": question,
                    "command": f"zerolocus {command}",
                    "page": page,
                    "answer": lines[0],
                    "processor_seconds": round(spent() - before, 1),
                }
            )
    return {"command": "python docs/start_record.py --run > docs/results/start.json", "answers": answers}


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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", action="store_true", help="run the commands and print the record")
    if parser.parse_args().run:
        print(json.dumps(measured(), indent=1, ensure_ascii=False))
    else:
        print(table(json.loads(RECORD.read_text(encoding="utf-8")), "docs/"))
