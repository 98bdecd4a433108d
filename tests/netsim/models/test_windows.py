"""Plans of the kernels against loops over every output and every place of its neighbourhood."""

from collections import Counter

import pytest
from hypothesis import given, strategies as st

from netsim.models import windows
from netsim.models.windows import Window, plan_outputs, plan_slopes


@st.composite
def some_windows(draw):
    number = st.integers
    window = Window(
        draw(number(1, 2)), draw(number(1, 3)), draw(number(1, 7)), draw(number(1, 7)), draw(number(1, 3)),
        draw(number(1, 4)), draw(number(1, 4)), draw(number(0, 3)),
    )  # fmt: skip
    return window if min(window.outputs) > 0 else Window(1, 1, 1, 1, 1, 1, 1, 0)


def terms(plan):
    """(where it is written, where it is read, row of the other matrix), as often as the plan has it; targets."""
    found, targets, place, numbers = Counter(), Counter(), 0, plan.numbers.tolist()
    largest = 0
    for _ in range(plan.classes):
        tall, wide, read, read_y, read_x, write, write_y, write_x, runs, length = numbers[place : place + 10]
        pairs = [numbers[place + 10 + 2 * run :][:2] for run in range(runs)]
        place += 10 + 2 * runs
        largest = max(largest, tall * wide)
        for y in range(tall):
            for x in range(wide):
                target = write + y * write_y + x * write_x
                targets[target] += 1
                for begin, row in pairs:
                    found.update((target, read + y * read_y + x * read_x + begin + k, row + k) for k in range(length))
    assert place == len(numbers)
    assert largest == plan.most
    return found, targets


def literal(window):
    """The same for outputs and for slopes, of the first model."""
    pixel, place, size = window.models * window.channels, window.models * window.units, window.size
    tall, wide = window.outputs
    outputs, slopes = Counter(), Counter()
    for y in range(tall):
        for x in range(wide):
            for i in range(size):
                for j in range(size):
                    row, column = y * window.stride + i - window.padding, x * window.stride + j - window.padding
                    if 0 <= row < window.height and 0 <= column < window.width:
                        given, got = (row * window.width + column) * pixel, (y * wide + x) * place
                        tap = i * size + j
                        outputs.update((got, given + c, tap * window.channels + c) for c in range(window.channels))
                        slopes.update((given, got + u, tap * window.units + u) for u in range(window.units))
    return outputs, slopes


@given(some_windows())
def test_plans_have_each_product_once_and_no_zeros(window):
    outputs, slopes = literal(window)
    tall, wide = window.outputs
    found, targets = terms(plan_outputs(window))
    assert found == outputs
    assert targets == Counter(place * window.models * window.units for place in range(tall * wide))
    found, targets = terms(plan_slopes(window))
    assert found == slopes
    pixels = window.height * window.width
    assert targets == Counter(place * window.models * window.channels for place in range(pixels))


def test_padding_is_not_multiplied():
    """A neighbourhood of 9 pixels of which 4 are in the image: the layer that ends Theory II's network."""
    found, _ = terms(plan_outputs(Window(1, 1, 2, 2, 1, 3, 2, 1)))
    assert sum(found.values()) == 4


@pytest.mark.parametrize("samples", [1, 5, 7, 64])
def test_chunks_take_every_sample_once(samples, monkeypatch):
    window = Window(1, 3, 5, 6, 4, 3, 2, 1)
    for chunk in (1, 500, 10**9):
        monkeypatch.setattr(windows, "CHUNK", chunk)
        assert [i for part in window.chunks(samples) for i in range(samples)[part]] == list(range(samples))
