"""Two codes compared: every name of a system, every row of a table, every order."""

from itertools import product

import pytest
from consents.drawn import SUBJECT, day, general
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.fhir.codes import ACT_CODE, LOINC
from collabtherapy.fhir.consents import Coding, Effect, Request, Rule, decide
from collabtherapy.fhir.consents.relating import Vocabulary, relate
from collabtherapy.fhir.consents.sensitivity import MAY_CONTAIN, SENSITIVITY, way_up
from collabtherapy.fhir.consents.vocabularies import (
    ACTIONS,
    CODES,
    LABELS,
    PURPOSES,
    TYPES,
)
from collabtherapy.fhir.datatypes.marks import Mark
from collabtherapy.fhir.datatypes.matches import Match
from collabtherapy.fhir.datatypes.systems import (
    ACT_REASON,
    CONFIDENTIALITY_CODES,
    CONSENT_ACTION,
    FHIR_TYPES,
    KNOWN,
    NAMES,
    SNOMED,
    canonical,
)

NO, UNKNOWN, YES = Match.NO, Match.UNKNOWN, Match.YES
EVERY_NAME = [(name, s) for s, names in NAMES.items() for name, *_ in names]
SYSTEMS = {
    "labels": (LABELS, ACT_CODE),
    "purposes": (PURPOSES, ACT_REASON),
    "types": (TYPES, FHIR_TYPES),
    "actions": (ACTIONS, CONSENT_ACTION),
    "codes": (CODES, LOINC),
}
"""Each vocabulary with the system that its codes are of."""
LISTED = {
    "labels": ("SPI", "SUD", "ETHUD", "ETH", "HIV", "PSY", "BH"),
    "purposes": ("PurposeOfUse", "TREAT", "ETREAT", "BTG", "HOPERAT", "TRAIN"),
    "types": ("Resource", "DomainResource", "Goal", "Bundle"),
    "actions": ("access", "use"),
    "codes": ("44249-1", "44250-9"),
}


@pytest.mark.parametrize(("name", "system"), EVERY_NAME)
def test_every_name_stands_for_its_system(name: str, system: str):
    """Case of scheme and host, https, a trailing slash and a version say nothing."""
    spellings = {name, f"{name}/", f"{name}|4.0.1", f" {name} ", name.upper()}
    if name.startswith("http:"):
        host = name.split("/")[2]
        spellings.discard(name.upper())  # what follows the host has a case
        spellings |= {
            name.replace("http:", "HTTPS:"), name.replace(host, host.upper()),
        }  # fmt: skip
    else:
        spellings.add(name.removeprefix("urn:oid:"))
    assert {canonical(one) for one in spellings} == {system}
    assert Coding("x", name).system == system


def test_an_unknown_name_stays_as_it_was_written():
    """Nothing is made of it, and two of them are one system only by one spelling."""
    text = "HTTPS://Hospital.Example/Codes/|2"
    assert Coding("x", text).system == Coding("x", text).given == text
    assert Coding("x", "").system is None
    assert relate(Coding("x", text), Coding("x", text), vocabulary=LABELS) is YES
    assert (
        relate(Coding("x", text), Coding("x", text.lower()), vocabulary=LABELS)
        is UNKNOWN
    )


@pytest.mark.parametrize(("name", "system"), EVERY_NAME)
def test_a_code_by_two_names_of_its_system_is_one_code(name: str, system: str):
    """F1: whatever a system is called, by an OID or a value set, its codes are one."""
    one, other = Coding("HIV", name), Coding("HIV", system)
    assert one == other
    assert len({one, other}) == 1
    assert one.given == name
    assert relate(one, other, vocabulary=LABELS) is YES


