"""The page of the built-in instruments, drawn from their definitions."""

from collections.abc import Iterable, Iterator

from collabtherapy.measures import (
    INSTRUMENTS,
    Code,
    CodeSystem,
    Cutoff,
    Fill,
    Instrument,
    Item,
    Missing,
    PublishedChange,
    Rounding,
    Source,
    Subscale,
    SymptomCount,
    TotalOf,
)

GENERATED = (
    "<!-- generated from the instruments by docs/generate.py; edits here are lost -->"
)
SYSTEMS = {CodeSystem.LOINC: "LOINC", CodeSystem.SNOMED_CT: "SNOMED CT"}
BETTER = {
    None: "neither end is better",
    **{
        d: d.value.replace("_", " ")
        for d in {i.direction for i in INSTRUMENTS.values()}
        if d
    },
}


def page() -> str:
    """Build the page."""
    sections = "\n\n".join(_section(one) for one in INSTRUMENTS.values())
    rows = "\n".join(map(_row, INSTRUMENTS.values()))
    return f"""{GENERATED}

# Instruments

What `collabtherapy.measures` knows of each of its {len(INSTRUMENTS)} instruments. Rules
of scoring are facts; words are their owners'. Only those of the PHQ-9 and the GAD-7 are
here, which are in the public domain.

A figure marked *(from memory)* is known from the literature and was not looked up
again, and one marked *(seen in public code only)* was not found in its source: check it
before you rest anything on it. `Source.mark` has the same mark, and `Score.sources` the
sources of each score. What is doubtful is left out, and a dash says so.

| id | what | total | to look up | words |
| --- | --- | --- | --- | --- |
{rows}

{sections}
"""


def _row(one: Instrument) -> str:
    doubtful = len([s for s in _sources(one) if not s.is_checked])
    anchor = one.name.lower().replace(" ", "-").replace(",", "").replace(".", "")
    link = f"[`{one.id}`](#{anchor}-{one.id.replace('.', '')})"
    return (
        f"| {link} | {one.about} | {_range(one)} | {doubtful or '–'} | {one.licence} |"
    )


def _sources(one: Instrument) -> Iterator[Source]:
    """Yield the source of each figure of an instrument."""
    yield from one.sources
    for bound in (one.bands_source, one.transform_source, one.missing.source):
        if bound:
            yield bound
    figures = (
        *one.cutoffs,
        *one.reliable_change,
        *one.reliabilities,
        *one.flags,
        *one.criteria,
        *one.codes,
        *(code for item in one.items for code in item.codes),
        *(rule for item in one.items if (rule := item.unasked)),
    )
    for figure in figures:
        if figure.source:
            yield figure.source
    for part in one.subscales:
        own = (part.source, part.bands_source, part.missing.source)
        held = (*part.cutoffs, *part.reliable_change, *part.codes)
        yield from (s for s in (*own, *(figure.source for figure in held)) if s)


def _range(one: Instrument) -> str:
    if one.total_of is TotalOf.PROFILE:
        return "none: a profile"
    if one.total_of is TotalOf.NONE:
        return "none: subscales alone"
    return f"{one.low:g} to {one.high:g}"


def _section(one: Instrument) -> str:
    rows = {
        "about": one.about,
        "items": _items(one),
        "total": f"{_total(one)}; {BETTER[one.direction]}",
        "missing answers": (
            "as each subscale says"
            if one.total_of in {TotalOf.SUBSCALES, TotalOf.NONE}
            else _missing(one.missing)
        ),
        "bands": _listed(
            [f"{band.name} from {band.low:g}" for band in one.bands], one.bands_source
        ),
        "cut-offs": _cutoffs(one.cutoffs),
        "reliable change": _changes(one.reliable_change),
        "reliability": _each(
            (f"{r.kind} {r.value:g}", r.source) for r in one.reliabilities
        ),
        "flags": _each(
            (f"{f.id}: item {f.item} at {f.at_least:g} or more", f.source)
            for f in one.flags
        ),
        "subscales": "<br>".join(map(_subscale, one.subscales)) or "–",
        "criteria": "<br>".join(map(_criterion, one.criteria)) or "–",
        **{name: _codes(one, system) for system, name in SYSTEMS.items()},
        "words": one.licence,
        "sources": "; ".join(map(str, one.sources)),
    }
    lines = "\n".join(f"| {name} | {said} |" for name, said in rows.items())
    return f"## {one.name} (`{one.id}`)\n\n| what | how |\n| --- | --- |\n{lines}"


