"""The text of a kernel."""

from algebraic.tracking.source import kernel_source
from tests.algebraic.tracking.test_devices import paths


def test_the_text_depends_on_the_network_not_on_the_data():
    texts = {kernel_source(paths("S5", count=1, seed=seed)[0]) for seed in (0, 1)}
    assert len(texts) == 1
    assert "@" not in texts.pop()
