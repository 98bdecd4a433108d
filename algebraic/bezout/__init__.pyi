from .check import check_ladder as check_ladder
from .result import Ladder as Ladder, LadderData as LadderData, RealRange as RealRange
from .rungs import climb as climb, ladder as ladder
