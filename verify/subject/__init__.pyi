from .evaluation import evaluate_graph as evaluate_graph
from .graph import Graph as Graph, Node as Node
from .guards import Guard as Guard
from .making import make_subject as make_subject
from .subject import Subject as Subject
