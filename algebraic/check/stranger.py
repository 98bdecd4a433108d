# fmt: off
"""A stranger's check, ``python stranger.py FILE...``: statements proved again, by Python's own library alone.

A box X holds one solution if K(X) = m − Y F(m) + (1 − Y F'(X)) (X − m) lies inside X (Krawczyk 1969), for complex
rectangles; a real one if X is its own conjugate. There are at most n! vol(hull of 1 and all monomials) isolated
solutions (Kushnirenko 1976), none if Σ c_i p_i = 1. A minor that is not 0 modulo a prime bounds a rank. A field is
proved, compared, or named in ``not_reproved``: sentences, how the search went, indices, parts of critical sets, mixed
volumes, symmetries, real points and paths, what engines said. Never verified: certificates by columns or counting or
alone, and ranks of data that are not there. Exit code 0: the answer is proved; 1: something is false; 2: no such
document, or beyond LIMITS; 4: open, or stdout cannot be written; 70: a defect; 130, 143: ended by a signal.
Layout: plain numbers; Rect and Poly; Network, System and Equations, of a document; what proofs need; the fields of
documents; proofs and checks of each kind, which tell ``claim`` what holds, is false, or (None) is open; the program.
"""
# ruff: noqa: B905, E401, E402, E701, E702, E731, I001, SIM105, UP035
from __future__ import annotations; import os, signal, sys
def leave(signum: int, _: Any) -> None: os._exit(128 + signum)  # by a signal, without a verdict
for signum in (signal.SIGINT, signal.SIGTERM) if __name__ == "__main__" else ():  # before more is imported
    if signal.getsignal(signum) != signal.SIG_IGN: signal.signal(signum, leave)
import collections, itertools, json, math, re, time; from fractions import Fraction; from typing import Any, Callable
LIMITS = {"bytes": 50_000_000, "digits": 4_000, "exponent": 1_000, "unknowns": 200, "box unknowns": 40, "edges": 2_000,
          "degree": 64, "samples": 1_000, "solutions": 2_000, "terms": 20_000, "facets": 5_000, "time": 60}
BITS, END = 768, [0.0]  # digits after the binary point; when the time is over
class Refused(Exception): "No such document, or a larger one than is taken."
class Limit(Exception): "A proof takes more than it may."
def need(condition: bool, words: str) -> Any:
    if not condition: raise Refused(words)
def limit(name: str, size: int, kind: type[Exception] = Refused) -> None:
    if size > LIMITS[name]: raise kind(f"{size:,} {name} (limit {LIMITS[name]:,})")
    if time.monotonic() > END[0]: raise Limit(f"not finished after {LIMITS['time']} seconds")
NUMBER = re.compile(r"-?[0-9]+(/0*[1-9][0-9]*|(\.[0-9]+)?(e[-+]?[0-9]{1,5})?)")
TYPES = {"i": (int,), "f": (int, float), "b": (bool,), "s": (str,), "l": (list,), "d": (dict,), "a": (str, list)}
def number(text: Any) -> Fraction:  # that a text spells: 12, -3/4, 0.5, 1e-6
    need(type(text) is str and NUMBER.fullmatch(text) is not None, f"{text!r:.50} is no number")
    limit("digits", max(map(len, text.split("/")))); limit("exponent", abs(int(text.partition("e")[2] or 0)))
    return Fraction(text)
def fields(data: Any, names: str, what: str) -> Any:  # their values: all must be there, as name:type, with ? or null
    wanted = dict(entry.split(":") for entry in names.split() if ":" in entry)
    need(type(data) is dict and set(data) == set(wanted), f"{what}: fields {set(data) ^ set(wanted)!s:.200}")
    for name, kinds in wanted.items():
        value, kind, is_null = data[name], kinds[0], kinds[1:] == "?" and data[name] is None
        fits = type(value) in TYPES[kind] and (kind not in "if" or 0 <= value < float("inf"))
        need(fits or is_null, f"{what}: {name} is of the wrong type or out of range")
    return [data[name] for name in wanted]
def times(a: int, b: int, c: int, d: int) -> tuple[int, int]:  # the product of the intervals [a, b] and [c, d]
    corners = (0,) if a == b == 0 or c == d == 0 else (a * c, a * d, b * c, b * d)
    return min(corners) >> BITS, -(-max(corners) >> BITS)
