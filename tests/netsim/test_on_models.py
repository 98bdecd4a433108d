"""A user's network on a user's images, through all that can be asked, beside plain modules of torch in float64."""

import numpy as np
import pytest

import netsim
from netsim.shell import WrongInput
from netsim.training import TrainTask

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
nn = torch.nn


def build():
    """Convolutions with batch normalisation for images of 8×8 and three classes."""
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, stride=2, padding=1),
        nn.BatchNorm2d(3, affine=False, track_running_stats=False),
        nn.Tanh(),
        nn.Flatten(),
        nn.Linear(48, 6),
        nn.BatchNorm1d(6, affine=False, track_running_stats=False),
        nn.Tanh(),
        nn.Linear(6, 3),
    )


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A file, its data, a module, a task that starts from its weights, and what comes of it."""
    path = tmp_path_factory.mktemp("own") / "images.npz"
    stream = np.random.default_rng(1)
    labels = np.arange(30) % 3
    inputs = stream.normal(size=(30, 1, 8, 8)) + labels[:, None, None, None]
    np.savez(path, train_inputs=inputs[:24], train_labels=labels[:24], test_inputs=inputs[24:], test_labels=labels[24:])
    data = netsim.own_data(path, preprocess="none")
    torch.manual_seed(0)
    module = build().double()
    task = TrainTask(
        netsim.network_of_module(module, data.shape),
        data,
        models=(0,),
        epochs=20,
        learning_rate=0.3,
        batch_size=0,
        start=netsim.weights_of_module(module, data.shape),
        record_layers=(1,),
        dtype="float64",
    )
    return inputs.astype(np.float32), labels, module, task, netsim.train(task)


def plain_losses(inputs, labels, module):
    """Of the training set, by torch's own loss."""
    x, y = torch.from_numpy(inputs[:24]).double(), torch.from_numpy(labels[:24])
    return nn.CrossEntropyLoss()(module(x), y)


def value(loss):
    return float(loss.detach())


def module_with(weights, place=0):
    """The module with the weights of one model."""
    module = build().double()
    with torch.no_grad():
        for number, part in enumerate((module[0], module[4], module[7]), start=1):
            part.weight.copy_(torch.from_numpy(weights[f"layer{number}.weight"][place]))
            part.bias.copy_(torch.from_numpy(weights[f"layer{number}.bias"][place]))
    return module


def test_training_is_the_plain_loop(own):
    inputs, labels, _, task, trained = own
    plain = module_with(task.start)
    optimizer = torch.optim.SGD(plain.parameters(), lr=0.3)
    losses, points = [], []
    for _ in range(20):
        losses.append(value(plain_losses(inputs, labels, plain)))
        points.append(plain[0].weight.detach().numpy().copy())
        optimizer.zero_grad()
        plain_losses(inputs, labels, plain).backward()
        optimizer.step()
    assert np.allclose(trained.history["train_loss"][0, :20], losses, rtol=1e-7, atol=0)
    assert np.allclose(trained.trajectories[1][0, :20].reshape(20, 3, 1, 3, 3), points, rtol=1e-7, atol=1e-9)
    for name, array in netsim.weights_of_module(plain, (1, 8, 8)).items():
        assert np.allclose(trained.weights[name], array, rtol=1e-7, atol=1e-9)
    assert losses[0] - losses[-1] > 0.1


def test_perturbed_models_are_evaluated_as_plain_modules_are(own):
    inputs, labels, _, task, trained = own
    moved = netsim.perturb(trained.weights, 0.1, seed=4)
    step = moved.weights["layer1.weight"] - trained.weights["layer1.weight"]
    assert np.linalg.norm(step) > 0
    found = netsim.evaluate(task, moved.weights)
    assert found["train_loss"][0] == pytest.approx(
        value(plain_losses(inputs, labels, module_with(moved.weights))), rel=1e-7
    )


