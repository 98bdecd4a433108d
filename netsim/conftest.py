"""Without torch, the rooms that need it have no doctests to run."""

from importlib.util import find_spec

NEED_TORCH = [
    "models/activations.py",
    "runs/run.py",
    "shell/devices.py",
    *(f"training/{name}.py" for name in ("cuda_graph", "evaluation", "loop", "tensors")),
]

collect_ignore = [] if find_spec("torch") else NEED_TORCH
