"""What several fields of one value have to be together, mended after drawing.

A strategy that draws fields one by one and throws away what does not fit would throw
away most; here nothing is thrown away.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeAlias

import attrs

from collabtherapy import (
    CarriedConsent,
    Client,
    Extension,
    Form,
    Holds,
    Mode,
    NoScore,
    Organisation,
    Policy,
    Post,
    Scale,
    Shape,
    Slot,
    SlotValue,
    Stage,
    Therapist,
    ToolKind,
    Way,
    acts,
    matters,
)
from collabtherapy.partnership.values.assents import Assent, Whose
from collabtherapy.partnership.values.audience import Audience
from collabtherapy.partnership.values.authority import EVERY
from collabtherapy.partnership.values.extensions import AUDIENCES, CONFINED, DOERS
from collabtherapy.partnership.values.presence import MOST_OTHERS
from collabtherapy.partnership.values.slots import MEASURED

Fields: TypeAlias = dict[str, Any]
Mend: TypeAlias = Callable[[Fields], Fields]


def mended(kind: type[object], fields: Fields) -> Fields:
    """Give fields of a class that go together."""
    mend = MENDED.get(kind)
    fields = _in_order(fields)
    return fields if mend is None else mend(fields)


def _in_order(fields: Fields) -> Fields:
    """Have nothing happen after it was recorded, nor run out before; by two hands."""
    at, happened_at = fields.get("at"), fields.get("happened_at")
    if at is not None and happened_at is not None:
        fields["happened_at"] = min(at, happened_at)
    if str(fields.get("by")) == str(fields.get("entered_by")):
        fields.pop("entered_by", None)
    if at is not None and fields.get("expires_at") is not None:
        fields["expires_at"] = at + timedelta(days=1)
    return fields


SIDES: Mapping[str, tuple[Callable[[str], object], int]] = {
    "clients": (Client, 1),
    "therapists": (Therapist, 1),
    "organisations": (Organisation, 0),
}


def _open(fields: Fields) -> Fields:
    """Name everybody once, at least one on each side, in a form that fits.

    Nobody opens a partnership by another's hand.
    """
    fields.pop("entered_by", None)
    for side, (kind, least) in SIDES.items():
        people = fields.get(side, ()) or (kind("x"),) * least
        fields[side] = tuple(
            attrs.evolve(person, id=f"{side}-{n}") for n, person in enumerate(people)
        )
    rows = zip(fields.get("deciders", ()), fields["clients"], strict=False)
    fields["deciders"] = tuple(
        attrs.evolve(row, client=client.id) for row, client in rows
    )
    one = len(fields["clients"]) == 1
    fields["form"] = Form.INDIVIDUAL if one else Form.FAMILY
    if fields.get("predecessor") == fields["partnership"]:
        del fields["predecessor"]
    if fields.get("predecessor") is None:
        fields.pop("begun", None)
    return fields


def _therapist(fields: Fields) -> Fields:
    if fields.get("post") is Post.TRAINEE:
        fields["supervisor"] = fields.get("supervisor") or "sue"
    return fields


def _scale(fields: Fields) -> Fields:
    low = fields.get("low", 0)
    return {**fields, "low": min(low, 999), "high": min(max(low, 0), 999) + 1}


def _one_of(first: str, second: str, name: str) -> Mend:
    def mend(fields: Fields) -> Fields:
        if fields.get(first) is not None:
            fields.pop(second, None)
        elif fields.get(second) is None:
            fields[second] = name
        return fields

    return mend


def _contribute(fields: Fields) -> Fields:
    if fields.get("words") is not None:
        fields.pop("n_words", None)
    return fields


def _tool(fields: Fields) -> Fields:
    if fields["kind"] is not ToolKind.COPING_STEP:
        fields.pop("sign", None)
    if fields["kind"] is not ToolKind.EARLY_SIGN:
        fields.pop("insight", None)
    if fields["kind"] is not ToolKind.INSIGHT:
        fields.pop("domain", None)
    return fields


def _measure(fields: Fields) -> Fields:
    low, high = sorted((fields["low"], fields["high"]))
    fields |= {"low": low, "high": high + 1}
    if fields.get("score") is not None:
        fields["score"] = min(max(fields["score"], low), high)
        fields.pop("no_score", None)
    elif fields.get("no_score") is None:
        fields["no_score"] = NoScore.DECLINED
    if fields.get("worsening") == 0:
        del fields["worsening"]
    return _counted(fields)


def _counted(fields: Fields) -> Fields:
    """Match the number of answers to a score, or to an incomplete measure."""
    answered, items = fields.pop("answered", None), fields.pop("items", None)
    incomplete = fields.get("no_score") is NoScore.INCOMPLETE
    if None in (answered, items) or not (incomplete or "no_score" not in fields):
        return fields
    most = items - 1 if incomplete else items
    least = 0 if incomplete else 1
    return {**fields, "answered": min(max(answered, least), most), "items": items}


def _appointment(fields: Fields) -> Fields:
    if fields.get("ends_at") is not None:
        fields["ends_at"] = fields["starts_at"] + timedelta(minutes=50)
    return fields


def _appoint(fields: Fields) -> Fields:
    if fields["client"] == fields["representative"]:
        fields["representative"] = f"{fields['representative']}x"
    fields["decisions"] = fields.get("decisions") or EVERY
    if fields.get("until") is not None:
        fields["until"] = fields["at"] + timedelta(days=1)
    return fields


def _hold(fields: Fields) -> Fields:
    fields["until"] = fields["at"] + timedelta(days=1)
    return fields


def _start(fields: Fields) -> Fields:
    """Name each of the others once, and none who is present; meet in one way."""
    if Way.TELEHEALTH in fields.get("ways", ()) and fields.get("mode") is not None:
        fields["mode"] = Mode.VIDEO
    others = {other.person: other for other in fields.get("others", ())}
    there = set(map(str, fields["present"]))
    fields["others"] = tuple(
        other for person, other in others.items() if str(person) not in there
    )[:MOST_OTHERS]
    return fields


def _notice(fields: Fields) -> Fields:
    fields["from_"] = fields["at"] + timedelta(days=1)
    return fields


def _find(fields: Fields) -> Fields:
    if fields.get("review_at") is not None:
        fields["review_at"] = fields["at"] + timedelta(days=1)
    return fields


def _note(fields: Fields) -> Fields:
    if fields.get("to"):
        fields.pop("for_everyone", None)
    return fields


def _carried_consent(fields: Fields) -> Fields:
    """Have it run out after it was given, and be given by the client or another."""
    if fields.get("expires_at") is not None:
        fields["expires_at"] = fields["given_at"] + timedelta(days=1)
    if str(fields.get("given_by")) == str(fields["client"]):
        del fields["given_by"]
    return fields


def _carry_over(fields: Fields) -> Fields:
    """Have everything be said by then, each thing once, in a stage that it fits."""
    at = fields["at"]
    fields["as_of"] = min(fields["as_of"], at)
    fields["began_at"] = min(fields["began_at"], fields["as_of"])
    fields["stage"] = Stage.WORKING if fields.get("agreement") else Stage.EXPLORING
    consents = {
        (str(one.client), one.scope): attrs.evolve(
            one, given_at=min(one.given_at, fields["as_of"])
        )
        for one in fields.get("consents", ())
    }
    fields["consents"] = tuple(consents.values())
    fields["goals"] = tuple(
        attrs.evolve(one, id=f"g{n}", agreed_at=fields["began_at"])
        for n, one in enumerate(fields.get("goals", ()))
    )
    if fields.get("agreement") is not None:
        fields["agreement"] = attrs.evolve(
            fields["agreement"], id="a1", agreed_at=fields["began_at"]
        )
    return fields


def _confirm(fields: Fields) -> Fields:
    numbers = {max(number, 1) for number in fields["acts"]}
    return {**fields, "acts": tuple(sorted(numbers)) or (1,)}


def _disclose(fields: Fields) -> Fields:
    return {**fields, "items": fields["items"] or {"plan"}}


def _agreement(fields: Fields) -> Fields:
    """Name no shape where there is a number of sessions, and none that needs one."""
    if fields.get("n_sessions") is not None or fields.get("shape") is Shape.FIXED:
        fields.pop("shape", None)
    return fields


def _discuss(fields: Fields) -> Fields:
    """Name a measure where neither a measure nor a goal is named."""
    if not fields.get("measures") and not fields.get("goals"):
        fields["measures"] = frozenset({"phq-9"})
    return fields


def _choice(fields: Fields) -> Fields:
    options = fields.get("options", ())
    fields["options"] = options * 2 if len(options) == 1 else options
    if fields.get("chosen") is not None:
        fields["chosen"] = len(fields["options"]) or None
    return fields


def _slot_value(fields: Fields) -> Fields:
    """Hold one value: the last of those that were drawn."""
    held = [one.value for one in Holds if fields.get(one.value) is not None]
    last = held[-1] if held else Holds.FLAG.value
    return {"slot": fields["slot"], last: fields.get(last, True)}


def _slot(fields: Fields) -> Fields:
    """Have codes to choose from for a code, and bounds for a number alone."""
    if fields["holds"] is Holds.CODE:
        fields["one_of"] = fields.get("one_of") or ("one",)
    else:
        fields.pop("one_of", None)
    for bound in ("low", "high", "unit") if fields["holds"] not in MEASURED else ():
        fields.pop(bound, None)
    if fields.get("low") is not None and fields.get("high") is not None:
        fields["low"], fields["high"] = sorted((fields["low"], fields["high"]))
    return fields


def _extension(fields: Fields) -> Fields:
    """Declare a namespaced kind, of acts alone unless an assent is drawn with it."""
    fields["kind"] = f"own/{fields['kind']}"[:100]
    fields["slots"] = tuple({s.name: s for s in fields.get("slots", ())}.values())
    for name, within in (("who", DOERS), ("stages", set(Stage) - {Stage.CLOSED})):
        fields[name] = frozenset(fields.get(name, within)) & within or within
    if fields.get("scope") is not None and fields["scope"].name in CONFINED:
        del fields["scope"]
    fields["matter"] = fields.get("assent") is not None
    if fields["matter"]:
        sides = (fields["assent"].clients, fields["assent"].therapists)
        whose = [Whose.ALL if one is Whose.BY_FORM else one for one in sides]
        fields["assent"] = Assent(*whose)
    else:
        fields |= {"act": True, "amendable": False}
    shared = {Audience.EVERYONE, Audience.CONCERNED}
    if fields.get("audience") not in (shared if fields["matter"] else AUDIENCES):
        fields.pop("audience", None)
    return fields


def _policy(fields: Fields) -> Fields:
    declared = {one.kind: one for one in fields.get("extensions", ())}
    return {**fields, "extensions": tuple(declared.values())}


def _custom(fields: Fields) -> Fields:
    said = {one.slot: one for one in fields.get("data", ())}
    return {**fields, "data": tuple(said.values())}


MENDED: Mapping[type[object], Mend] = {
    SlotValue: _slot_value,
    Slot: _slot,
    Extension: _extension,
    Policy: _policy,
    acts.Custom: _custom,
    matters.Custom: _custom,
    acts.AddToToolkit: _tool,
    acts.Open: _open,
    acts.RecordMeasure: _measure,
    acts.PlanSession: _appointment,
    acts.MoveSession: _appointment,
    acts.StartSession: _start,
    acts.AppointRepresentative: _appoint,
    acts.FindCompetence: _find,
    acts.PlaceHold: _hold,
    acts.GiveNotice: _notice,
    acts.WriteNote: _note,
    acts.Confirm: _confirm,
    acts.CarryOver: _carry_over,
    CarriedConsent: _carried_consent,
    acts.Disclose: _disclose,
    acts.DiscussProgress: _discuss,
    matters.Choice: _choice,
    matters.Agreement: _agreement,
    Therapist: _therapist,
    acts.Code: _one_of("contribution", "session", "s1"),
    acts.Contribute: _contribute,
    acts.TakeUp: _one_of("into", "proposal", "g1"),
    Scale: _scale,
}
"""The classes whose fields have to go together, and how they are made to."""
