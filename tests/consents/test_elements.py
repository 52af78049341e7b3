"""The table of fields, held against HL7's definitions and against what is read."""

from collections.abc import Iterator

import pytest
from consents.documents import permits, r4, r5

from collabtherapy.fhir.consents import ELEMENTS, read_consents
from collabtherapy.fhir.consents.elements import DELIBERATELY_UNREAD, SILENT
from collabtherapy.fhir.shapes import Release

R4, R5 = Release.R4, Release.R5


def definitions() -> Iterator[tuple[Release, str, frozenset[str]]]:
    """Yield the fields of each element as HL7's definition packages have them."""
    consent = pytest.importorskip(
        "fhir.resources.consent", reason="fhir.resources, which has the definitions"
    )
    from fhir.resources import (  # noqa: PLC0415
        codeableconcept,
        coding,
        period,
        reference,
    )  # fmt: skip
    from fhir.resources.R4B import codeableconcept as cc4  # noqa: PLC0415
    from fhir.resources.R4B import coding as coding4  # noqa: PLC0415
    from fhir.resources.R4B import consent as consent4  # noqa: PLC0415
    from fhir.resources.R4B import period as period4  # noqa: PLC0415
    from fhir.resources.R4B import reference as reference4  # noqa: PLC0415

    both = {
        "Consent": "Consent", "provision": "ConsentProvision",
        "actor": "ConsentProvisionActor", "data": "ConsentProvisionData",
        "verification": "ConsentVerification",
    }  # fmt: skip
    for name, cls in both.items():
        yield R4, name, fields(getattr(consent4, cls))
        yield R5, name, fields(getattr(consent, cls))
    types = {
        "CodeableConcept": (cc4, codeableconcept), "Coding": (coding4, coding),
        "Period": (period4, period), "Reference": (reference4, reference),
    }  # fmt: skip
    for name, (four, five) in types.items():
        yield R4, name, fields(getattr(four, name))
        yield R5, name, fields(getattr(five, name))


def fields(model: object) -> frozenset[str]:
    """Return the fields of a model by their FHIR names, without the siblings."""
    names = (field.alias or name for name, field in model.model_fields.items())
    return frozenset(name for name in names if not name.startswith("_")) - {
        "fhir_comments", "resource_type",
    }  # fmt: skip


def test_every_field_that_hl7_defines_is_read_or_listed():
    """F-I9: and nothing is in the table that HL7 does not define."""
    seen = set()
    for release, name, defined in definitions():
        key = (release, name)
        seen.add(key)
        ours = ELEMENTS[key] | DELIBERATELY_UNREAD.get(key, frozenset())
        rest = defined - ours - {"id", "extension"}
        assert not rest, (key, rest)
        if name != "Consent":  # of a resource, resourceType is JSON's own
            assert ours <= defined, (key, ours - defined)
    assert seen == {key for key in ELEMENTS if key[0] in {R4, R5}}


def test_what_is_deliberately_unread_is_in_no_table():
    """F7: a field is read or unread, and what is silent says nothing anywhere."""
    for key, those in DELIBERATELY_UNREAD.items():
        assert not those & ELEMENTS[key]
        assert not those & SILENT


WRITTEN = {
    R4: lambda **more: r4({"type": "permit", **more}),
    R5: lambda **more: r5(decision="deny", provision=[{
        "purpose": [{"code": "TREAT"}], **more}]),
}  # fmt: skip


@pytest.mark.parametrize("release", [R4, R5])
def test_a_field_of_the_other_release_is_unread(release: Release):
    """F7: `class` and `type` are R4's, `resourceType` and `documentType` are R5's."""
    other = R5 if release is R4 else R4
    assert permits(WRITTEN[release]())
    for key in ELEMENTS[other, "provision"] - ELEMENTS[release, "provision"]:
        value: object = "permit" if key == "type" else [{"code": "Goal"}]
        document = WRITTEN[release](**{key: value})
        assert not permits(document, classes={"Goal"})
        told = {(p.path.rpartition(".")[2], p.code) for p in read_consents(document)[1]}
        assert (key, "unread_field") in told


ROOTS = {R4: lambda **more: r4({"type": "permit"}, **more), R5: r5}


@pytest.mark.parametrize("release", [R4, R5])
def test_each_deliberately_unread_field_closes(release: Release):
    """F7, F8: at the root, and in a provision, whatever stands in it."""
    for key in DELIBERATELY_UNREAD[release, "Consent"]:
        assert not permits(ROOTS[release](**{key: [{"url": "urn:x"}]}))
    for key in DELIBERATELY_UNREAD[release, "provision"]:
        assert not permits(WRITTEN[release](**{key: [{"url": "urn:x"}]}))
