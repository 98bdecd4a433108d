from .result import Ladder as Ladder
from .rungs import climb as climb, ladder as ladder
