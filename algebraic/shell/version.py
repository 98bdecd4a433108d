"""The version of the package, as it was installed."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("zerolocus")
except PackageNotFoundError:  # the files are there, and nobody has installed them
    __version__ = "0+unknown"