def _items(one: Instrument) -> str:
    """Say how many items there are, and in what any of them differs."""
    usual = one.items[0]
    turned = [str(n) for n, item in enumerate(one.items, 1) if item.is_reversed]
    said = [
        f"{len(one.items)}, each {usual.low:g} to {usual.high:g}",
        f"reversed: {', '.join(turned) or 'none'}",
    ]
    said += [
        f"item {n}: {what}"
        for n, item in enumerate(one.items, 1)
        for what in _apart(item, usual)
    ]
    return "; ".join(said)


def _apart(item: Item, usual: Item) -> Iterator[str]:
    if (item.low, item.high) != (usual.low, usual.high):
        yield f"{item.low:g} to {item.high:g}"
    if item.allowed:
        yield f"only {', '.join(f'{x:g}' for x in item.allowed)}"
    if item.counts_as:
        yield f"counts {item.least:g} to {item.most:g}"
    if not item.applies:
        yield "does not apply to everybody"
    if rule := item.unasked:
        yield (
            f"not asked, and counts {rule.counts:g}, where item {rule.item} is "
            f"{rule.at:g}: {rule.source}"
        )


def _total(one: Instrument) -> str:
    if one.total_of in {TotalOf.PROFILE, TotalOf.NONE}:
        return _range(one)
    how = (
        "the sum of the subscales"
        if one.total_of is TotalOf.SUBSCALES
        else _aggregate(one)
    )
    if one.transform:
        how += f", by a table: {one.transform_source}"
    apart = [part.id for part in one.subscales if not part.in_total]
    if len(one.total_items) < len(one.items):
        how += f", without {', '.join(apart)}"
    return f"{_range(one)}, {how}"


def _aggregate(rule: Instrument | Subscale) -> str:
    times = "" if rule.factor == 1 else f" times {rule.factor}"
    return f"the {rule.aggregate.value}{times}"


def _missing(rule: Missing) -> str:
    if not rule.at_most:
        return "none may be"
    how = {
        Fill.PRORATE: "each counts the mean of the others",
        Fill.REST: "the others are summed; the range shrinks with them",
    }[rule.fill]
    rounded = ", and the total is rounded" if rule.rounding is Rounding.HALF_UP else ""
    return _listed([f"at most {rule.at_most}: {how}{rounded}"], rule.source)


def _subscale(part: Subscale) -> str:
    said = [f"**{part.id}**: {_aggregate(part)} of {', '.join(map(str, part.items))}"]
    if part.missing.at_most:
        said.append(f"missing: {_missing(part.missing)}")
    if part.bands:
        bands = [f"{band.name} from {band.low:g}" for band in part.bands]
        said.append(_listed(bands, part.bands_source))
    if part.cutoffs:
        said.append(_cutoffs(part.cutoffs))
    if part.reliable_change:
        said.append(_changes(part.reliable_change))
    if part.direction:
        said.append(BETTER[part.direction])
    if not part.in_total:
        said.append("no part of the total")
    return "; ".join(said) + (f"; {part.source}" if part.source else "")


def _criterion(one: SymptomCount) -> str:
    clusters = " and ".join(
        f"{c.count} of {', '.join(map(str, c.items))} at {c.at_least:g} or more"
        for c in one.clusters
    )
    return f"**{one.id}**: {clusters}; {one.source}"


def _codes(one: Instrument, system: CodeSystem) -> str:
    said = [
        (_named(code, code.of.value), code.source)
        for code in one.codes
        if code.system is system
    ]
    for part in one.subscales:
        said += [
            (_named(c, part.id), c.source) for c in part.codes if c.system is system
        ]
    for n, item in enumerate(one.items, 1):
        said += [
            (_named(c, f"item {n}"), c.source) for c in item.codes if c.system is system
        ]
    return _grouped(said)


def _named(code: Code, what: str) -> str:
    older = ", older: read, never written" if code.is_superseded else ""
    return f"{what} `{code.code}`{older}"


def _grouped(said: list[tuple[str, Source | None]]) -> str:
    """List what has one source together, and the source once."""
    groups: dict[Source | None, list[str]] = {}
    for what, source in said:
        groups.setdefault(source, []).append(what)
    return (
        "<br>".join(_listed(names, source) for source, names in groups.items()) or "–"
    )


def _cutoffs(cutoffs: Iterable[Cutoff]) -> str:
    return _each((f"{c.name} {c.value:g}{_for(c.for_)}", c.source) for c in cutoffs)


def _changes(changes: Iterable[PublishedChange]) -> str:
    return _each((f"{c.points:g} points{_for(c.for_)}", c.source) for c in changes)


def _for(people: str) -> str:
    return f" ({people})" if people else ""


def _listed(said: list[str], source: Source | None) -> str:
    return (", ".join(said) or "–") + (f"; {source}" if said and source else "")


def _each(said: Iterable[tuple[str, Source | None]]) -> str:
    return "<br>".join(f"{what}: {source}" for what, source in said) or "–"
