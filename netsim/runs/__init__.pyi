from .experiment import (
    SIZES as SIZES,
    Check as Check,
    Experiment as Experiment,
    Measured as Measured,
    Outcome as Outcome,
    experiments as experiments,
    find_experiment as find_experiment,
    find_figure as find_figure,
)
from .gallery_page import gallery as gallery
from .run import Arrays as Arrays, Run as Run
from .session import (
    draw_figure as draw_figure,
    execute as execute,
    figures_beside as figures_beside,
    folder_of as folder_of,
    make_spec as make_spec,
    publish as publish,
    records_folder as records_folder,
)
from .status import runs_in as runs_in, write_report as write_report
