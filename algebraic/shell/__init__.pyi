from .attempts import Attempts as Attempts
from .beginning import end_on_interrupt as end_on_interrupt
from .budget import MAX_SEED as MAX_SEED, UNLIMITED as UNLIMITED, Budget as Budget, without_alarm as without_alarm
from .command import (
    PLOT_FORMATS as PLOT_FORMATS,
    Parser as Parser,
    check_plot_path as check_plot_path,
    check_range as check_range,
    run_command as run_command,
)
from .errors import (
    EngineFailed as EngineFailed,
    HypothesesNotMet as HypothesesNotMet,
    Missing as Missing,
    OutOfBudget as OutOfBudget,
    TooLarge as TooLarge,
    WrongInput as WrongInput,
    ZerolocusError as ZerolocusError,
    printable as printable,
    shown_value as shown_value,
)
from .exact import (
    MAX_BITS as MAX_BITS,
    as_fmpq as as_fmpq,
    as_fraction as as_fraction,
    bits_of as bits_of,
    exact_number as exact_number,
    object_array as object_array,
    rationals as rationals,
)
from .files import (
    check_output_path as check_output_path,
    unwritable as unwritable,
    write_text as write_text,
    write_whole as write_whole,
)
from .given import (
    check_path as check_path,
    check_seed as check_seed,
    check_truth as check_truth,
    check_whole as check_whole,
    check_word as check_word,
    exact_rows as exact_rows,
    exact_samples as exact_samples,
)
from .interrupts import (
    ends_command as ends_command,
    exceptions_do_harm as exceptions_do_harm,
    interruption as interruption,
)
from .output import deliver as deliver, say as say
from .pictures import (
    Bar as Bar,
    Drawn as Drawn,
    draw_critical_points as draw_critical_points,
    draw_ladder as draw_ladder,
    draw_on as draw_on,
    draw_solutions as draw_solutions,
    save_figure as save_figure,
)
from .progress import Progress as Progress
from .random import (
    PRIME_LIMIT as PRIME_LIMIT,
    ROLE_ATLAS as ROLE_ATLAS,
    ROLE_BYTE_PRIMES as ROLE_BYTE_PRIMES,
    ROLE_CELLS as ROLE_CELLS,
    ROLE_CENTERS as ROLE_CENTERS,
    ROLE_COEFFICIENTS as ROLE_COEFFICIENTS,
    ROLE_COLUMNS as ROLE_COLUMNS,
    ROLE_CONGRUENCES as ROLE_CONGRUENCES,
    ROLE_DATA as ROLE_DATA,
    ROLE_DIGITS as ROLE_DIGITS,
    ROLE_DOMINANT as ROLE_DOMINANT,
    ROLE_FIXED as ROLE_FIXED,
    ROLE_FORMS as ROLE_FORMS,
    ROLE_FUNCTIONS as ROLE_FUNCTIONS,
    ROLE_LOOPS as ROLE_LOOPS,
    ROLE_NOISE as ROLE_NOISE,
    ROLE_PATTERNS as ROLE_PATTERNS,
    ROLE_POINTS as ROLE_POINTS,
    ROLE_PRIMES as ROLE_PRIMES,
    ROLE_PROBES as ROLE_PROBES,
    ROLE_RANK as ROLE_RANK,
    ROLE_REAL_COUNTS as ROLE_REAL_COUNTS,
    ROLE_RESUME as ROLE_RESUME,
    ROLE_RIDGE as ROLE_RIDGE,
    ROLE_SHADOWS as ROLE_SHADOWS,
    ROLE_SLICE as ROLE_SLICE,
    ROLE_SPANS as ROLE_SPANS,
    ROLE_SYMMETRIES as ROLE_SYMMETRIES,
    ROLE_TRIALS as ROLE_TRIALS,
    ROLE_WITNESS as ROLE_WITNESS,
    random_primes as random_primes,
    random_stream as random_stream,
)
from .reading import (
    MAX_DIGITS as MAX_DIGITS,
    parse_json as parse_json,
    read_file as read_file,
    read_json_file as read_json_file,
    shown_path as shown_path,
)
from .row_records import intact_rows as intact_rows, write_rows as write_rows
from .spreading import check_executor as check_executor, spread as spread
from .version import __version__ as __version__
from .widths import read_widths as read_widths
from .wording import (
    DECIDED as DECIDED,
    Known as Known,
    counted as counted,
    format_count as format_count,
    format_number as format_number,
    format_power as format_power,
    words_of_count as words_of_count,
)
