"""Without torch, the rooms that need it have no doctests to run."""

from importlib.util import find_spec

collect_ignore = (
    [] if find_spec("torch") else ["_trainer.py", "evaluation.py", "tensors.py", "activations.py", "run.py"]
)
