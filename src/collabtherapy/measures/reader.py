"""Reading instruments from JSON: those that ship, and a user's own."""

from collections.abc import Mapping

import attrs

from collabtherapy.measures.aggregates import Aggregate
from collabtherapy.measures.direction import Direction
from collabtherapy.measures.instrument import ID, KINDS, Instrument, Reliability
from collabtherapy.measures.items import Flag, Item, Unasked
from collabtherapy.measures.json_nodes import Node
from collabtherapy.measures.reader_parts import (
    LONGEST,
    Range,
    bands,
    code,
    cutoff,
    each,
    factor,
    item_numbers,
    missing,
    on_scale,
    reliable_change,
    source,
    source_in,
    text_in,
)
from collabtherapy.measures.scoring import TotalOf
from collabtherapy.measures.sources import Source
from collabtherapy.measures.subscales import Subscale
from collabtherapy.measures.symptom_counts import Cluster, SymptomCount

__all__ = ["instrument_from"]

OPTIONAL = (
    "about version direction total missing transform bands cutoffs reliable_change "
    "reliabilities flags subscales criteria codes answer_codes licence sources"
)


def instrument_from(data: object) -> Instrument:
    """Build an instrument from what was read from JSON.

    Args:
        data: an object with ``id``, ``name`` and ``items``, and whatever else is known
            of the instrument; the page on adding one names every member. A null
            ``direction``, or none, means that no score is better than another.

    Raises:
        MalformedDocument: If a member is unknown, lacking, off the scale, out of order,
            or named twice. The error has the path, and no value.

    >>> rested = instrument_from(
    ...     {
    ...         "id": "rested-2",
    ...         "name": "Rested",
    ...         "items": {"count": 2, "low": 0, "high": 4, "reversed": [2]},
    ...         "direction": "higher_is_better",
    ...         "bands": {"from": [{"name": "tired", "low": 0}]},
    ...     }
    ... )
    >>> rested.score((3, 1)).total
    6.0
    """
    node = Node(data)
    held = node.fields(needs="id name items", may_have=OPTIONAL)
    items = _items(held["items"])
    bare = node.build(lambda: _scored(held, items))
    scale = (bare.low, bare.high)
    named, named_by = bands(held.get("bands"), scale)
    return node.build(
        lambda: attrs.evolve(
            bare,
            bands=named,
            bands_source=named_by,
            cutoffs=each(held.get("cutoffs"), lambda one: cutoff(one, scale)),
            reliable_change=each(
                held.get("reliable_change"), lambda one: reliable_change(one, scale)
            ),
            reliabilities=each(held.get("reliabilities"), _reliability),
            flags=each(held.get("flags"), lambda one: _flag(one, items)),
            criteria=each(
                held.get("criteria"), lambda one: _criterion(one, len(items))
            ),
            codes=each(held.get("codes"), code),
            answer_codes=_answer_codes(held.get("answer_codes"), items),
        )
    )


def _scored(held: Mapping[str, Node], items: tuple[Item, ...]) -> Instrument:
    """Build the instrument as far as its totals go: the range of the rest."""
    total = (
        held["total"].fields(needs="", may_have="of aggregate factor")
        if "total" in held
        else {}
    )
    table, table_by = _transform(held.get("transform"))
    return Instrument(
        id=held["id"].pattern(ID, "give a short name: a-z, 0-9 and _ . -"),
        name=held["name"].text(),
        about=text_in(held, "about"),
        version=text_in(held, "version", "1"),
        items=items,
        direction=_direction(held),
        total_of=total["of"].member(TotalOf) if "of" in total else TotalOf.ITEMS,
        aggregate=_aggregate(total),
        factor=factor(total.get("factor")),
        missing=missing(held.get("missing"), len(items)),
        subscales=each(held.get("subscales"), lambda one: _subscale(one, items)),
        transform=table,
        transform_source=table_by,
        licence=text_in(held, "licence"),
        sources=each(held.get("sources"), source),
    )


def _direction(held: Mapping[str, Node]) -> Direction | None:
    return held["direction"].member(Direction) if "direction" in held else None


def _aggregate(held: Mapping[str, Node]) -> Aggregate:
    if "aggregate" not in held:
        return Aggregate.SUM
    return held["aggregate"].member(Aggregate)


def _items(node: Node) -> tuple[Item, ...]:
    """Read the items: how many alike and in what each differs, or one by one."""
    if isinstance(node.value, list | tuple):
        one_by_one = tuple(node.members())
        if not one_by_one:
            raise node.wrong("too_few", "give one item or more")
        return tuple(_item(one, {}, len(one_by_one)) for one in one_by_one)
    held = node.fields(needs="count low high", may_have="whole reversed each")
    n = held["count"].whole(1, LONGEST)
    keys = "low", "high", "whole"
    shared: dict[str, Node] = {key: held[key] for key in keys if key in held}
    turned = item_numbers(held["reversed"], n) if "reversed" in held else ()
    apart = _apart(held["each"], n) if "each" in held else {}
    return tuple(
        attrs.evolve(
            _item(apart.get(number, Node({}, node.path)), shared, n),
            is_reversed=number in turned,
        )
        for number in range(1, n + 1)
    )


