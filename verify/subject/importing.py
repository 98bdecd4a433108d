"""What a command line names as ``package.module:function``: it is imported, and, for a model, called."""

from __future__ import annotations

import importlib
import sys
from difflib import get_close_matches
from typing import Any

from algebraic.shell import Missing, WrongInput, ends_command, shown_value

from .endings import pass_on


def import_model(text: str) -> Any:
    """The module of torch that ``package.module:build``, called without arguments, returns.

    This runs the user's code: it is for what a command line says, never for what a file does.

    Raises:
        WrongInput: there is no such function, it fails, or what it returns is no module.
        Missing: there is no such Python module, or one that it imports.
    """
    import torch  # first: a file of the user's folder must not stand for it

    build = import_name(text, "the model")
    if isinstance(build, torch.nn.Module):
        return build
    if not callable(build):
        raise _bad(f"{text} is of type {type(build).__name__}", "name a function that returns a torch.nn.Module")
    built = _running(text, build)
    if isinstance(built, torch.nn.Module):
        return built
    is_class = isinstance(built, type) and issubclass(built, torch.nn.Module)
    what = "a class of modules, not a module" if is_class else f"an object of type {type(built).__name__}"
    raise _bad(f"{text} returned {what}", "return a torch.nn.Module")


def import_name(text: str, what: str) -> Any:
    """The object ``package.module:name``, from the current folder or what is installed.

    Args:
        text: as a command line gives it.
        what: begins the error, such as ``the model``.

    Raises:
        WrongInput: the text has another form, importing fails, or the name is not there.
        Missing: there is no such Python module, or one that it imports.
    """
    module, sign, name = text.partition(":")
    if not sign or not all(part.isidentifier() for part in (*module.split("."), name)):
        raise _bad(f"{what} is {shown_value(text)}", "write MODULE:FUNCTION, such as my_models:build")
    sys.path.insert(0, "")  # it may lie in the current folder, as for `python -m`
    try:
        found = _running(text, lambda: importlib.import_module(module))
    finally:
        sys.path.remove("")
    if not hasattr(found, name):
        near = get_close_matches(name, dir(found), n=1)
        raise _bad(f"{module} has no {name}", f"did you mean {near[0]}?" if near else "see what is defined in it")
    return getattr(found, name)


def _running(text: str, run: Any) -> Any:
    """What user code gives: whatever it raises is the user's error, named here."""
    try:
        return run()
    except ModuleNotFoundError as problem:
        raise Missing(
            f"{text} needs the Python module {problem.name or problem}, which is not there",
            hint="start in the folder that has it, or install it",
            kind="module_missing",
        ) from problem
    except (Exception, SystemExit) as problem:
        if isinstance(problem, Exception):
            pass_on(problem)
        if ends_command(problem):
            raise
        raise _bad(f"{text} failed: {type(problem).__name__}: {problem}", "does it run by itself?") from problem


def _bad(cause: str, hint: str) -> WrongInput:
    return WrongInput(cause, hint=hint, kind="bad_model")
