from .kept import kept_or_decided as kept_or_decided
from .pages import ERRATA as ERRATA, STYLE as STYLE, html_table as html_table, readings_table as readings_table
from .record import COMMAND as COMMAND, code_of as code_of
from .report import Summary as Summary, errata as errata, write_report as write_report
