"""One style for all figures: colours that colour-blind readers tell apart, letters that are readable at half size."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito, Color Universal Design (2008), without yellow, which white paper swallows.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
HEAT = "cividis"  # Nuñez, Anderton and Renslow, PLoS ONE 13 (2018)
SMALL = 11  # points, on figures of 100 pixels an inch
LINE = 0.21  # inches of a line below a figure


@contextmanager
def styled() -> Iterator[None]:
    """Draw in this style; what was set before is set again afterwards."""
    import matplotlib
    from cycler import cycler

    context = matplotlib.rc_context(
        {
            "font.size": 13,
            "axes.titlesize": 13,
            "axes.labelsize": 13,
            "figure.titlesize": 15,
            "xtick.labelsize": SMALL,
            "ytick.labelsize": SMALL,
            "legend.fontsize": SMALL,
            "legend.framealpha": 0.7,
            "axes.prop_cycle": cycler(color=COLOURS),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "image.cmap": HEAT,
            "lines.linewidth": 1.6,
            "svg.hashsalt": "zerolocus",  # the same picture is the same file
        }
    )
    with context:
        yield


def write_below(figure: Figure, lines: Sequence[str]) -> None:
    """Text below a figure, which grows by as much."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    width, height = figure.get_size_inches()
    wrapped = [part for line in lines for part in textwrap.wrap(line, int(12.3 * width))]
    if not wrapped:
        return
    added = LINE * len(wrapped) + 0.08
    share = added / (height + added)
    engine = figure.get_layout_engine()
    places = [(axes, axes.get_position(original=True)) for axes in figure.axes]
    figure.set_size_inches(width, height + added)
    if isinstance(engine, ConstrainedLayoutEngine):
        engine.set(rect=(0, share, 1, 1 - share))
    else:
        for axes, box in places:
            axes.set_position((box.x0, share + box.y0 * (1 - share), box.width, box.height * (1 - share)))
    for place, line in enumerate(reversed(wrapped)):
        no_evidence = line.startswith("smoke: no evidence")
        figure.text(
            0.01,
            (0.07 + LINE * place) / (height + added),
            line,
            fontsize=SMALL,
            weight="bold" if no_evidence else "normal",
            color=COLOURS[1] if no_evidence else "#333333",
        )


def with_few_colours(picture: Path, target: Path) -> None:
    """A PNG file with a palette of 256 colours.

    In it are white and those of this style, pure and mixed with it, so that no line takes another one's; the rest
    are chosen for the picture. Every point gets the nearest.
    """
    import numpy as np
    from PIL import Image

    kept = [_mixed(color, share) for color in COLOURS for share in (1.0, 0.85, 0.7, 0.55, 0.4, 0.3, 0.2, 0.1)]
    kept.append((255, 255, 255))
    with Image.open(picture) as found:
        whole = found.convert("RGB")
    chosen = np.asarray(whole.quantize(256 - len(kept)).getpalette(), int).reshape(-1, 3)
    palette = np.concatenate([np.asarray(kept), chosen])[:256]
    codes = np.asarray(whole, np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    each, places = np.unique(codes, return_inverse=True)
    points = np.stack([each >> 16, (each >> 8) & 255, each & 255], axis=1).astype(int)
    nearest = np.concatenate(
        [((part[:, None] - palette) ** 2).sum(2).argmin(1) for part in np.split(points, range(1024, len(points), 1024))]
    )
    small = Image.fromarray(nearest[places].reshape(codes.shape).astype(np.uint8), mode="P")
    small.putpalette(palette.astype(np.uint8).ravel().tolist())
    small.save(target, format="png", optimize=True)


def _mixed(color: str, share: float) -> tuple[int, int, int]:
    """A share of a colour, and white."""
    red, green, blue = (round(share * int(color[k : k + 2], 16) + (1 - share) * 255) for k in (1, 3, 5))
    return red, green, blue
