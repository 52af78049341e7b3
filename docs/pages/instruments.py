"""The page of the built-in instruments, drawn from their definitions."""

from collabtherapy.measures import INSTRUMENTS, Fill, Instrument, Source

GENERATED = (
    "<!-- generated from the instruments by docs/generate.py; edits here are lost -->"
)


def page() -> str:
    """Give the page."""
    sections = "\n\n".join(_section(one) for one in INSTRUMENTS.values())
    return f"""{GENERATED}

# Instruments

What `collabtherapy.measures` knows of each built-in instrument. Rules of scoring are
facts; words are their owners', and only those in the public domain are here.

A figure marked *(from memory)* is known from the literature and was not looked up
again: check it before you rest anything on it. What is doubtful is left out, and a
dash says so.

{sections}
"""


def _section(one: Instrument) -> str:
    reverse = [str(n) for n, item in enumerate(one.items, 1) if item.is_reversed]
    low, high = one.items[0].low, one.items[0].high
    better = one.direction.value.replace("_", " ")
    rows = {
        "items": f"{len(one.items)}, each {low:g} to {high:g}; reversed: "
        f"{', '.join(reverse) or 'none'}",
        "total": f"{one.low:g} to {one.high:g}, {better}",
        "missing answers": _missing(one),
        "bands": _listed(
            [f"{band.name} from {band.low:g}" for band in one.bands], one.bands_source
        ),
        "cut-offs": _each([(f"{c.name} {c.value:g}", c.source) for c in one.cutoffs]),
        "reliable change": _each(
            [(f"{c.points:g} points", c.source) for c in one.reliable_change]
        ),
        "reliability": _each(
            [(f"{r.kind} {r.value:g}", r.source) for r in one.reliabilities]
        ),
        "flags": _each(
            [
                (f"{f.id}: item {f.item} at {f.at_least:g} or more", f.source)
                for f in one.flags
            ]
        ),
        "subscales": _listed(
            [f"{s.id}: {', '.join(map(str, s.items))}" for s in one.subscales], None
        ),
        "LOINC": _listed([code for code in (one.loinc, one.loinc_total) if code], None),
        "words": one.licence,
        "sources": "; ".join(map(str, one.sources)),
    }
    lines = "\n".join(f"| {name} | {said} |" for name, said in rows.items())
    return f"## {one.name} (`{one.id}`)\n\n| what | how |\n| --- | --- |\n{lines}"


def _missing(one: Instrument) -> str:
    if not one.missing.at_most:
        return "none may be"
    how = {
        Fill.PRORATE: "each counts the mean of the others",
        Fill.REST: "the others are summed; the range shrinks with them",
    }[one.missing.fill]
    return _listed([f"at most {one.missing.at_most}: {how}"], one.missing.source)


def _listed(said: list[str], source: Source | None) -> str:
    return (", ".join(said) or "–") + (f"; {source}" if said and source else "")


def _each(said: list[tuple[str, Source | None]]) -> str:
    return ", ".join(f"{what}: {source}" for what, source in said) or "–"
