from .beginning import end_on_interrupt as end_on_interrupt
from .commandline import (
    Parser as Parser,
    check_plot_path as check_plot_path,
    check_range as check_range,
    run_command as run_command,
)
from .devices import check_device as check_device, describe as describe
from .errors import (
    Missing as Missing,
    NetsimError as NetsimError,
    OutOfBudget as OutOfBudget,
    WrongInput as WrongInput,
    printable as printable,
    shown_value as shown_value,
)
from .files import (
    check_output_path as check_output_path,
    remove as remove,
    write_text as write_text,
    write_whole as write_whole,
)
from .given import held as held
from .interrupts import (
    exceptions_do_harm as exceptions_do_harm,
)
from .output import deliver as deliver, say as say
from .progress import Progress as Progress, in_words as in_words
from .ranges import (
    MOST_ITEMS as MOST_ITEMS,
    Allowed as Allowed,
    ANumber as ANumber,
    Batch as Batch,
    Channels as Channels,
    Epochs as Epochs,
    Every as Every,
    Few as Few,
    Init as Init,
    Instance as Instance,
    Models as Models,
    OneOf as OneOf,
    Positive as Positive,
    Range as Range,
    Rate as Rate,
    Rule as Rule,
    Samples as Samples,
    Seed as Seed,
    Several as Several,
    Spread as Spread,
    Steps as Steps,
    Units as Units,
    Widths as Widths,
    allowed as allowed,
    check_fields as check_fields,
    check_given as check_given,
    check_value as check_value,
    plain as plain,
    refuse as refuse,
)
from .reading import read_file as read_file, read_json as read_json, shown_path as shown_path
from .records import (
    read_arrays as read_arrays,
    tidy_numbers as tidy_numbers,
    write_arrays as write_arrays,
    write_json as write_json,
)
from .room import all_memory as all_memory, free_disk as free_disk, free_memory as free_memory, in_bytes as in_bytes
from .seeding import kept_streams as kept_streams, random_stream as random_stream
from .version import __version__ as __version__
