"""Reading the parts of an instrument: figures with their sources, codes, rules."""

from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

from collabtherapy.measures.bands import Band, Cutoff, Side
from collabtherapy.measures.codes import Code, Coded, CodeSystem
from collabtherapy.measures.criteria import PublishedChange
from collabtherapy.measures.json_nodes import Node
from collabtherapy.measures.missing import Fill, Missing, Rounding
from collabtherapy.measures.sources import Mark, Source

LONGEST = 1000
"""As many items as an instrument may have."""

T = TypeVar("T")
Range = tuple[float, float]


class SystemName(Enum):
    """How a document names a code system."""

    LOINC = "loinc"
    SNOMED_CT = "snomed_ct"


SYSTEMS: Mapping[SystemName, CodeSystem] = MappingProxyType(
    {name: CodeSystem[name.name] for name in SystemName}
)


def each(node: Node | None, read: Callable[[Node], T]) -> tuple[T, ...]:
    """Return what each member of a list is read as; nothing if there is no list."""
    return () if node is None else tuple(map(read, node.members()))


def source(node: Node) -> Source:
    """Read who says so: a citation and its mark."""
    held = node.fields(needs="citation", may_have="mark")
    mark = held["mark"].member(Mark) if "mark" in held else Mark.READ
    return Source(held["citation"].text(), mark=mark)


def source_in(held: Mapping[str, Node]) -> Source | None:
    """Read the source of a figure, if it has one."""
    return source(held["source"]) if "source" in held else None


def text_in(held: Mapping[str, Node], key: str, default: str = "") -> str:
    """Read a member that is text."""
    return held[key].text() if key in held else default


def item_numbers(node: Node, n: int) -> tuple[int, ...]:
    """Read the numbers of items, each once and each from 1 to n."""
    found: list[int] = []
    for one in node.members():
        number = one.whole(1, n)
        if number in found:
            raise one.wrong("twice", "name each item once")
        found.append(number)
    return tuple(found)


def factor(node: Node | None) -> Fraction:
    """Read a factor: a whole number, or a numerator and a denominator."""
    if node is None:
        return Fraction(1)
    if isinstance(node.value, list | tuple):
        parts = tuple(one.whole(1, 10**6) for one in node.members())
        if len(parts) != 2:  # noqa: PLR2004  # a fraction has two
            raise node.wrong("expected_fraction", "give a numerator and a denominator")
        return Fraction(parts[0], parts[1])
    return Fraction(node.whole(1, 10**6))


def missing(node: Node | None, n: int) -> Missing:
    """Read what is done where some of n answers are missing."""
    if node is None:
        return Missing()
    held = node.fields(needs="at_most", may_have="fill rounding source")
    return Missing(
        held["at_most"].whole(0, n - 1),
        fill=held["fill"].member(Fill) if "fill" in held else Fill.PRORATE,
        rounding=held["rounding"].member(Rounding) if "rounding" in held else None,
        source=source_in(held),
    )


def on_scale(node: Node, scale: Range) -> float:
    """Read a score that lies on a scale."""
    value = node.number()
    if not scale[0] <= value <= scale[1]:
        raise node.wrong(
            "off_scale", f"the scale reaches from {scale[0]:g} to {scale[1]:g}"
        )
    return value


def bands(node: Node | None, scale: Range) -> tuple[tuple[Band, ...], Source | None]:
    """Read the bands of a scale, from the lowest up, and who says so."""
    if node is None:
        return (), None
    held = node.fields(needs="from", may_have="source")
    found: list[Band] = []
    for one in held["from"].members():
        of = one.fields(needs="name low")
        low = on_scale(of["low"], scale)
        if found and low <= found[-1].low:
            raise of["low"].wrong("order", "bands go from the lowest up")
        found.append(Band(of["name"].text(), low))
    return tuple(found), source_in(held)


def cutoff(node: Node, scale: Range) -> Cutoff:
    """Read a cut-off on a scale."""
    held = node.fields(needs="value", may_have="at name for source")
    return Cutoff(
        on_scale(held["value"], scale),
        at=held["at"].member(Side) if "at" in held else Side.NEITHER,
        name=text_in(held, "name", "cut-off"),
        for_=text_in(held, "for"),
        source=source_in(held),
    )


def reliable_change(node: Node, scale: Range) -> PublishedChange:
    """Read a published criterion of reliable change."""
    held = node.fields(needs="points source", may_have="for")
    points = held["points"].number()
    if not 0 < points <= scale[1] - scale[0]:
        raise held["points"].wrong(
            "off_scale", f"give points above 0, at most {scale[1] - scale[0]:g}"
        )
    return PublishedChange(
        points=points, for_=text_in(held, "for"), source=source(held["source"])
    )


def code(node: Node) -> Code:
    """Read a code of LOINC or SNOMED CT; its check digit has to be right."""
    held = node.fields(needs="system code of", may_have="superseded low high source")
    return held["code"].build(
        lambda: Code(
            SYSTEMS[held["system"].member(SystemName)],
            held["code"].text(),
            of=held["of"].member(Coded),
            is_superseded="superseded" in held and held["superseded"].flag(),
            low=held["low"].number() if "low" in held else None,
            high=held["high"].number() if "high" in held else None,
            source=source_in(held),
        )
    )
