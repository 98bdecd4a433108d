"""Models as strangers write them; each is built with weights of a seed, with inputs that it reads."""

from itertools import pairwise

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import smoolu

functional = nn.functional
WHOLE = torch.tensor([[0, 1], [1, 2], [2, 3], [3, 4], [4, 0], [0, 2]])
TOKENS = torch.tensor([[0, 1, 2], [3, 4, 5], [6, 0, 1], [2, 2, 4], [5, 3, 0]])
CHAIN = (3, 4, 1)


def chain(*widths, activation=nn.Tanh):
    layers = []
    for one, two in pairwise(widths):
        layers += [nn.Linear(one, two), activation()]
    return nn.Sequential(*layers[:-1])


def flat(layer, values):
    return nn.Sequential(layer, nn.Tanh(), nn.Flatten(), nn.Linear(values, 1))


class Residual(nn.Module):
    """Two convolutions with batch normalisations beside a skip."""

    def __init__(self):
        super().__init__()
        self.c1, self.b1 = nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2)
        self.c2, self.b2 = nn.Conv2d(2, 1, 3, padding=1, bias=False), nn.BatchNorm2d(1)
        self.out = nn.Linear(16, 2)

    def forward(self, x):
        h = self.b2(self.c2(torch.relu(self.b1(self.c1(x)))))
        return self.out(torch.relu(h + x).flatten(1))


class Encoder(nn.Module):
    """A block of torch's transformer."""

    def __init__(self):
        super().__init__()
        self.block = nn.TransformerEncoderLayer(4, 2, 8, activation="gelu", batch_first=True)
        self.out = nn.Linear(12, 2)

    def forward(self, x):
        return self.out(self.block(x).flatten(1))


class Language(nn.Module):
    """A causal model of whole tokens whose output layer is its embedding."""

    def __init__(self):
        super().__init__()
        self.words, self.places, self.norm = nn.Embedding(7, 4), nn.Embedding(3, 4), nn.LayerNorm(4)
        self.three, self.mix, self.head = nn.Linear(4, 12), nn.Linear(4, 4), nn.Linear(4, 7, bias=False)
        self.head.weight = self.words.weight

    def forward(self, tokens):
        length = tokens.shape[1]
        x = self.words(tokens) + self.places(torch.arange(length))
        q, k, v = self.three(self.norm(x)).split(4, dim=2)
        later = torch.triu(torch.ones(length, length, dtype=torch.bool), 1)
        near = (q @ k.transpose(1, 2) / 2).masked_fill(later, float("-inf")).softmax(-1)
        return self.head(x + self.mix(near @ v))


class Recurrent(nn.Module):
    """The last value of a recurrent layer."""

    def __init__(self, kind):
        super().__init__()
        self.inner, self.out = kind(3, 4, batch_first=True), nn.Linear(4, 1)

    def forward(self, x):
        return self.out(self.inner(x)[0][:, -1])


class Attention(nn.Module):
    """Attention of torch."""

    def __init__(self):
        super().__init__()
        self.inner, self.out = nn.MultiheadAttention(4, 2, batch_first=True), nn.Linear(12, 1)

    def forward(self, x):
        return self.out(self.inner(x, x, x)[0].flatten(1))


class Pair(nn.Module):
    """Two arguments."""

    def __init__(self):
        super().__init__()
        self.a, self.b, self.out = nn.Linear(3, 8), nn.Linear(2, 8), nn.Linear(8, 1)

    def forward(self, left, right):
        return self.out(torch.tanh(self.a(left) + self.b(right)))


class Both(nn.Module):
    """A bilinear layer of two arguments."""

    def __init__(self):
        super().__init__()
        self.inner = nn.Bilinear(3, 2, 2)

    def forward(self, left, right):
        return self.inner(left, right)


class Loop(nn.Module):
    """Residual layers from a list."""

    def __init__(self):
        super().__init__()
        self.layers, self.out = nn.ModuleList([nn.Linear(3, 3) for _ in range(3)]), nn.Linear(3, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x)) + x
        return self.out(x)


class Own(nn.Module):
    """3-4-1 with a function of the hidden values, the inputs and the module."""

    def __init__(self, function, result=lambda y: y):
        super().__init__()
        self.a, self.b, self.function, self.result = nn.Linear(3, 4), nn.Linear(4, 1), function, result
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        return self.result(self.b(self.function(self, self.a(x))))


class Square(torch.autograd.Function):
    """z², with a derivative of its own, as torch.func wants it."""

    generate_vmap_rule = True

    @staticmethod
    def forward(z):
        return z * z

    @staticmethod
    def setup_context(context, inputs, output):
        context.save_for_backward(*inputs)

    @staticmethod
    def backward(context, slope):
        return 2 * context.saved_tensors[0] * slope


class Straight(Square):
    """Rounded, with the derivative of what is not: the straight-through estimator."""

    @staticmethod
    def forward(z):
        return z.round()

    @staticmethod
    def setup_context(context, inputs, output):
        return None

    @staticmethod
    def backward(context, slope):
        return slope


def counted(module, h):
    module.calls += 1
    return torch.tanh(h) + module.calls