def test_models_between_two_models(own):
    inputs, labels, _, task, trained = own
    line = netsim.interpolate(task.start, trained.weights, [0, 0.25, 1])
    found = netsim.evaluate(task, line)["train_loss"]
    for place in range(3):
        assert found[place] == pytest.approx(value(plain_losses(inputs, labels, module_with(line, place))), rel=1e-7)
    quarter = 0.75 * task.start["layer2.bias"] + 0.25 * trained.weights["layer2.bias"]
    assert np.allclose(line["layer2.bias"][1], quarter[0], rtol=1e-12)


def test_a_surface_is_the_loss_of_each_of_its_models(own):
    inputs, labels, _, task, trained = own
    names = list(trained.weights)
    stream = np.random.default_rng(2)
    directions = {name: stream.normal(size=(2, *trained.weights[name].shape[1:])) for name in names}
    found = netsim.surface(task, trained.weights, [-0.1, 0, 0.2], [0, 0.3], directions=directions)
    assert found.shape == (3, 2)
    for i, a in enumerate((-0.1, 0, 0.2)):
        for j, b in enumerate((0, 0.3)):
            at = {name: trained.weights[name] + a * directions[name][:1] + b * directions[name][1:] for name in names}
            assert found[i, j] == pytest.approx(value(plain_losses(inputs, labels, module_with(at))), rel=1e-7)
    drawn = netsim.surface(task, trained.weights, [0, 1], [0], seed=1, measure="test_error")
    assert drawn[0, 0] == trained.final("test_error")[0]


def test_a_picture_of_the_path_has_its_cosines(own):
    *_, trained = own
    path = trained.trajectories[1][0]
    unit = path / np.linalg.norm(path, axis=1, keepdims=True)
    centred = unit - unit.mean(0)
    found = netsim.embed(trained, layer=1)
    assert np.allclose(found.eigenvalues, np.linalg.svd(centred)[1][:2] ** 2, rtol=1e-7)
    stacked = {"layer1.weight": path.reshape(21, 3, 1, 3, 3)}
    assert np.allclose(netsim.embed(stacked).points, found.points, atol=1e-7)


def test_the_identity_is_that_of_the_images_and_of_the_network(own, tmp_path):
    from dataclasses import replace
    from pathlib import Path
    from shutil import copyfile

    *_, task, _ = own
    elsewhere = tmp_path / "other_name.npz"
    copyfile(Path(task.data.own.path), elsewhere)
    same = netsim.own_data(elsewhere, preprocess="none")
    assert replace(task, data=same).identity() == task.identity()
    stored = dict(np.load(elsewhere))
    stored["train_inputs"][3, 0, 0, 0] += 1e-3
    np.savez(elsewhere, **stored)
    changed = netsim.own_data(elsewhere, preprocess="none")
    assert replace(task, data=changed).identity() != task.identity()
    assert replace(task, network=replace(task.network, activation="relu")).identity() != task.identity()


def test_what_does_not_go_together_is_named(own):
    *_, task, trained = own
    for call, words in (
        (lambda: netsim.embed(trained, layer=2), "layer 2 was not recorded"),
        (lambda: netsim.embed(trained.weights, layer=9), "there is no layer 9"),
        (lambda: netsim.surface(task, trained.weights, [0], [0], model=1), "model 1 of 1"),
        (lambda: netsim.surface(task, trained.weights, [0], [0], measure="loss"), "measure is 'loss'"),
        (lambda: netsim.surface(task, trained.weights, [], [0]), "a grid of 0"),
        (lambda: netsim.evaluate(None, trained.weights), "task is None"),
        (lambda: netsim.own_data("nowhere"), "there is nothing at"),
        (lambda: netsim.own_data(task.data.own.path, num_train=25), "num_train is 25, and your data has 24"),
    ):
        with pytest.raises(netsim.NetsimError, match=words):
            call()
    with pytest.raises(WrongInput, match="which is not that of own"):
        type(task.data)(task.data.name)
    with pytest.raises(WrongInput, match=r"2 outputs, and own:.* has 3 classes"):
        TrainTask(
            netsim.network_of_module(nn.Sequential(nn.Flatten(), nn.Linear(64, 2)), (1, 8, 8)), task.data, (0,), 1
        )
