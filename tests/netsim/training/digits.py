"""A few digits, and small networks to train on them."""

from netsim.models import mlp, theory3_cnn
from netsim.training import DataSpec, TrainTask

DIGITS = DataSpec("digits", num_train=60, num_test=40)


NETWORKS = {
    "dense": mlp(64, (12,), 10),
    "skips": mlp(64, (6, 5), 10, activation="softplus", skips=((1, 1), (2, 0))),
    "convolutions": theory3_cnn((3, 4, 4, 5), (1, 8, 8)),
}


def make(name="dense", **options):
    fields = {"network": NETWORKS[name], "data": DIGITS, "models": (0, 1, 2), "epochs": 2, "batch_size": 25}
    return TrainTask(**fields | options)


def loaded(task):
    from netsim.training.tensors import dataset_of

    data = dataset_of(task.data)
    return data.train_inputs, data.train_labels
