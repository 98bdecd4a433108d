"""Without torch, the rooms that need it have no doctests to run."""

from importlib.util import find_spec

NEED_TORCH = ["_trainer.py", "activations.py", "cuda_graph.py", "devices.py", "evaluation.py", "run.py", "tensors.py"]

collect_ignore = [] if find_spec("torch") else NEED_TORCH