RELATED = [
    # The same, and below; by name, and of an abstract group.
    (LABELS, "HIV", "HIV", YES), (LABELS, "ETHUD", "SUD", YES),
    (LABELS, "ETHUD", "SPI", YES), (PURPOSES, "ERTREAT", "TREAT", YES),
    (PURPOSES, "BTG", "TREAT", UNKNOWN), (PURPOSES, "BTG", "ETREAT", UNKNOWN),
    (PURPOSES, "BTG", "BTG", YES), (PURPOSES, "TRAIN", "HOPERAT", UNKNOWN),
    (PURPOSES, "MLTRAINING", "HOPERAT", UNKNOWN), (TYPES, "Goal", "Resource", UNKNOWN),
    (TYPES, "Resource", "Resource", YES), (PURPOSES, "TREAT", "PurposeOfUse", UNKNOWN),
    (LABELS, "HIV", "_InformationSensitivityPolicy", UNKNOWN),
    # Wider than what is named.
    (LABELS, "SPI", "MH", UNKNOWN), (LABELS, "SUD", "ETHUD", UNKNOWN),
    (PURPOSES, "HOPERAT", "HQUALIMP", UNKNOWN), (PURPOSES, "TREAT", "ETREAT", NO),
    (PURPOSES, "ETREAT", "BTG", UNKNOWN), (TYPES, "Resource", "Goal", UNKNOWN),
    # Overlapping, one way and both; and what lies below what overlaps.
    (LABELS, "SUD", "PSY", UNKNOWN), (LABELS, "PSY", "SUD", NO),
    (LABELS, "OPIOIDUD", "MH", UNKNOWN), (LABELS, "MH", "OPIOIDUD", NO),
    (LABELS, "OPIOIDUD", "BH", UNKNOWN), (LABELS, "BH", "OPIOIDUD", UNKNOWN),
    (LABELS, "MH", "HIV", NO), (LABELS, "SPI", "HIV", UNKNOWN),
    # In case alone, and not listed.
    (LABELS, "hiv", "HIV", UNKNOWN), (CODES, "f32", "F32", UNKNOWN),
    (LABELS, "NEW", "HIV", UNKNOWN), (LABELS, "HIV", "NEW", UNKNOWN),
    (PURPOSES, "TREAT", "care", UNKNOWN), (ACTIONS, "access", "read", UNKNOWN),
    (TYPES, "Goal", "Goals", UNKNOWN), (LABELS, "NEW", "NEW", YES),
    # Something else.
    (LABELS, "HIV", "SDV", NO), (PURPOSES, "TREAT", "HMARKT", NO),
    (TYPES, "Goal", "Task", NO), (ACTIONS, "access", "use", NO),
    (CODES, "44249-1", "44250-9", NO),
]  # fmt: skip


@pytest.mark.parametrize(("vocabulary", "asked", "named", "match"), RELATED)
def test_two_codes(vocabulary: Vocabulary, asked: str, named: str, match: Match):
    """What relates to what, where nobody names a system."""
    assert relate(Coding(asked), Coding(named), vocabulary=vocabulary) is match


OF_SYSTEMS = [
    (LABELS, ("HIV", None), ("HIV", "urn:x"), YES),
    (LABELS, ("HIV", ACT_CODE), ("HIV", "urn:x"), UNKNOWN),
    (LABELS, ("HIV", "urn:x"), ("HIV", ACT_CODE), UNKNOWN),
    (LABELS, ("HIV", CONFIDENTIALITY_CODES), ("HIV", ACT_CODE), UNKNOWN),
    (LABELS, ("ETHUD", "urn:x"), ("SUD", ACT_CODE), UNKNOWN),
    (LABELS, ("ETHUD", "urn:x"), ("SUD", "urn:x"), UNKNOWN),
    (LABELS, ("HIV", ACT_CODE), ("SDV", "urn:x"), UNKNOWN),
    (LABELS, ("HIV", "urn:x"), ("SDV", ACT_CODE), UNKNOWN),
    (LABELS, ("N", CONFIDENTIALITY_CODES), ("HIV", ACT_CODE), NO),
    (LABELS, ("HIV", ACT_CODE), ("N", ACT_CODE), UNKNOWN),
    (TYPES, ("Goal", FHIR_TYPES), ("34133-9", LOINC), NO),
    (TYPES, ("Goal", FHIR_TYPES), ("34133-9", None), UNKNOWN),
    (CODES, ("1-1", LOINC), ("1-1", SNOMED), UNKNOWN),
    (CODES, ("1-1", LOINC), ("73211009", SNOMED), NO),
    (CODES, ("1-1", LOINC), ("2-2", SNOMED), UNKNOWN),
    (CODES, ("1-1", LOINC), ("2-2", "urn:x"), UNKNOWN),
    (CODES, ("1-1", "urn:x"), ("2-2", "urn:x"), UNKNOWN),
    (CODES, ("1-1", "urn:x"), ("2-2", LOINC), NO),  # data has codes of its own as well
]


