"""Consents compiled into policies of Cedar, for another engine to decide them."""

from collabtherapy.fhir.consents import Coding, Effect, Request, Rule
from collabtherapy.fhir.consents.relating import Vocabulary, relate
from collabtherapy.fhir.consents.sensitivity import CONFIDENTIALITY
from collabtherapy.fhir.consents.vocabularies import LABELS, PURPOSES
from collabtherapy.fhir.datatypes.matches import Match


def _meant(named: set[str], vocabulary: Vocabulary, *, sure: bool) -> list[str]:
    """Return the codes that are meant by one of those named: surely, or perhaps."""
    least = Match.YES if sure else Match.UNKNOWN
    every = {code for codes in vocabulary.listed.values() for code in codes}
    return sorted(
        asked
        for asked in every - set(CONFIDENTIALITY)
        if any(
            relate(Coding(asked), Coding(x), vocabulary=vocabulary) >= least
            for x in named
        )
    )


def _set(values: object) -> str:
    return "[" + ", ".join(f'"{v}"' for v in values) + "]"


def _known(name: str, test: str, *, sure: bool) -> str:
    has = f"context has {name}"
    return f"({has} && {test})" if sure else f"(!({has}) || {test})"


def _labels(rule: Rule, *, sure: bool) -> str:
    named = {c.code for c in rule.labels}
    levels = [CONFIDENTIALITY[c] for c in named if c in CONFIDENTIALITY]
    permits = rule.effect is Effect.PERMIT
    kinds = _set(_meant(named - set(CONFIDENTIALITY), LABELS, sure=sure))
    if permits:
        level = f"context.labels.level <= {max(levels)}" if levels else "false"
        all_in = f"{kinds}.containsAll(context.labels.kinds)"
        test = f"({level} || (!context.labels.kinds.isEmpty() && {all_in}))"
    else:
        level = f"context.labels.level >= {min(levels)}" if levels else "false"
        test = f"({level} || context.labels.kinds.containsAny({kinds}))"
    return _known("labels", test, sure=sure)


def _facets(rule: Rule, *, sure: bool) -> str:
    """Write what one rule covers, for sure or perhaps, as a Cedar expression."""
    parts = ["true"]
    if rule.purposes:
        named = _set(_meant({c.code for c in rule.purposes}, PURPOSES, sure=sure))
        parts.append(_known("purpose", f"{named}.contains(context.purpose)", sure=sure))
    if rule.actions:
        named = _set(c.code for c in rule.actions)
        parts.append(_known("act", f"{named}.contains(context.act)", sure=sure))
    if rule.resource_types:
        named = _set(c.code for c in rule.resource_types)
        test = f"context.classes.containsAny({named})"
        parts.append(_known("classes", test, sure=sure))
    if rule.codes:
        named = _set(c.code for c in rule.codes)
        parts.append(_known("codes", f"context.codes.containsAny({named})", sure=sure))
    if rule.labels:
        parts.append(_labels(rule, sure=sure))
    if rule.actors:
        named = " || ".join(
            f'principal in Party::"{actor.reference}"' for actor in rule.actors
        )
        parts.append(f"({named})")
    for name, sign in (("start", ">="), ("end", "<")):
        edge = getattr(rule.period, name) if rule.period else None
        if edge is not None:
            strict = (name == "start") is sure
            moment = edge.latest if strict else edge.earliest
            parts.append(f"context.at {sign} {int(moment.timestamp())}")
    return " && ".join(parts)


def _compiled(rule: Rule, sure: str, maybe: str, *, named: bool) -> tuple[str, str]:
    """Give when a rule with its exceptions permits, and when it denies."""
    sure = f"({sure} && {_facets(rule, sure=True)})"
    maybe = f"({maybe} && {_facets(rule, sure=False)})"
    is_permit = rule.effect is Effect.PERMIT
    named = named or (is_permit and Coding("PSYTHPN") in rule.labels)
    below_ = [_compiled(c, sure, maybe, named=named) for c in rule.children]
    permits = " || ".join(["false", *(p for p, _ in below_)])
    denies = " || ".join(["false", *(d for _, d in below_)])
    if is_permit:
        notes = "true" if named else "(context has labels && !context.labels.notes)"
        return f"(!({denies}) && ({permits} || ({sure} && {notes})))", f"({denies})"
    return (
        f"(!({denies}) && ({permits}))",
        f"({denies} || (!({permits}) && {maybe}))",
    )


def policies_of(held: list[Rule]) -> str:
    out: list[str] = []
    for rule in held:
        permits, denies = _compiled(rule, "true", "true", named=False)
        out += [
            f"permit (principal, action, resource) when {{ {permits} }};",
            f"forbid (principal, action, resource) when {{ {denies} }};",
        ]
    return "\n".join(out)


def request_of(q: Request, at) -> dict[str, object]:
    context: dict[str, object] = {"at": int(at.timestamp())}
    if isinstance(q.purpose, Coding):
        context["purpose"] = q.purpose.code
    if isinstance(q.action, Coding):
        context["act"] = q.action.code
    for name in ("classes", "codes"):
        if isinstance(values := getattr(q, name), frozenset):
            context[name] = sorted(c.code for c in values)
    if isinstance(q.labels, frozenset):
        codes = {c.code for c in q.labels}
        levels = [CONFIDENTIALITY[c] for c in codes if c in CONFIDENTIALITY]
        context["labels"] = {
            "level": max(levels, default=5),
            "kinds": sorted(codes - set(CONFIDENTIALITY)),
            "notes": "PSYTHPN" in codes,
        }
    return {
        "principal": 'Person::"asking"',
        "action": 'Action::"ask"',
        "resource": 'Record::"it"',
        "context": context,
    }


def parties(q: Request) -> list[dict[str, object]]:
    every = q.actor.groups if isinstance(q.actor.groups, frozenset) else ()
    groups = [name for name in every if name.startswith("Organization/")]
    parents = [{"type": "Party", "id": p} for p in (q.actor.reference, *sorted(groups))]
    who = {"uid": {"type": "Person", "id": "asking"}, "attrs": {}, "parents": parents}
    return [who]
