"""What ``python -m netsim`` can be given."""

from __future__ import annotations

import argparse

from .runs import SIZES
from .shell import Parser

DEFAULT_OUT = "runs"


def parser() -> Parser:
    """All subcommands with their arguments."""
    whole = Parser(prog="python -m netsim", description="Training and landscape experiments of the papers.")
    commands = whole.add_subparsers(dest="command", required=True, parser_class=Parser)
    listing = commands.add_parser("list", help="all experiments, with their sizes, figures and claims")
    listing.add_argument("--json", action="store_true", help="one JSON document on stdout")

    show = commands.add_parser("show", help="one experiment: its options in each size, its checks")
    show.add_argument("id", metavar="ID")
    show.add_argument("--json", action="store_true", help="one JSON document on stdout")

    running = commands.add_parser("run", help="run an experiment, or resume it")
    running.add_argument("id", metavar="ID", help="such as E02")
    _add_run_options(running, seeds=True)
    running.add_argument("--publish", metavar="DIR", help="also write the record there, and its figures")
    _add_figures_option(running)
    running.add_argument("--estimate", action="store_true", help="say what it needs: time, memory, disk; run nothing")
    running.add_argument("--strict", action="store_true", help="exit with 1 when an outcome contradicts the paper")

    published = commands.add_parser("publish", help="the record of runs that were made earlier; nothing is run")
    published.add_argument("id", metavar="ID")
    _add_choice_of_run(published, size="laptop")
    published.add_argument("--seeds", default="0", metavar="0,1,2", help="their seeds (default: 0)")
    published.add_argument("--to", required=True, metavar="DIR", help="folder of records")
    _add_figures_option(published)
    published.add_argument("--json", action="store_true", help="one JSON document on stdout")

    figure = commands.add_parser(
        "figure",
        help="draw a figure of a paper by its number, such as T2-4",
        description="From the committed record, in seconds; with an option of a run, such as --size, from that run.",
    )
    figure.add_argument("figure", metavar="FIGURE")
    figure.add_argument(
        "--from", dest="source", metavar="RECORD", help="a record, a run folder, or a folder of records"
    )
    figure.add_argument("--to", metavar="FILE", help="picture to write: .png, .svg or .pdf (default: FIGURE.png)")
    figure.add_argument("--dpi", type=int, default=100, metavar="N", help="pixels an inch (default: 100)")
    _add_run_options(figure)
    figure.set_defaults(size=None)

    sweep = commands.add_parser("sweep", help="an experiment for several seeds and values: one table of its checks")
    sweep.add_argument("id", metavar="ID")
    sweep.add_argument("--seeds", default="0", metavar="0,1,2", help="seeds (default: 0)")
    sweep.add_argument("--over", metavar="KEY=A,B,C", help="values of one option")
    _add_run_options(sweep)

    status = commands.add_parser("status", help="the runs in a folder: done, or how far")
    status.add_argument("--out", default=DEFAULT_OUT, metavar="DIR", help=f"folder of runs (default: {DEFAULT_OUT})")
    status.add_argument("--json", action="store_true", help="one JSON document on stdout")

    report = commands.add_parser("report", help="an HTML page of the finished runs in a folder")
    report.add_argument("--out", default=DEFAULT_OUT, metavar="DIR", help=f"folder of runs (default: {DEFAULT_OUT})")
    report.add_argument("--to", default="netsim-report.html", metavar="FILE", help="page to write")

    gallery = commands.add_parser("gallery", help="the pages of the gallery, from published records")
    gallery.add_argument("--records", required=True, metavar="DIR", help="folder of records")
    _add_figures_option(gallery)
    gallery.add_argument("--to", required=True, metavar="FILE", help="Markdown page to write; beside it one a paper")
    gallery.add_argument("--draw", action="store_true", help="draw the figures anew first, from the records")
    return whole


def _add_figures_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--figures", metavar="DIR", help="folder of the figures (default: that of the records, -figures)"
    )


def _add_choice_of_run(parser: argparse.ArgumentParser, *, size: str = "smoke") -> None:
    """Which run, and where it lies."""
    parser.add_argument("--size", choices=SIZES, default=size, help=f"default: {size}")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change an option; lists with commas"
    )
    parser.add_argument("--device", default="cpu", metavar="NAME", help="cpu, cuda or cuda:INDEX (default: cpu)")
    parser.add_argument("--out", default=DEFAULT_OUT, metavar="DIR", help=f"folder of runs (default: {DEFAULT_OUT})")


def _add_run_options(parser: argparse.ArgumentParser, *, seeds: bool = False) -> None:
    _add_choice_of_run(parser)
    chosen = parser.add_mutually_exclusive_group() if seeds else parser
    chosen.add_argument("--seed", type=int, default=0, metavar="S", help="seed of all random choices (default: 0)")
    if seeds:
        chosen.add_argument("--seeds", metavar="0,1,2", help="several, one after the other, decided together")
    parser.add_argument("--data", metavar="FILE|DIR", help="images of your own: an .npz file, or a folder by class")
    parser.add_argument("--data-dir", metavar="DIR", help="folder of CIFAR-10 or MNIST files")
    parser.add_argument(
        "--download", action="store_true", help="fetch CIFAR-10 or MNIST first where they are missing, SHA-256 checked"
    )
    parser.add_argument(
        "--executor", default="processes", metavar="NAME", help="processes (default), here, or dask=tcp://HOST:PORT"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: one for each core)")
    parser.add_argument(
        "--shard", metavar="I/N", help="only every N-th piece of work, from the I-th on (see the manual)"
    )
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="stop after this; the same command resumes")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
