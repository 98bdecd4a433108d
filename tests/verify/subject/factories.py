"""What a command line may name; nothing here is imported by the tests but by name."""

from tests.verify.subject.models import nn, torch


def good():
    print("a factory may print")
    return nn.Linear(2, 1)


ready = nn.Linear(2, 1)
number = 3


def failing():
    raise ValueError("no such size")


def leaving():
    raise SystemExit(1)


def nothing():
    return None


def a_class():
    return nn.Linear


def needing():
    import package_that_is_not_there  # noqa: F401


def absolute(outputs, targets):
    return (outputs - targets).abs().mean()


def many(outputs, targets):
    return outputs - targets


def infinite(outputs, targets):
    return torch.tensor(float("inf"))
