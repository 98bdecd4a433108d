from .forms import in_html as in_html, in_tex as in_tex
from .parse import Formula as Formula, split as split
