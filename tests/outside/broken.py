"""Bundles that are broken in one way each, to see which validator finds it.

Each kind is a change to one resource of a Bundle that was written, and stands for a
mistake that a writer of FHIR could make.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

Resource: TypeAlias = dict[str, Any]
Break: TypeAlias = Callable[[Resource], bool]
"""Break a resource in place; False where it has nothing that could be broken so."""

STATUS = {"Goal": "lifecycleStatus"}
CODED = ("Encounter", "Goal", "Appointment", "EpisodeOfCare", "Consent", "Task")
LISTS = ("extension", "identifier", "participant", "performer", "target", "agent")


def _status(resource: Resource) -> str | None:
    name = STATUS.get(resource["resourceType"], "status")
    return name if resource["resourceType"] in CODED and name in resource else None


def _put(resource: Resource, name: str | None, value: object) -> bool:
    if name is None or name not in resource:
        return False
    resource[name] = value
    return True


def _first(resource: Resource, names: Iterable[str], kind: type) -> str | None:
    those = (n for n in names if isinstance(resource.get(n), kind))
    return next(those, None)


def unknown_element(resource: Resource) -> bool:
    """Add an element that there is not."""
    resource["foo"] = "bar"
    return True


def unknown_element_deeper(resource: Resource) -> bool:
    """Add an element that there is not to an object inside."""
    name = _first(resource, ("participant", "agent", "statusHistory", "target"), list)
    if name is None or not isinstance(resource[name][0], dict):
        return False
    resource[name][0]["foo"] = "bar"
    return True


def no_status(resource: Resource) -> bool:
    """Leave out a status that is required."""
    name = _status(resource)
    return name is not None and bool(resource.pop(name))


def strange_status(resource: Resource) -> bool:
    """Have a status that is none of the required codes."""
    return _put(resource, _status(resource), "somehow")


def status_in_capitals(resource: Resource) -> bool:
    """Have a status in another case."""
    name = _status(resource)
    return _put(resource, name, str(resource.get(name or "")).upper())


def many_for_one(resource: Resource) -> bool:
    """Have a list where there is one."""
    name = _first(resource, ("subject", "patient", "description", "code"), dict)
    return name is not None and _put(resource, name, [resource[name]])


def one_for_many(resource: Resource) -> bool:
    """Have one where there is a list."""
    name = _first(resource, LISTS, list)
    return name is not None and _put(resource, name, resource[name][0])


def empty_list(resource: Resource) -> bool:
    """Have a list of nothing."""
    return _put(resource, _first(resource, LISTS, list), [])


def empty_object(resource: Resource) -> bool:
    """Have an object with nothing in it."""
    return _put(resource, _first(resource, ("subject", "patient", "code"), dict), {})


def null(resource: Resource) -> bool:
    """Have null, which is no value of FHIR's."""
    names = ("recorded", "effectiveDateTime", "sent", "start", "startDate")
    return _put(resource, _first(resource, names, str), None)


def text_for_a_truth(resource: Resource) -> bool:
    """Have text where there is true or false."""
    name = _first(resource, ("active", "valueBoolean"), bool)
    return name is not None and _put(resource, name, "true")


def text_for_a_number(resource: Resource) -> bool:
    """Have text where there is a number."""
    name = _first(resource, ("valueInteger",), int)
    return name is not None and _put(resource, name, "4")


def no_such_day(resource: Resource) -> bool:
    """Have a month 13."""
    names = ("startDate", "effectiveDateTime", "recorded", "authored", "sent")
    return _put(resource, _first(resource, names, str), "2026-13-01")


def no_offset(resource: Resource) -> bool:
    """Have a moment without its offset from UTC."""
    names = ("effectiveDateTime", "recorded", "authored", "sent")
    return _put(resource, _first(resource, names, str), "2026-01-10T09:00:00")


def id_with_a_space(resource: Resource) -> bool:
    """Have an id with a space."""
    return _put(resource, "id", "a b")


def reference_as_text(resource: Resource) -> bool:
    """Have text where there is a reference."""
    name = _first(resource, ("subject", "patient"), dict)
    return name is not None and _put(resource, name, "Patient/1")


def two_of_a_choice(resource: Resource) -> bool:
    """Have two values where there is a choice of one."""
    if "valueInteger" not in resource:
        return False
    resource["valueString"] = "four"
    return True


def absent_and_there(resource: Resource) -> bool:
    """Say that there is no value, beside one (obs-6)."""
    if resource["resourceType"] != "Observation" or "valueInteger" not in resource:
        return False
    resource["dataAbsentReason"] = {"text": "unknown"}
    return True


def backwards(resource: Resource) -> bool:
    """Have a period that ends before it begins (per-1)."""
    name = _first(resource, ("period", "actualPeriod"), dict)
    span = {"start": "2026-06-01", "end": "2026-01-01"}
    return name is not None and _put(resource, name, span)


def start_without_end(resource: Resource) -> bool:
    """Leave the end of an appointment out (app-2)."""
    return resource["resourceType"] == "Appointment" and bool(
        resource.pop("end", False)
    )


def of_another_release(resource: Resource) -> bool:
    """Have an element that another release has."""
    if resource["resourceType"] != "Goal":
        return False
    resource["acceptance"] = [{"status": "agree"}]
    return True


def script(resource: Resource) -> bool:
    """Have a script in the narrative (txt-1)."""
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><script>1</script></div>'
    return _put(resource, "text", {"status": "generated", "div": div})


def no_such_type(resource: Resource) -> bool:
    """Be of a type that there is not."""
    return _put(resource, "resourceType", "Gaol")


def nowhere(resource: Resource) -> bool:
    """Refer to what is not in the Bundle."""
    name = _first(resource, ("subject", "patient"), dict)
    there = {"reference": "urn:uuid:99999999-0000-4000-8000-000000000000"}
    return name is not None and _put(resource, name, there)


KINDS: Final[Mapping[str, Break]] = {
    one.__name__: one
    for one in (
        unknown_element, unknown_element_deeper, no_status, strange_status,
        status_in_capitals, many_for_one, one_for_many, empty_list, empty_object, null,
        text_for_a_truth, text_for_a_number, no_such_day, no_offset, id_with_a_space,
        reference_as_text, two_of_a_choice, absent_and_there, backwards,
        start_without_end, of_another_release, script, no_such_type, nowhere,
    )
}  # fmt: skip
"""Every way in which a Bundle is broken here."""


def broken(bundle: Resource) -> Iterator[tuple[str, Resource]]:
    """Yield a Bundle broken in each way that it can be, with the name of the way."""
    for name, change in KINDS.items():
        for place in range(len(bundle["entry"])):
            one = copy.deepcopy(bundle["entry"][place])
            if change(one["resource"]):
                entries = [*bundle["entry"]]
                entries[place] = one
                yield name, {**bundle, "entry": entries}
                break
