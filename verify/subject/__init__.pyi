from .checkpoint import with_checkpoint as with_checkpoint
from .devices import find_device as find_device
from .endings import pass_on as pass_on
from .evaluation import evaluate_graph as evaluate_graph, evaluate_node as evaluate_node
from .given_data import GivenData as GivenData, load_data as load_data
from .graph import Graph as Graph, Node as Node, Options as Options
from .guards import Guard as Guard
from .importing import import_model as import_model
from .kernels import without_advice as without_advice
from .making import make_subject as make_subject
from .on_command_line import (
    add_model_options as add_model_options,
    add_run_options as add_run_options,
    asked_options as asked_options,
    check_options as check_options,
    named_subject as named_subject,
    printed_aside as printed_aside,
)
from .products import check_room as check_room
from .rectified import smoolu as smoolu
from .states import untouched as untouched
from .subject import Subject as Subject