@pytest.mark.parametrize(("vocabulary", "asked", "named", "match"), OF_SYSTEMS)
def test_two_codes_of_systems(
    vocabulary: Vocabulary, asked: tuple, named: tuple, match: Match
):
    """A system that is another, or is not known, leaves it unknown."""
    assert relate(Coding(*asked), Coding(*named), vocabulary=vocabulary) is match


@pytest.mark.parametrize("pair", MAY_CONTAIN)
def test_each_overlap_counts_as_its_row_says(pair: tuple[str, str]):
    """A deny of the wide one closes the narrow one; the other way, if it says so."""
    wide, narrow = pair
    assert relate(Coding(narrow), Coding(wide), vocabulary=LABELS) is UNKNOWN
    other = relate(Coding(wide), Coding(narrow), vocabulary=LABELS)
    assert other is (UNKNOWN if MAY_CONTAIN[pair][1] else NO)


systems = (
    st.sampled_from([one for name, _ in EVERY_NAME for one in (name, f"{name}/")])
    | st.sampled_from(sorted(KNOWN))
    | st.text(min_size=1, max_size=8)
)
known = st.sampled_from([(v, c) for v, codes in LISTED.items() for c in codes])


@given(known, st.data())
def test_another_system_never_makes_it_no(pair: tuple[str, str], data: st.DataObject):
    """F-I6: a system rewritten turns neither yes nor unknown into no."""
    which, named = pair
    vocabulary, system = SYSTEMS[which]
    asked = data.draw(st.sampled_from(LISTED[which]))
    given_systems = data.draw(st.sampled_from([None, system]))
    before = relate(
        Coding(asked, given_systems), Coding(named, system), vocabulary=vocabulary
    )
    other = data.draw(systems)
    of_the_rule = relate(
        Coding(asked, given_systems), Coding(named, other), vocabulary=vocabulary
    )
    unknown = Coding(asked, f"urn:unknown:{other}")
    of_the_data = relate(unknown, Coding(named, system), vocabulary=vocabulary)
    if before is not NO:
        assert NO not in {of_the_rule, of_the_data}


def test_further_down_it_is_never_no():
    """F-I6: what lies below what is covered is covered, but for groups."""
    below = [(a, b) for a in SENSITIVITY for b in way_up(a, LABELS.parents)]
    for (narrow, wide), named in product(below, SENSITIVITY):
        if relate(Coding(wide), Coding(named), vocabulary=LABELS) is YES:
            found = relate(Coding(narrow), Coding(named), vocabulary=LABELS)
            assert found is (UNKNOWN if named in LABELS.abstract - {narrow} else YES)


@given(st.sampled_from(sorted(SENSITIVITY)), st.sampled_from(sorted(SENSITIVITY)))
def test_what_lies_below_what_is_denied_is_denied(named: str, asked: str):
    """F-I6: a rule that covers a label surely covers each below it."""
    rule = Rule(id="d", effect=Effect.DENY, labels={named})
    held = [general(), general(id="d", rule=rule)]
    q = Request(subject=SUBJECT, labels={"N", asked})
    if named in way_up(asked, LABELS.parents):
        assert decide(held, q, at=day(0)).deny


FROM_MEMORY = {
    "_ActInformationSensitivityPolicy",
    "_EntitySensitivityPolicyType",
    "_RoleInformationSensitivityPolicy",
    "http://hl7.org/fhir/data-types",
}
"""The rows that nobody has compared with their source; the list may only shrink."""


def test_rows_from_memory_are_these_and_no_more():
    """Each row has its mark, and those from memory are listed by name."""
    marks = {n: mark for names in NAMES.values() for n, _, mark in names}
    marks |= {code: mark for code, (_, mark) in SENSITIVITY.items()}
    assert {name for name, mark in marks.items() if mark is Mark.MEMORY} == FROM_MEMORY
    kinds = {mark for _, _, mark in MAY_CONTAIN.values()}
    assert kinds == {Mark.READ, Mark.ARGUED}
