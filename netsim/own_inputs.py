"""What a command line gives of a user's own: images from a file or folder, a network from a module of Python."""

from __future__ import annotations

from .runs import AnyExperiment
from .shell import WrongInput, shown_value


def with_own(experiment: AnyExperiment, size: str, changes: dict[str, str], data: str | None) -> dict[str, str]:
    """Changes of options in which names stand for a user's own images and network, which are known from here on.

    Args:
        changes: by option what ``--set`` says; ``network=MODULE:FUNCTION`` runs that function.
        data: what ``--data`` says.

    Raises:
        Missing: there is nothing where the images should be.
        WrongInput: the experiment takes no images or no network, or what is given is none.
    """
    network = changes.get("network", "")
    imported = ":" in network and not network.startswith("own:")
    if not data and not imported:
        return changes
    there, changed = experiment.options(size), dict(changes)
    if data:
        from .data import own_images

        if not hasattr(there, "data"):
            raise WrongInput(f"{experiment.id} has no images", hint="leave --data out", kind="usage")
        if "data" in changes:
            raise WrongInput(f"--data, and --set data={shown_value(changes['data'])}", hint="give one", kind="usage")
        changed["data"] = own_images(data).name
    if imported:
        from .experiments.parts.on_images import image_shape
        from .models import import_network, remember_network

        if not hasattr(there, "network"):
            raise WrongInput(
                f"{experiment.id} has networks of its own", hint="leave network out of --set", kind="unknown_key"
            )
        shape = image_shape(changed.get("data", getattr(there, "data", "")))
        changed["network"] = remember_network(import_network(network, shape))
    return changed
