from .data_specs import ADataSet as ADataSet, DataSpec as DataSpec, own_data as own_data
from .ensemble import train as train
from .evaluation import Pass as Pass, evaluate_weights as evaluate_weights, passes as passes
from .needs import memory_of as memory_of, recorded_bytes as recorded_bytes, seconds_of as seconds_of
from .tasks import (
    TrainResult as TrainResult,
    TrainTask as TrainTask,
    chain as chain,
    check_weights as check_weights,
    join as join,
)
from .tensors import Samples as Samples, dataset_of as dataset_of, samples_of as samples_of, to_tensors as to_tensors
