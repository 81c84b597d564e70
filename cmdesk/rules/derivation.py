"""The derivation of a figure: a tree from the result down to the raw facts that anyone can add again (B.8.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from cmdesk.kernel.amounts import Exact, Rounding, exact, fraction_text, printed
from cmdesk.rules.sums import products_summed

_ONE, _NOTHING = Fraction(1), Fraction()


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a leaf comes from: a stored record, or a cell of an imported workbook."""

    kind: str
    id: str | None = None
    file: str | None = None
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True, kw_only=True)
class Node:
    """One figure. `exact` is the sum of `weight` × `exact` over its inputs; a missing figure has neither.

    `weight`: what it counts in the node above, as a fraction of that node's unit (−1 for a deduction); None at the
    root. `rule`: the clause that makes it. `suppressed`: why its inputs are not shown (then there are none).
    """

    label: str
    code: str
    printed: str | None
    exact: Fraction | None
    rule: str
    weight: Fraction | None = None
    inputs: tuple[Node, ...] = ()
    source: Origin | None = None
    suppressed: str | None = None

    def weighed(self, weight: Exact) -> Node:
        """Give the same node with what it counts above."""
        return replace(self, weight=exact(weight))


def leaf(
    code: str, label: str, value: Exact | None, rule: str, source: Origin | None = None, *, places: int = 2
) -> Node:
    """Give a raw fact, or a number that a rule states. Printed with at least `places`, more where it has more."""
    number = None if value is None else exact(value)
    return Node(label=label, code=code, printed=_shown(number, places), exact=number, rule=rule, source=source)


def _shown(number: Fraction | None, places: int) -> str | None:
    if number is None:
        return None
    return printed(number, next((shown for shown in (places, 3) if 10**shown % number.denominator == 0), 4))


def total(code: str, label: str, inputs: Sequence[Node], rule: str, mode: Rounding, *, places: int = 2) -> Node:
    """Give the node that adds `inputs` by their weights; without any input that has a figure, a missing figure."""
    counted = [node for node in inputs if node.exact is not None and node.weight]
    value = _added(counted) if counted else None
    return Node(
        label=label, code=code, printed=printed(value, places, mode), exact=value, rule=rule, inputs=tuple(inputs)
    )


def averaged(code: str, label: str, inputs: Sequence[Node], rule: str, mode: Rounding) -> Node:
    """Give the plain mean of the inputs that have a figure; the others stand in it with weight 0."""
    number = sum(node.exact is not None for node in inputs)
    shared = [node.weighed(Fraction(1, number) if node.exact is not None else 0) for node in inputs]
    return total(code, label, shared, rule, mode)


def as_printed(node: Node, label: str, rule: str = "B.8.1") -> Node:
    """Give a closed result as the next period takes it: its printed figure, with the rounding as a part of its own."""
    if node.exact is None or node.printed is None or Fraction(node.printed) == node.exact:
        return node
    figure = Fraction(node.printed)
    rounding = leaf("rounding", label, figure - node.exact, rule)
    return replace(node, exact=figure, inputs=(replace(node, weight=Fraction(1)), rounding.weighed(1)))


def hidden(node: Node, reason: str) -> Node:
    """Give the node without its inputs, and say why."""
    return replace(node, inputs=(), source=None, suppressed=reason)


def bounded(node: Node, label: str, rule: str, mode: Rounding, *, least: Exact = 0, most: Exact | None = None) -> Node:
    """Hold a node within bounds; what was cut off becomes a part of its own, so that it still adds."""
    if node.exact is None:
        return node
    held = max(exact(least), node.exact)
    held = held if most is None else min(exact(most), held)
    if held == node.exact:
        return node
    cut = leaf("bound", label, held - node.exact, rule).weighed(1)
    return total(node.code, node.label, (*node.inputs, cut), node.rule, mode)


def _added(nodes: Iterable[Node]) -> Fraction:
    return products_summed(
        (_ONE if node.weight is None else node.weight, _NOTHING if node.exact is None else node.exact) for node in nodes
    )


@dataclass(frozen=True)
class Mistake:
    """A node that does not add: the codes from the root down to it, what it states, and what its inputs give."""

    path: tuple[str, ...]
    stated: str
    found: str


def mistakes(tree: Node, mode: Rounding = Rounding.HALF_UP) -> tuple[Mistake, ...]:
    """Add a tree again from its leaves up, and give every node whose figure differs from its parts or its print."""
    return tuple(_mistakes(tree, (tree.code,), mode))


def _mistakes(node: Node, path: tuple[str, ...], mode: Rounding) -> Iterator[Mistake]:
    if node.inputs and node.exact is not None:
        found = _added(part for part in node.inputs if part.exact is not None)
        if found != node.exact:
            yield Mistake(path, fraction_text(node.exact), fraction_text(found))
    if node.printed is not None and node.exact is not None:
        places = len(node.printed.partition(".")[2])
        again = printed(node.exact, places, mode)
        # A leaf is a fact: cut to four places it may lie on a half, which no rule of rounding governs.
        near = not node.inputs and 2 * abs(Fraction(node.printed) - node.exact) * 10**places <= 1
        if again != node.printed and not near:
            yield Mistake(path, node.printed, again or "")
    for part in node.inputs:
        yield from _mistakes(part, (*path, part.code), mode)


def leaves(tree: Node) -> Iterator[Node]:
    """Give the nodes without inputs, left to right."""
    if not tree.inputs:
        yield tree
    for part in tree.inputs:
        yield from leaves(part)


def steps(tree: Node, depth: int = 0) -> Iterator[tuple[int, Node]]:
    """Give every node with its depth, from the root down, as an appendix prints them."""
    yield depth, tree
    for part in tree.inputs:
        yield from steps(part, depth + 1)


def changed_inputs(old: Node, new: Node) -> tuple[tuple[str, ...], ...]:
    """Give the paths (codes) of the leaves that differ between two derivations of the same figure."""
    before, after = _figures(old, (old.code,)), _figures(new, (new.code,))
    return tuple(path for path in dict.fromkeys((*before, *after)) if before.get(path) != after.get(path))


def _figures(node: Node, path: tuple[str, ...]) -> dict[tuple[str, ...], tuple[Fraction | None, Fraction | None]]:
    if not node.inputs:
        return {path: (node.exact, node.weight)}
    found: dict[tuple[str, ...], tuple[Fraction | None, Fraction | None]] = {}
    for place, part in enumerate(node.inputs):
        found |= _figures(part, (*path, f"{part.code}.{place}"))
    return found
