from .from_python import list_experiments as list_experiments, run_experiment as run_experiment
from .models import network_of_module as network_of_module, weights_of_module as weights_of_module
from .on_models import embed as embed, evaluate as evaluate, surface as surface
from .probes import interpolate as interpolate, perturb as perturb
from .shell import NetsimError as NetsimError, __version__ as __version__
from .training import own_data as own_data, train as train