def _apart(node: Node, n: int) -> dict[int, Node]:
    found: dict[int, Node] = {}
    for key, one in node.entries():
        if not (key.isascii() and key.isdecimal() and 1 <= int(key) <= n):
            raise node.wrong("no_item", f"keys are the numbers of items, 1 to {n}")
        found[int(key)] = Node(one.value, f"{node.path}.{int(key)}")
    return found


def _item(node: Node, shared: Mapping[str, Node], n: int) -> Item:
    own = node.fields(
        needs="",
        may_have="low high whole reversed allowed applies counts_as unasked codes",
    )
    held = {**shared, **own}
    for key in ("low", "high"):
        if key not in held:
            raise node.wrong("missing_member", f"give {key}")
    counts = each(held.get("counts_as"), Node.number)
    if counts and len(counts) != 2:  # noqa: PLR2004  # a range has two ends
        raise held["counts_as"].wrong("expected_range", "give the two ends")
    return node.build(
        lambda: Item(
            held["low"].number(),
            held["high"].number(),
            whole=held["whole"].flag() if "whole" in held else True,
            is_reversed="reversed" in held and held["reversed"].flag(),
            allowed=each(held.get("allowed"), Node.number),
            applies=held["applies"].flag() if "applies" in held else True,
            counts_as=(counts[0], counts[1]) if counts else None,
            unasked=_unasked(held["unasked"], n) if "unasked" in held else None,
            codes=each(held.get("codes"), code),
        )
    )


def _unasked(node: Node, n: int) -> Unasked:
    held = node.fields(needs="item at counts source")
    return Unasked(
        item=held["item"].whole(1, n),
        at=held["at"].number(),
        counts=held["counts"].number(),
        source=source(held["source"]),
    )


def _subscale(node: Node, items: tuple[Item, ...]) -> Subscale:
    held = node.fields(
        needs="id items",
        may_have="aggregate factor missing bands cutoffs reliable_change direction "
        "in_total codes source",
    )
    numbers = item_numbers(held["items"], len(items))
    bare = node.build(
        lambda: Subscale(
            held["id"].text(),
            numbers,
            aggregate=_aggregate(held),
            factor=factor(held.get("factor")),
            missing=missing(held.get("missing"), len(numbers)),
            direction=_direction(held),
            in_total=held["in_total"].flag() if "in_total" in held else True,
            codes=each(held.get("codes"), code),
            source=source_in(held),
        )
    )
    scale: Range = bare.range([items[number - 1] for number in numbers])
    named, named_by = bands(held.get("bands"), scale)
    return attrs.evolve(
        bare,
        bands=named,
        bands_source=named_by,
        cutoffs=each(held.get("cutoffs"), lambda one: cutoff(one, scale)),
        reliable_change=each(
            held.get("reliable_change"), lambda one: reliable_change(one, scale)
        ),
    )


def _transform(node: Node | None) -> tuple[dict[float, float], Source | None]:
    if node is None:
        return {}, None
    held = node.fields(needs="values", may_have="source")
    table: dict[float, float] = {}
    for key, one in held["values"].entries():
        if not (key.isascii() and key.isdecimal()):
            raise held["values"].wrong("expected_whole", "keys are whole sums")
        table[int(key)] = one.number()
    return table, source_in(held)


def _reliability(node: Node) -> Reliability:
    held = node.fields(needs="value kind source")
    return node.build(
        lambda: Reliability(
            held["value"].number(),
            held["kind"].pattern("|".join(KINDS), f"give one of {', '.join(KINDS)}"),
            source(held["source"]),
        )
    )


def _flag(node: Node, items: tuple[Item, ...]) -> Flag:
    held = node.fields(needs="id item at_least source")
    number = held["item"].whole(1, len(items))
    item = items[number - 1]
    return Flag(
        id=held["id"].text(),
        item=number,
        at_least=on_scale(held["at_least"], (item.low, item.high)),
        source=source(held["source"]),
    )


def _criterion(node: Node, n: int) -> SymptomCount:
    held = node.fields(needs="id clusters source")
    return node.build(
        lambda: SymptomCount(
            id=held["id"].text(),
            clusters=each(held["clusters"], lambda one: _cluster(one, n)),
            source=source(held["source"]),
        )
    )


def _cluster(node: Node, n: int) -> Cluster:
    held = node.fields(needs="items at_least count")
    return node.build(
        lambda: Cluster(
            items=item_numbers(held["items"], n),
            at_least=held["at_least"].number(),
            count=held["count"].whole(1, n),
        )
    )


def _answer_codes(node: Node | None, items: tuple[Item, ...]) -> dict[str, float]:
    if node is None:
        return {}
    scale = min(item.low for item in items), max(item.high for item in items)
    return {key: on_scale(one, scale) for key, one in node.entries()}