def changed(model, change):
    change(model)
    return model


def tied():
    model = chain(3, 3, 3, 1)
    model[2].weight = model[0].weight
    return model


def frozen(*places):
    model = chain(*CHAIN)
    for place in places:
        model[place].requires_grad_(False)
    return model


def hooked():
    model = chain(*CHAIN)
    model[0].register_forward_hook(lambda module, given, found: 2 * found)
    return model


def written_into(module, h):
    h = h.clone()
    h += 1
    return torch.tanh(h)


weight_norm, spectral_norm = (getattr(nn.utils.parametrizations, name) for name in ("weight_norm", "spectral_norm"))
BUILDERS = {
    "residual block": (Residual, (6, 1, 4, 4), 2),
    "transformer encoder": (Encoder, (5, 3, 4), 2),
    "language model": (Language, {"tokens": TOKENS}, (3, 7)),
    "GRU": (lambda: Recurrent(nn.GRU), (6, 4, 3), 1),
    "LSTM": (lambda: Recurrent(nn.LSTM), (6, 4, 3), 1),
    "attention": (Attention, (6, 3, 4), 1),
    "convolution of rows": (lambda: flat(nn.Conv1d(2, 3, 3), 12), (6, 2, 6), 1),
    "transposed convolution": (lambda: flat(nn.ConvTranspose2d(1, 2, 2, 2), 32), (6, 1, 2, 2), 1),
    "group norm": (lambda: nn.Sequential(nn.Linear(4, 8), nn.GroupNorm(2, 8), nn.Tanh(), nn.Linear(8, 1)), (6, 4), 1),
    "layer norm": (lambda: nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8), nn.Tanh(), nn.Linear(8, 1)), (6, 4), 1),
    "instance norm": (
        lambda: nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.InstanceNorm2d(2, affine=True), nn.Tanh(), nn.Flatten(),
                              nn.Linear(32, 1)), (6, 1, 4, 4), 1),
    "weight norm": (lambda: nn.Sequential(weight_norm(nn.Linear(4, 8)), nn.Tanh(), nn.Linear(8, 1)), (6, 4), 1),
    "spectral norm": (lambda: nn.Sequential(spectral_norm(nn.Linear(4, 8)), nn.Tanh(), nn.Linear(8, 1)), (6, 4), 1),
    "embedding": (lambda: nn.Sequential(nn.Embedding(5, 4), nn.Flatten(), nn.Linear(8, 1)), WHOLE, 1),
    "bag": (lambda: nn.Sequential(nn.EmbeddingBag(5, 4), nn.Linear(4, 1)), WHOLE, 1),
    "bilinear": (Both, {"left": (6, 3), "right": (6, 2)}, 2),
    "two arguments": (Pair, {"left": (6, 3), "right": (6, 2)}, 1),
    "no axis of outputs": (lambda: Own(lambda module, h: torch.tanh(h), lambda y: y.squeeze(-1)), (6, 3), ()),
    "frozen": (lambda: frozen(0), (6, 3), 1),
    "tied": (tied, (6, 3), 1),
    "data parallel": (lambda: nn.DataParallel(chain(*CHAIN)), (6, 3), 1),
    "dropout by a function": (
        lambda: Own(lambda module, h: functional.dropout(torch.tanh(h), 0.5, module.training)), (6, 3), 1),
    "written in place": (lambda: Own(written_into), (6, 3), 1),
    "hooked": (hooked, (6, 3), 1),
    "function of its own": (lambda: Own(lambda module, h: Square.apply(h)), (6, 3), 1),
    "loop": (Loop, (6, 3), 1),
    "SiLU": (lambda: chain(3, 12, 1, activation=nn.SiLU), (6, 3), 1),
    "ELU": (lambda: chain(3, 12, 1, activation=nn.ELU), (6, 3), 1),
    "softplus that jumps": (lambda: chain(3, 12, 1, activation=lambda: nn.Softplus(threshold=0.5)), (6, 3), 1),
    "softplus": (lambda: chain(3, 12, 1, activation=nn.Softplus), (6, 3), 1),
    "smooLU": (lambda: chain(3, 12, 1, activation=smoolu), (6, 3), 1),
    "ReLU of the inputs": (lambda: nn.Sequential(nn.ReLU(), *chain(*CHAIN)), (6, 3), 1),
    "linear": (lambda: nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 1)), (6, 3), 1),
}  # fmt: skip


def model_and_data(name):
    """A model in training mode, its inputs and targets."""
    build, shapes, outputs = BUILDERS[name]

    def drawn(shape, seed):
        return shape if isinstance(shape, torch.Tensor) else numbers(*shape, seed=seed)

    named = shapes if isinstance(shapes, dict) else {"": shapes}
    inputs = {key: drawn(shape, seed) for seed, (key, shape) in enumerate(named.items(), 1)}
    count = len(next(iter(inputs.values())))
    after = (outputs,) if isinstance(outputs, int) else outputs
    targets = numbers(count, *after, seed=9)
    return seeded(build).train(), inputs if isinstance(shapes, dict) else inputs[""], targets
