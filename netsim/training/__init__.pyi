from .ensemble import train as train
from .evaluation import Pass as Pass, evaluate_weights as evaluate_weights, passes as passes
from .tasks import (
    DataSpec as DataSpec,
    TrainResult as TrainResult,
    TrainTask as TrainTask,
    chain as chain,
    join as join,
    own_data as own_data,
)
from .tensors import Samples as Samples, dataset_of as dataset_of, samples_of as samples_of, to_tensors as to_tensors
