from .from_python import list_experiments as list_experiments, run_experiment as run_experiment
from .shell import NetsimError as NetsimError, __version__ as __version__
from .training import train as train