class Rect:  # complex numbers with real part in [a, b] and imaginary part in [c, d], in units of 2^-BITS
    def __init__(self, a: int, b: int, c: int, d: int) -> None: self.a, self.b, self.c, self.d = a, b, c, d
    def __add__(self, o: Rect) -> Rect: return Rect(self.a + o.a, self.b + o.b, self.c + o.c, self.d + o.d)
    def __sub__(self, o: Rect) -> Rect: return Rect(self.a - o.b, self.b - o.a, self.c - o.d, self.d - o.c)
    def __mul__(self, o: Rect) -> Rect:
        (p, q), (r, s) = times(self.a, self.b, o.a, o.b), times(self.c, self.d, o.c, o.d)
        (t, u), (v, w) = times(self.a, self.b, o.c, o.d), times(self.c, self.d, o.a, o.b)
        return Rect(p - s, q - r, t + v, u + w)
    def conjugate(self) -> Rect: return Rect(self.a, self.b, -self.d, -self.c)
    def middle(self) -> Rect: return Rect(*[(self.a + self.b) // 2] * 2, *[(self.c + self.d) // 2] * 2)
    def meets(self, o: Rect) -> bool: return self.a <= o.b and o.a <= self.b and self.c <= o.d and o.c <= self.d
    def within(self, o: Rect) -> bool:  # even if o was rounded outwards
        return o.a + 1 < self.a and self.b < o.b - 1 and o.c + 1 < self.c and self.d < o.d - 1
def rect(re: Fraction, im: Fraction = Fraction(0), r: Fraction = Fraction(0)) -> Rect:  # around a square
    a, b, c, d = ((v.numerator << BITS) // v.denominator for v in (re - r, -re - r, im - r, -im - r))
    return Rect(a, -b, c, -d)
ZERO, ONE = rect(Fraction(0)), rect(Fraction(1))
def dot(a: Any, b: Any) -> Rect: return sum(map(Rect.__mul__, a, b), ZERO)
class Poly:  # up to some degree: coefficients by the unknowns in a term, such as (0, 0, 3) for w_0² w_3
    def __init__(self, terms: dict[Any, Any], degree: int) -> None:
        self.terms, self.degree = {e: c for e, c in terms.items() if c}, degree
    def __add__(self, o: Poly) -> Poly:
        own = self.terms; return Poly(own | {e: own[e] + c if e in own else c for e, c in o.terms.items()}, self.degree)
    def __mul__(self, o: Poly) -> Poly:
        terms, total, most = [*o.terms.items()], collections.Counter[Any](), self.degree
        for e, c in self.terms.items():
            for key, value in ((tuple(sorted(e + f)), c * d) for f, d in terms if len(e) + len(f) <= most):
                total[key] = total[key] + value if key in total else value
            limit("terms", len(total), Limit)
        return Poly(total, self.degree)
Lift = Callable[[Fraction], Any]; Claim = Callable[[bool | None, str], None]  # makes a number; says: holds, not, open
def around(w: list[Any], lift: Lift, most: int) -> tuple[list[Any], Lift]:  # w_k + ε_k, as polynomials in ε
    return [Poly({(): v, (k,): lift(Fraction(1))}, most) for k, v in enumerate(w)], lambda c: Poly({(): lift(c)}, most)
class Network:  # layer by layer its units, as terms (weight, places of what it multiplies), and the activation
    def __init__(self, graph: Any) -> None:
        first, self.size, layers = fields(without(graph, "fixed"), "input_dim:i num_params:i layers:l", "network")
        self.widths, self.layers, used, self.fixed = [first], [], {-1}, [number(c) for c in graph.get("fixed", [])]
        for layer in layers:
            units, powers = fields(layer, "units:l activation:l?", "layer")
            for links, bias in units:
                need(all(type(v) is int for link in [*links, [bias]] for v in link), "an edge is no pair of numbers")
                fit = all(w >= 0 <= min(p) <= max(p) < sum(self.widths) and len(p) < 3 for w, *p in links)
                need(fit and bias >= -1, "an edge leads nowhere"); used |= {w for w, *_ in links} | {bias}
            powers = [number(c) for c in (["0", "1"] if powers is None else powers)]
            need(len(units) > 0 < len(powers) - 1 and powers[-1] != 0, "a layer has no units or is constant")
            self.layers.append(([[*links, [b]] for links, b in units], powers)); self.widths.append(len(units))
        limit("unknowns", self.size); limit("degree", math.prod(len(powers) - 1 for _, powers in self.layers))
        limit("edges", sum(len(terms) for units, _ in self.layers for terms in units))
        need(used == {-1, *range(self.size + len(self.fixed))} and len(layers) > 0 < self.size, "edges do not fit")
    def values(self, w: list[Any], x: list[Any], lift: Lift) -> list[Any]:  # all outputs for one input
        signal, zero = [lift(v) for v in x], lift(Fraction(0)); w = [*w, *map(lift, self.fixed), zero]  # −1: no bias
        for units, powers in self.layers:
            z = [sum((math.prod([signal[p] for p in ps], start=w[k]) for k, *ps in terms), zero) for terms in units]
            found = [lift(powers[-1]) for _ in z]
            for c in reversed(powers[:-1]): found = [value * v + lift(c) for value, v in zip(found, z)]
            signal += found
        return found
    def degrees(self) -> list[int]:  # of the outputs in the weights, for most inputs
        found = [0] * self.widths[0]; of = lambda k, ps: sum(found[p] for p in ps) + (0 <= k < self.size)
        for units, powers in self.layers:
            found += [(len(powers) - 1) * max(of(k, ps) for k, *ps in terms) for terms in units]
        return found[-self.widths[-1]:]
class System:  # F = 0: the residuals f(x; w) − y, or with Λ the gradient of L = ½ Σ (f(x; w) − y)² + ½ Σ Λ_k w_k²
    def __init__(self, network: Network, inputs: Any, targets: Any, d: Any) -> None:
        self.network, self.size, values = network, network.size, d["ridge_values"]; limit("samples", len(inputs or []))
        self.inputs, self.targets = ([[number(v) for v in row] for row in rows or []] for rows in (inputs, targets))
        self.ridge = None if values is None else [number(str(v)) for v in values]
        fit = [{*map(len, rows)} for rows in (self.inputs, self.targets)] == [{network.widths[0]}, {network.widths[-1]}]
        need(inputs is targets is None or (fit and len(self.inputs) == len(self.targets)), "data do not fit")
        kinds = {"zero-error none": values is None} if values is None or len(values) != self.size else {"critical none":
                 not any(self.ridge or []), "critical scalar": len(set(values)) == 1, "critical entrywise": True}
        need(kinds.get(f"{d['system']} {d['ridge']}", False), "system, ridge and ridge_values do not fit")
    def residuals(self, w: list[Any], lift: Lift) -> list[Any]:
        f, data = self.network.values, zip(self.inputs, self.targets)
        return [v + lift(-t) for x, y in data for v, t in zip(f(w, x, lift), y)]
    def loss(self, w: list[Any], lift: Lift, weight: int = 1) -> Any:
        penalties = [lift(weight * c) * v * v for c, v in zip(self.ridge or [], w)]
        return lift(Fraction(1, 2)) * sum([r * r for r in self.residuals(w, lift)] + penalties, lift(Fraction(0)))
    def slopes(self, w: list[Any], lift: Lift) -> tuple[list[Any], list[list[Any]]]:  # F and its Jacobian
        size, zero = range(self.size), lift(Fraction(0))
        if self.ridge is None:
            found = [p.terms for p in self.residuals(*around(w, lift, 1))]
            return [p.get((), zero) for p in found], [[p.get((k,), zero) for k in size] for p in found]
        taylor = self.loss(*around(w, lift, 2)).terms
        get = {e: c + c if e == e[:1] * 2 else c for e, c in taylor.items()}.get
        return [get((k,), zero) for k in size], [[get((min(j, k), max(j, k)), zero) for j in size] for k in size]
    def expand(self) -> list[Any]:
        units = [Poly({(k,): Fraction(1)}, 10**6) for k in range(self.size)]
        return [p.terms for p in self.slopes(units, lambda c: Poly({(): c}, 10**6))[0]]
class Equations(System):  # as they are written: of each its terms, by the unknowns in them
    def __init__(self, d: Any) -> None:
        names, self.ridge = d["names"], None; self.size = len(names); limit("unknowns", self.size)
        need(len({*names}) == self.size == len(d[EQS]) > 0, "names and equations do not fit")
        need(all(re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,99}", name) for name in names), "a name is none")
        for terms in d[EQS]:
            need(all(len(e) == self.size and {*map(type, e)} == {int} and min(e) >= 0 for e, _ in terms), "exponents")
            limit("degree", max(sum(e) for e, _ in terms)); limit("terms", len(terms))
        self.own = [{tuple(k for k, n in enumerate(e) for _ in "i" * n): number(c) for e, c in p} for p in d[EQS]]
        need([*map(len, self.own)] == [*map(len, d[EQS])], "a term stands there twice")
    def residuals(self, w: list[Any], lift: Lift) -> list[Any]:
        zero = lift(Fraction(0))
        return [sum((math.prod([w[k] for k in e], start=lift(c)) for e, c in p.items()), zero) for p in self.own]
    def expand(self) -> list[Any]: return self.own
def eliminate(rows: list[list[int]], prime: int = 0) -> tuple[int, int]:  # rank (modulo a prime), determinant (Bareiss)
    rows, rank, last = [list(row) for row in rows], 0, 1
    for k in range(len(rows[0]) if rows else 0):
        limit("time", 0); place = next((i for i in range(rank, len(rows)) if rows[i][k]), None)
        if place is None: continue
        if place > rank: rows[rank], rows[place] = [-x for x in rows[place]], rows[rank]
        top = rows[rank]
        for i, row in [*enumerate(rows)][rank + 1:]:
            rows[i] = [v % prime if prime else v // last for v in [top[k] * x - row[k] * y for x, y in zip(row, top)]]
        rank, last = rank + 1, top[k]
    return rank, last if rank == len(rows) else 0
def contract(system: System, box: list[Rect]) -> list[Rect]:  # K(X), which holds every solution in X; any Y will do
    limit("box unknowns", len(box)); middle, size = [v.middle() for v in box], range(len(box))
    (values, near), (_, slopes) = system.slopes(middle, rect), system.slopes(box, rect)
    rows = [[v.a for v in r] + [-v.c for v in r] for r in near] + [[v.c for v in r] + [v.a for v in r] for r in near]
    rows = [[*row, *((i == k) << BITS for k in range(len(rows)))] for i, row in enumerate(rows)]
    for k in range(2 * len(box)):
        place = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        rows[k], rows[place] = rows[place], rows[k]; rows[k] = [(v << BITS) // (rows[k][k] or 1) for v in rows[k]]
        for i in {*range(len(rows))} - {k}: rows[i] = [v - (rows[i][k] * u >> BITS) for v, u in zip(rows[i], rows[k])]
    off, columns, found = [x - m for x, m in zip(box, middle)], [*zip(*slopes)], []
    for i in size:
        y = [Rect(a, a, b, b) for a, b in [*zip(rows[i], rows[len(box) + i])][2 * len(box):3 * len(box)]]
        left = [(ONE if i == k else ZERO) - dot(y, columns[k]) for k in size]
        found.append(middle[i] - dot(y, values) + dot(left, off))
    return found
def volume(points: list[tuple[int, ...]]) -> int:  # n! times that of the convex hull, points placed one after the other
    def side(facet: Any, p: Any) -> tuple[int, int]:  # rank, and n! times the volume of their hull, with a sign
        return eliminate([[a - b for a, b in zip(q, facet[0])] for q in (*facet[1:], p)])
    base = points[:1]
    for p in points:
        if side(base, p)[0] == len(base): base.append(p)
    if len(base) <= len(points[0]): return 0
    facets, total = dict[Any, int](), abs(side(base[:-1], base[-1])[1])  # facets with the sign of their outer side
    for p in [base[0], *points]:
        seen = {facet: abs(height) for facet, sign in facets.items() if (height := side(facet, p)[1]) * sign > 0}
        total += sum(seen.values()); limit("facets", len(facets), Limit)
        ridges = collections.Counter(ridge for facet in seen for ridge in itertools.combinations(facet, len(base) - 2))
        fresh = [tuple(sorted((*ridge, p))) for ridge, n in ridges.items() if n == 1]  # from the border of what p sees
        facets = {facet: sign for facet, sign in facets.items() if facet not in seen}
        for facet in fresh if facets or fresh else itertools.combinations(sorted(base), len(base) - 1):
            facets[facet] = next(-1 if s > 0 else 1 for b in base if (s := side(facet, b)[1]))
    return total
# Documents: fields with their types, ? or null; what stands after / is only named
MADE = " reasons:d cut_short:l options:d seed:i versions:d"
COUNT = """network:d inputs:l targets:l system:s ridge:s ridge_values:l? complex_count:i? complex_count_status:s count:i
 complex_count_evidence:d real_count:i? bkk:i? solutions:l / suspected:l at_infinity:i real_counts:d? strata:l?
 routes:l num_paths:i fibres:l? data:s""" + MADE; MET = " overlapping_boxes:i patterns_not_searched:i merged_points:i"
EQS, EQUATIONS = "equations", "names:l equations:l " + re.sub(r"\b(network|inputs|targets|system|ridge\w*|strata|data"
    r"|real_counts|patterns\w*):\S+", "", COUNT + MET + " ends:d? source:s")
DIMENSION = """widths:l num_params:i num_samples:i output_dim:i num_equations:i generic_rank:i? data_rank:i? empty:b?
 proved:b rank_of_generic_samples:i? dimension:i? generic_dimension:i? generic_empty:b? function_space_dimension:i?
 certificate:d? coefficient_map_rank:i? / function_space_ambient:i? symmetries:d? unexplained:i? these_targets:d
 groebner:d? degree:d? real_points:d? statement:s elimination:d? left_kernel:d? data:s""" + MADE
LADDER = """widths:l activation:a hidden_bias:b output_bias:b output_activation:b num_params:i num_samples:i
 output_dim:i num_equations:i system:s ridge:s ridge_values:l? equation_degrees:l? bezout:i? complex_count_status:s
 bkk:i? complex_count:i? complex_count_evidence:d generic_rank:i? data_rank:i? generic_rank_evidence:d?
 data_rank_evidence:d? / data:d multihomogeneous_bezout:i? best_multihomogeneous_bezout:i? best_partition:l?
 best_partition_effort:s? bkk_torus:i? complex_count_torus:i? real_counts:d? paper_bezout:i? paper_real_estimate:f?
 paper_notes:l""" + MADE + "".join(f" {name}_log2:f?" for name in re.findall(r"\w+", """complex_count bkk bkk_torus
 complex_count_torus paper_bezout bezout equation_degree multihomogeneous_bezout best_multihomogeneous_bezout
 paper_real_estimate"""))
EVIDENCE = {"certified": "lower_bound", "bound_reached": "exact", "split_units": "infinite", "none": "undecided",
            "linear_combination": "empty multipliers:l", "nullstellensatz": "empty degree:i denominator:s cofactors:l",
            "rational_point": "infinite point:l", "slice": "infinite fixed:d primes:l confirmed:s", "linear_algebra":
            "exact empty infinite", "groebner": "exact_mod_p infinite", "leading_ideals":
            "empty infinite exact_mod_p undecided engine:s primes:l dimensions:l counts:l confirmed:s?"}
def prove_answer(d: Any, system: System, listed: int | None, claim: Claim) -> None:  # listed: proved one by one
    (count, status, evidence), bkk = (d["complex_count" + end] for end in ("", "_status", "_evidence")), d["bkk"]
    words, kind = f"the answer: {count} complex solutions, {status}", evidence.get("kind", "none")
    need(kind in EVIDENCE and (bool(evidence) or status == "undecided"), f"{kind!r:.50} is no evidence")
    if evidence: fields(evidence, "kind:s proved:b statement:s " + EVIDENCE[kind], kind)
    own = kind in ("certified", "bound_reached") or (kind == "groebner" and count is not None)
    fits = [status in EVIDENCE[kind].split(), kind != "bound_reached" or count == bkk, status != "empty" or not count,
      evidence.get("proved", False) is not (kind in ["groebner", "leading_ideals", "none"] or " by gfan alone, " in
      evidence["statement"]), bkk is None or d.get("routes") != [], count == listed if own else not (count and listed),
      (count is None) == (status in ("infinite", "undecided")), not own or [str(count)] == re.findall("[0-9]+",
      evidence["statement"])[:1]]
    claim(all(fits), f"{words}: it all fits"); proved = kind == "certified" or None
    try:
        equations = system.expand()
        supports = {frozenset(tuple(e.count(k) for k in range(system.size)) for e in {*p, ()}) for p in equations}
        if bkk is not None:
            bound = volume(sorted(set().union(*supports)))  # the mixed volume, or more where the supports differ
            claim((listed or 0) <= bkk <= bound if len(supports) > 1 else bkk == bound, f"bkk: {bkk} is possible")
            if kind == "bound_reached": proved = (bound == count > 0) or None
        if kind in ("linear_combination", "nullstellensatz"):
            cofactors = evidence.get("cofactors") or [[[[], c]] for c in evidence["multipliers"]]
            need(all(type(n) is int and n >= 0 for terms in cofactors for e, _ in terms for n in e), "no exponents")
            total, most = Poly({}, LIMITS["degree"]), 0
            for terms, p in zip(cofactors, equations, strict=True):
                most = max([most, *(max(map(len, p), default=0) + sum(e) for e, _ in terms)])
                limit("degree", most)
                factor = {tuple(k for k, n in enumerate(e) for _ in range(n)): number(c) for e, c in terms}
                need(len(factor) == len(terms), "a term stands there twice")
                total = total + Poly(p, total.degree) * Poly(factor, total.degree)
            claim(evidence.get("degree", most) >= most, f"degree {most}")
            proved = total.terms == {(): number(evidence.get("denominator", "1"))}
        if kind == "rational_point" and system.ridge is None and len(equations) < system.size:
            proved = not any(system.residuals([number(v) for v in evidence["point"]], lambda c: c))
    except Limit as reason: words = f"{words} ({reason})"
    claim(proved, words)
def prove_solutions(d: Any, system: System, claim: Claim) -> None:  # one in each box, disjoint, with conjugates; losses
    boxes, form = list[list[Rect]](), "box:l real:b certified:b" + " loss:f? objective:f? index:i?" * bool(system.ridge)
    for n, solution in enumerate(d["solutions"], 1):
        texts, real, certified, *said = fields(solution, form, "a solution")
        rows = [[number(v) for v in row] for row in texts]
        need(len(rows) == system.size and {len(row) for row in rows} == {3} and certified, "this is no box")
        boxes.append([rect(*row) for row in rows]); image = contract(system, boxes[-1])
        if not all(map(Rect.within, image, boxes[-1])): claim(False, f"solution {n}: the box holds exactly one")
        elif not (all(im == 0 for _, im, _ in rows) if real else any(abs(im) > r for _, im, r in rows)):
            claim(False, f"solution {n}: real is {real}")
        elif said and real:
            w = [Rect(v.a, v.b, 0, 0) for v in contract(system, image)]
            for v, loss in ((system.loss(w, rect, 0), said[0]), (system.loss(w, rect), said[1])):
                allowed = rect(Fraction(loss), Fraction(1), (1 + Fraction(loss)) / 10**12)
                claim(allowed.a <= v.a and v.b <= allowed.b, f"solution {n}: the loss {loss}")
            claim(None if (said[2] or 0) <= system.size else False, f"solution {n}: index {said[2]}")
        elif said: claim(said == [None] * 3, f"solution {n}: no loss and no index")
    both = boxes + [[v.conjugate() for v in box] for box in boxes]
    meets = [[m for m, other in enumerate(boxes) if all(map(Rect.meets, box, other))] for box in both]
    claim(meets[:len(boxes)] == [[n] for n in range(len(boxes))], "the boxes are disjoint")
    claim(all(len(found) == 1 for found in meets[len(boxes):]), "the conjugate of each solution is there, once")
def prove_minor(network: Network, c: Any, inputs: list[list[Fraction]] | None, claim: Claim) -> int:
    prime, w, points, rows, columns = fields(c, "prime:i weights:l inputs:l rows:l columns:l", "minor")
    need(all(type(v) is int and 0 <= v < prime for row in (w, rows, columns, *points) for v in row), "no residues")
    need(len(w) == network.size >= len(rows) == len(columns) and {*map(len, points)} == {network.widths[0]}, "misfit")
    need(1 < prime < 2**32 and all(prime % q for q in range(2, math.isqrt(prime) + 1)), f"{prime} is no small prime")
    lift: Lift = lambda v: v.numerator * pow(v.denominator, -1, prime) % prime
    claim(inputs is None or points == [[lift(v) for v in row] for row in inputs], "the minor belongs to these inputs")
    (at, constant), outputs = around(w, lift, 1), network.widths[-1]
    values = {s: network.values(at, points[s], constant) for s in {r // outputs for r in rows}}
    minor = [[values[r // outputs][r % outputs].terms.get((k,), 0) % prime for k in columns] for r in rows]
    claim(eliminate(minor, prime)[0] == len(rows), f"a minor of size {len(rows)} is not 0 modulo {prime}")
    return len(rows)  # of a minor of the Jacobian that is not zero modulo a prime, at these inputs if any are given
def prove_bound(bound: Any, rank: int, size: int, most: int | None, words: str, claim: Claim) -> Any:
    kind, _, proof, error = fields(bound, "kind:s statement:s proved:b error_probability:f?", "upper_bound")
    claim({"parameters": rank == size, "equations": rank == most, "symmetries": None, "function_space": None,
           "random_points": None}.get(kind, False), f"{words} of {rank} at most, by {kind}")
    claim(proof == (kind != "random_points") and (error is None or not proof), f"{words}: proved {proof}"); return proof
def check_count(d: Any, claim: Claim) -> None:
    system = Equations(d) if "names" in d else System(Network(d["network"]), d["inputs"], d["targets"], d)
    limit("solutions", len(d["solutions"])); real = d["real_count"]; prove_solutions(d, system, claim)
    true = {"infinite": [None], "undecided": [None, sum(s["real"] for s in d["solutions"])]}
    claim(real in true.get(d["complex_count_status"], true["undecided"][1:]), f"real_count: {real}")
    claim(d["count"] == len(d["solutions"]), f"count: {d['count']}"); prove_answer(d, system, d["count"], claim)
def same(a: Any, b: Any) -> bool: return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)
def stated(d: Any, name: str, older: Any) -> Any: return d[name] if "schema" in d else d.get(name, older)
def without(d: Any, *names: str) -> Any: return {name: d[name] for name in d if name not in names}
def check_rank(d: Any, claim: Claim) -> None:
    c, rank, few, generic = d["certificate"] or {}, d["data_rank"], d["rank_of_generic_samples"], d["generic_rank"]
    if "graph" not in c: return claim(None, "the answer, and all else: it has no certificate by a minor")
    said, graph, minor, bound = fields(without(c, "schema", "data"), "claim:d graph:d minor:d upper_bound:d", "a rank")
    about = [stated(d, "network_data", {"graph": graph}), c.get("data"), c.get("schema", "zerolocus/rank/1")]
    network, held = Network(graph), stated(d, "data_set", None)
    claim(same(about, [{"graph": graph}, held, "zerolocus/rank/1"]), "the certificate fits")
    inputs = [[number(v) for v in row] for row in held["table"]["inputs"]] if held and "table" in held else None
    if inputs is None: claim(None, "the answer: the data are not in the document")
    size, outputs, most = network.size, network.widths[-1], len(minor["inputs"]) * network.widths[-1]
    numbers = [said, *(d[name] for name in ("widths", "num_params", "output_dim", "num_equations", "num_samples"))]
    true = [{"rank_at_least": rank, "num_params": size, "num_equations": most}, network.widths, size, outputs, most]
    claim(same(numbers, [*true, len(minor["inputs"])]), "the numbers are those of the network")
    claim(rank == prove_minor(network, minor, inputs, claim), f"data_rank: {rank} at least")
    words = f"the answer: dimension {d['dimension']}, empty {d['empty']}, by a rank"
    claim(prove_bound(bound, rank, size, most, words, claim) == d["proved"], f"proved: {d['proved']}")
    for r, *ends in ((rank, d["dimension"], d["empty"]), (few, d["generic_dimension"], d["generic_empty"])):
        claim(ends == {None: [None, None], most: [size - most, False]}.get(r, [None, True]), f"dimension: {ends}")
    known = [r for r in (rank, few, generic, d["function_space_ambient"]) if r is not None]
    claim(known == sorted(known) and (few or 0) <= most and (generic or 0) <= size and generic ==
          d["function_space_dimension"] and d["coefficient_map_rank"] in (None, generic), "the ranks are in order")
    claim(few == generic == rank == size or None, f"rank_of_generic_samples {few}, generic_rank {generic}")
def coefficients(text: str) -> list[str]:  # of an activation such as z**3-1/2*z
    parts = text.replace("-", "+-").removeprefix("+").split("+")
    terms = [re.fullmatch("(-?[0-9/]*)(?:([*]?z)(?:[*][*]([0-9]{1,2}))?)?", part) for part in parts]
    powers = {int(m[3] or 1) if m[2] else 0: m[1] + "1" * (m[1] in ("", "-")) for m in terms if m and m[0].strip("-")}
    need(len(powers) == len(parts), f"{text:.50} is no polynomial with each power once")
    return [powers.get(k, "0") for k in range(max(powers) + 1)]
def dense(d: Any) -> Any:  # the graph of a dense network: layer by layer its weights, unit by unit, and then its biases
    widths, layers, label, place = d["widths"], list[Any](), 0, 0
    limit("edges", sum(n * m for n, m in itertools.pairwise(widths) if n > 0 < m))
    for k, (n, m) in enumerate(itertools.pairwise(widths)):
        last, text, start = k == len(widths) - 2, d["activation"], label + n * m
        bias, linear = d["output_bias" if last else "hidden_bias"], last and not d["output_activation"]
        units = [[[[label + i * n + j, place + j] for j in range(n)], start + i if bias else -1] for i in range(m)]
        powers = None if linear else coefficients(text if type(text) is str else text[k])
        layers, label, place = [*layers, {"units": units, "activation": powers}], start + m * bias, place + n
    return {"input_dim": widths[0], "num_params": label, "layers": layers}
def check_bezout(d: Any, claim: Claim) -> None:
    _, inputs, targets = fields(d["data"], "source:s inputs:l? targets:l?", "data")
    graph = d["network_data"]["graph"] if d["options"].get("network") and "network_data" in d else dense(d)
    if d["options"].get("network"): claim(None, "activation, biases: of a network that is given as a graph")
    network, samples = Network(graph), d["num_samples"] if inputs is None else len(inputs)
    size, outputs, most = network.size, network.widths[-1], samples * network.widths[-1]
    about = [d[name] for name in ("widths", "num_params", "num_samples", "output_dim", "num_equations")]
    true = [network.widths, size, samples, outputs, most if d["system"] == "zero-error" else size]
    claim(same([stated(d, "network_data", {"graph": graph}), about], [{"graph": graph}, true]), "the numbers fit")
    system = System(network, inputs, targets, d)
    for name, at in [(n, x) for n, x in (("generic_rank", None), ("data_rank", system.inputs)) if d[n] is not None]:
        rank, c, bound = fields(d[f"{name}_evidence"], "rank:i certificate:d? upper_bound:d", name)
        claim(d[name] == rank == prove_minor(network, c, at, claim) if c else None, f"{name}: {rank} at least")
        prove_bound(bound, rank, size, None if name == "generic_rank" else most, name, claim)
    degrees = samples * network.degrees() if inputs is None else [max(map(len, p)) for p in system.expand()]
    claim(d["equation_degrees"] in (None, degrees) and d["bezout"] in (None, math.prod(degrees)), "degrees, bezout")
    if inputs is not None: return prove_answer(d, system, None, claim)
    said = [d[k] for k in ("data_rank", "bkk", "bkk_torus", "complex_count", "real_counts", "complex_count_status")]
    claim(said == [None] * 5 + ["undecided"], "no more is said"); claim(None, "the answer: the data are not there")
def check(d: Any) -> Any:  # what is proved again in a document (parsed JSON), what not, what is wrong; is the answer?
    found: Any = {"verified": False, "reproved": [], "not_reproved": [], "problems": []}
    def claim(holds: bool | None, words: str) -> None:
        found["not_reproved" if holds is None else "reproved" if holds else "problems"].append(words)
    try:
        END[0] = time.monotonic() + LIMITS["time"]; need(type(d) is dict, f"no object, but {d!s:.100}")
        new, more = ["schema", "network_data", "data_set"], {*d} & {"component_bounds", "identifiable"}  # newer
        kinds = {"equations": (EQUATIONS, check_count, new[:1]), "bezout": (LADDER, check_bezout, new[:2]),
                 "count": (COUNT + " ends:d?" * ("ends" in d) + MET * ("merged_points" in d), check_count, new[:1]),
                 "dimension": (DIMENSION + "".join(f" {name}:d?" for name in more), check_rank, new)}
        kind, (names, prove, new) = next((item for item in kinds.items() if item[0] in d), ("", ("", check_count, [])))
        need(d.get("schema", f"zerolocus/{kind}/1") == f"zerolocus/{kind}/1", "not a schema that is covered")
        fields(without(d, *new), names.replace("/", ""), "the document"); prove(d, claim)
        for name in [name for name in new if name not in d]: claim(None, f"{name}: an older document lacks it")
        left = [name for name in re.findall(r"(\w+):", names.partition("/")[2]) if d[name] not in (None, [], {})]
        found["not_reproved"] += ["sentences", *left]
    except (Limit, MemoryError) as reason:
        found["not_reproved"].append(f"the answer: {str(reason) or 'the memory is not enough'}")
    except (Refused, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as reason:
        found["problems"].append(f"refused: {reason!s:.300}")
    except Exception as reason: found["problems"].append(f"defect: please report {reason!r:.300}")
    return found | {"verified": not (found["problems"] or any(w[:10] == "the answer" for w in found["not_reproved"]))}
def read(path: str) -> Any:  # the JSON in a file, or why there is none
    def unique(pairs: Any) -> Any: return need(len(dict(pairs)) == len(pairs), "a field is there twice") or dict(pairs)
    try:
        need(os.path.isfile(path) and os.path.getsize(path) <= LIMITS["bytes"], "no plain file that is small enough")
        with open(path, "rb") as file: raw = file.read(LIMITS["bytes"])
        return json.loads(raw.decode(), object_pairs_hook=unique, parse_constant=number)
    except (OSError, ValueError, RecursionError, Refused) as reason: return f"{path}: {reason}"
def exit_code(found: Any) -> int:
    if not found["problems"]: return 0 if found["verified"] else 4
    return {"refused": 2, "defect": 70}.get(found["problems"][0].partition(":")[0], 1)
def main(paths: list[str]) -> int:  # prints what is found; the code of the worst file, or 4 where that cannot be told
    try:
        found = {path: check(read(path)) for path in paths}
        code = max(map(exit_code, found.values()), default=2, key=(0, 4, 2, 70, 1).index)
        if sys.stdout is None: raise OSError("it is closed")
        print(json.dumps(found, indent=1), flush=True)
    except BrokenPipeError: pass  # who reads no more wants no more
    except Exception as reason:
        code = 4
        try: print(f"error: the output is lost: {str(reason) or repr(reason)}", file=sys.stderr, flush=True)
        except (OSError, ValueError): pass
    return code
if __name__ == "__main__": os._exit(main(sys.argv[1:]))  # as Python ends, it would write to stdout once more
