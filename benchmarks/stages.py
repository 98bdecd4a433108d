"""CPU seconds of the functions that a module calls, children included."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch


def cpu_seconds() -> float:
    """Of this process and of the children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


@contextmanager
def stages(module: Any, names: Sequence[str]) -> Iterator[dict[str, float]]:
    """While the context lasts: the seconds by name. A function that is called by another one counts for that one."""
    seconds = dict.fromkeys(names, 0.0)
    inside: list[str] = []

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            if inside:
                return call(*args, **options)
            inside.append(name)
            begun = cpu_seconds()
            try:
                return call(*args, **options)
            finally:
                inside.pop()
                seconds[name] += cpu_seconds() - begun

        return run

    with ExitStack() as stack:
        for name in names:
            stack.enter_context(patch.object(module, name, timed(name, getattr(module, name))))
        yield seconds
