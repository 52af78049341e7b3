"""R5 as HL7's own package defines it, of what no other tool looks at.

Required codes, one value of a choice, lists that are not empty, moments with an offset,
periods that do not end before they begin, and references that lead somewhere in the
same Bundle. Names and cardinalities are looked at by the others.

Source: the definitions, value sets and code systems of hl7.fhir.r5.core.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
TIME = r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
MOMENTS = {
    "date": DATE,
    "dateTime": rf"{DATE}({TIME})?",
    "instant": rf"\d{{4}}-\d\d-\d\d{TIME}",
}
INNER = {"BackboneElement", "Element"}


class RulesOfR5:
    """The rules, read from a package as they are asked for.

    Args:
        package: the folder of hl7.fhir.r5.core.
    """

    def __init__(self, package: Path) -> None:
        self._package = package
        self._elements: dict[str, Mapping[str, Json]] = {}
        self._codes: dict[str, frozenset[str] | None] = {}

    def check(self, bundle: Json) -> list[str]:
        """Return the errors of a Bundle and of each resource in it."""
        there = {entry["fullUrl"] for entry in bundle["entry"]}
        found = [f"fullUrl {url}: twice" for url in self._twice(bundle)]
        for entry in bundle["entry"]:
            resource = entry["resource"]
            kind = resource["resourceType"]
            if not self._file(f"StructureDefinition-{kind}").is_file():
                found.append(f"{kind}: no such type")
                continue
            found += self._within(resource, kind, kind)
            found += [
                f"{kind}: {ref} is not in the Bundle"
                for ref in references(resource)
                if ref not in there
            ]
        return found

    @staticmethod
    def _twice(bundle: Json) -> set[str]:
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        return {url for url in urls if urls.count(url) > 1}

    def _file(self, name: str) -> Path:
        return self._package / f"{name}.json"

    def _of(self, kind: str) -> Mapping[str, Json]:
        """Return the elements of a type by path, a choice by each of its names."""
        if kind not in self._elements:
            text = self._file(f"StructureDefinition-{kind}").read_text("utf-8")
            found: dict[str, Json] = {}
            for element in json.loads(text)["snapshot"]["element"]:
                path = element["path"]
                if not path.endswith("[x]"):
                    found[path] = element
                    continue
                for one in element["type"]:
                    code = one["code"]
                    name = f"{path[:-3]}{code[0].upper()}{code[1:]}"
                    found[name] = {**element, "type": [one], "choice": path}
            self._elements[kind] = found
        return self._elements[kind]

    def _within(self, value: Json, kind: str, path: str) -> Iterator[str]:
        elements, chosen = self._of(kind), dict[str, str]()
        if kind == "Period":
            yield from _backwards(value, path)
        for name, held in value.items():
            element = elements.get(f"{path}.{name}")
            if element is None:
                continue
            where = f"{path}.{name}"
            choice = element.get("choice")
            if choice is not None and chosen.setdefault(choice, name) != name:
                yield f"{where}: another value of a choice"
            if held == []:
                yield f"{where}: an empty list"
            for one in held if isinstance(held, list) else [held]:
                yield from self._value(one, element, kind, where)

    def _value(self, value: Any, element: Json, kind: str, where: str) -> Iterator[str]:
        same = element.get("contentReference")
        if same is not None:
            if isinstance(value, dict):
                yield from self._within(value, kind, same.rpartition("#")[2])
            return
        code = element["type"][0]["code"]
        if isinstance(value, dict):
            if code in INNER:
                yield from self._within(value, kind, where)
            elif self._file(f"StructureDefinition-{code}").is_file():
                yield from self._within(value, code, code)
        elif code in MOMENTS and not re.fullmatch(MOMENTS[code], str(value)):
            yield f"{where}: no {code}"
        elif code == "code":
            allowed = self._required(element)
            if allowed is not None and value not in allowed:
                yield f"{where}: not one of the required codes"

    def _required(self, element: Json) -> frozenset[str] | None:
        binding = element.get("binding", {})
        if binding.get("strength") != "required":
            return None
        return self._value_set(binding["valueSet"].partition("|")[0])

    def _value_set(self, url: str) -> frozenset[str] | None:
        """Return the codes of a value set; None if they cannot be listed."""
        if url not in self._codes:
            self._codes[url] = None  # unless all of it can be read
            held = self._named.get(url)
            include = [] if held is None else held["compose"]["include"]
            parts = [self._included(one) for one in include]
            if parts and all(part is not None for part in parts):
                self._codes[url] = frozenset().union(*filter(None, parts))
        return self._codes[url]

    def _included(self, part: Json) -> frozenset[str] | None:
        if "filter" in part:
            return None
        if "concept" in part:
            return frozenset(one["code"] for one in part["concept"])
        if "valueSet" in part:
            each = [self._value_set(url.partition("|")[0]) for url in part["valueSet"]]
            if any(one is None for one in each):
                return None
            return frozenset().union(*(one for one in each if one))
        system = self._named.get(part["system"])
        if system is None or system.get("content") != "complete":
            return None
        return frozenset(_codes_of(system.get("concept", [])))

    @cached_property
    def _named(self) -> Mapping[str, Json]:
        """The value sets and code systems of the package, by their URLs."""
        found: dict[str, Json] = {}
        for kind in ("ValueSet", "CodeSystem"):
            for path in self._package.glob(f"{kind}-*.json"):
                held = json.loads(path.read_text("utf-8"))
                if held.get("resourceType") == kind:
                    found[held["url"]] = held
        return found


def _codes_of(concepts: list[Json]) -> Iterator[str]:
    for one in concepts:
        yield one["code"]
        yield from _codes_of(one.get("concept", []))


def _backwards(period: Json, path: str) -> Iterator[str]:
    start, end = period.get("start"), period.get("end")
    if isinstance(start, str) and isinstance(end, str):
        n = min(len(start), len(end), 10)
        if start[:n] > end[:n]:
            yield f"{path}: ends before it begins (per-1)"


def references(value: object) -> Iterator[str]:
    """Yield each literal reference within something."""
    if isinstance(value, dict):
        said = value.get("reference")
        if isinstance(said, str):
            yield said
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)
