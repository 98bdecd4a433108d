from .commandline import (
    Parser as Parser,
    check_plot_path as check_plot_path,
    run_command as run_command,
)
from .devices import check_device as check_device, describe as describe
from .errors import Missing as Missing, NetsimError as NetsimError, OutOfBudget as OutOfBudget, WrongInput as WrongInput
from .progress import Progress as Progress
from .records import (
    read_arrays as read_arrays,
    read_json as read_json,
    tidy_numbers as tidy_numbers,
    write_arrays as write_arrays,
    write_json as write_json,
    write_text as write_text,
    write_whole as write_whole,
)
from .seeding import random_stream as random_stream
