"""Codes of open vocabularies: ICD-10 by prefix, SNOMED CT by a terminology alone."""

import attrs
import pytest
from consents.documents import ASKED, Json, permits, r5
from consents.drawn import SUBJECT, day
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy.fhir.codes import ACT_CODE, LOINC
from collabtherapy.fhir.consents import (
    CODES,
    ROLES,
    Actor,
    Coding,
    Match,
    Terminology,
    decide,
    read_consents,
    relate,
)
from collabtherapy.fhir.consents.terminology import SHAPES
from collabtherapy.fhir.datatypes.systems import (
    ICD_10,
    ICD_10_CM,
    KNOWN,
    NAMES,
    SNOMED,
)

NO, UNKNOWN, YES = Match
MENTAL, DEPRESSION, DIABETES = "74732009", "35489007", "73211009"
"""A mental disorder, a depressive disorder that is one, and diabetes, which is not."""


@attrs.frozen
class Tree:
    """A terminology that knows three concepts of SNOMED CT."""

    other: Match = NO

    def subsumes(self, wider: Coding, narrower: Coding) -> Match:
        """Return whether the one concept lies below the other."""
        if (wider.code, narrower.code) == (MENTAL, DEPRESSION):
            return YES
        return self.other


PREFIXES = [
    ("F10.2", "F10", YES), ("F102", "F10", YES), ("F10.2", "F10.2", YES),
    ("F102", "F10.2", YES), ("F10.21", "F10.2", YES), ("F10", "F10.2", UNKNOWN),
    ("F11", "F10", NO), ("F10.3", "F10.2", NO), ("F10.2", "F10-F19", YES),
    ("F20", "F10-F19", NO), ("F10-F19", "F10", UNKNOWN), ("F10-F14", "F10-F19", YES),
    ("F15-F25", "F10-F19", UNKNOWN), ("F20-F29", "F10-F19", NO),
    ("f10.2", "F10", UNKNOWN), ("F10.2", "f10", UNKNOWN), ("F10.2", "V", UNKNOWN),
    ("F10.2+", "F10", YES), ("Z10.2", "F10", NO),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "named", "match"), PREFIXES)
def test_icd_10_is_related_by_prefix(asked: str, named: str, match: Match):
    """F5: a category contains its codes, a block its categories."""
    pair = (Coding(asked, ICD_10), Coding(named, ICD_10))
    assert relate(*pair, vocabulary=CODES) is match


NO_HIERARCHY = [
    ((DEPRESSION, SNOMED), (MENTAL, SNOMED), UNKNOWN),
    ((DIABETES, SNOMED), (MENTAL, SNOMED), UNKNOWN),
    ((MENTAL, SNOMED), (MENTAL, SNOMED), YES),
    ((MENTAL, None), (MENTAL, SNOMED), YES),
    # Of a system that is not said, or not known, what it looks like is what it may be.
    ((DEPRESSION, None), (MENTAL, SNOMED), UNKNOWN),
    ((DEPRESSION, "urn:x"), (MENTAL, SNOMED), UNKNOWN),
    ((DEPRESSION, SNOMED), (MENTAL, None), UNKNOWN),
    (("F10.2", "urn:x"), ("F10", ICD_10), UNKNOWN),
    (("F10.2", None), ("F10", ICD_10), UNKNOWN),
    (("F10.2", ICD_10_CM), ("F10", ICD_10), UNKNOWN),
    (("F11.2", ICD_10_CM), ("F10", ICD_10), NO),
    # Of another system is another thing.
    (("44249-1", LOINC), (MENTAL, SNOMED), NO),
    (("F10.2", ICD_10), (MENTAL, SNOMED), NO),
    ((DEPRESSION, SNOMED), ("44249-1", LOINC), NO),
    (("44250-9", LOINC), ("44249-1", LOINC), NO),
    # What is no code of its system may be anything.
    ((DEPRESSION, SNOMED), (MENTAL, LOINC), UNKNOWN),
    (("44249-1", LOINC), ("depression", SNOMED), UNKNOWN),
    # An expression that begins with a code is of SNOMED CT as well.
    ((f"{DEPRESSION}:246112005=24484000", SNOMED), (MENTAL, SNOMED), UNKNOWN),
]


@pytest.mark.parametrize(("asked", "named", "match"), NO_HIERARCHY)
def test_without_a_terminology(asked: tuple, named: tuple, match: Match):
    """F5: no other knows what lies below a code of SNOMED CT."""
    assert relate(Coding(*asked), Coding(*named), vocabulary=CODES) is match
    assert relate(Coding(*asked), Coding(*named), vocabulary=ROLES) is match


TOLD = [
    (DEPRESSION, MENTAL, NO, YES), (MENTAL, DEPRESSION, NO, UNKNOWN),
    (DIABETES, MENTAL, NO, NO), (DIABETES, MENTAL, UNKNOWN, UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "named", "other", "match"), TOLD)
def test_a_terminology_answers(asked: str, named: str, other: Match, match: Match):
    """F5: what lies below is yes, what is wider is unknown, what it denies is no."""
    pair = (Coding(asked, SNOMED), Coding(named, SNOMED))
    told = relate(*pair, vocabulary=CODES, terminology=Tree(other))
    assert told is match
    assert isinstance(Tree(), Terminology)


def test_a_terminology_is_not_asked_of_what_nobody_knows():
    """F5: a sure answer takes two codes of systems that are known here."""
    tree = Tree(YES)
    for asked, named in (
        ((DEPRESSION, None), (MENTAL, SNOMED)),
        ((DEPRESSION, "urn:x"), (MENTAL, SNOMED)),
        ((DEPRESSION, SNOMED), (MENTAL, "urn:x")),
    ):
        pair = (Coding(*asked), Coding(*named))
        assert relate(*pair, vocabulary=CODES, terminology=tree) is UNKNOWN


def test_a_terminology_that_answers_by_a_truth_value_is_refused():
    """F14: true is one, which is unknown, and false would open a deny unseen."""

    class Loose:
        def subsumes(self, _: Coding, __: Coding) -> bool:
            return False

    pair = (Coding(DEPRESSION, SNOMED), Coding(MENTAL, SNOMED))
    with pytest.raises(TypeError, match="must return a Match, got bool"):
        relate(*pair, vocabulary=CODES, terminology=Loose())


def denying(code: str, system: str | None = SNOMED) -> Json:
    """Return a Consent that permits all but what a code names."""
    coding = {"code": code} | ({"system": system} if system else {})
    return r5(provision=[{"code": [{"coding": [coding]}]}])


DECIDED = [
    ({Coding(DEPRESSION, SNOMED)}, None, False),
    ({Coding(DIABETES, SNOMED)}, None, False),
    ({Coding("44249-1", LOINC)}, None, True),
    ({Coding("44249-1", LOINC), Coding(DIABETES, SNOMED)}, None, False),
    ({Coding("depression", "urn:x")}, None, True),
    ({Coding(DEPRESSION, SNOMED)}, Tree(), False),
    ({Coding(DIABETES, SNOMED)}, Tree(), True),
    ({Coding(DIABETES, SNOMED)}, Tree(UNKNOWN), False),
]


@pytest.mark.parametrize(("asked", "terminology", "permit"), DECIDED)
def test_a_deny_by_snomed_closes_what_it_could_cover(
    asked: set[Coding],
    terminology: Terminology | None,
    permit: bool,  # noqa: FBT001
):
    """F5: without a terminology every code of SNOMED CT may lie below."""
    held, problems = read_consents(denying(MENTAL))
    q = attrs.evolve(ASKED, codes=asked)
    assert decide(held, q, at=day(0), terminology=terminology).permit is permit
    assert [(p.path, p.code) for p in problems] == [
        ("$.provision[0].code[0].coding[0].code", "no_hierarchy")
    ]


def test_a_role_of_snomed_has_no_hierarchy_either():
    """F5: the role of an actor in a deny is told as well; that of a permit is not."""
    role = {"role": {"coding": [{"code": "224535009", "system": SNOMED}]}}
    document = r5(provision=[{"actor": [role]}])
    assert [p.code for p in read_consents(document)[1]] == ["no_hierarchy"]
    doctor = Actor("Practitioner/1", roles={Coding("309343006", SNOMED)})
    assert not permits(document, actor=doctor)
    permitting = r5(decision="deny", provision=[{"actor": [role]}])
    assert not read_consents(permitting)[1]
    assert not permits(permitting, actor=doctor)


def test_no_code_looks_like_one_of_two_systems():
    """F-I3: so that what is moved to another system is seen not to be of it."""
    samples = {
        LOINC: ("44249-1", "1-8"), SNOMED: (MENTAL, f"{MENTAL} |x|"),
        ICD_10: ("F10.2", "F10-F19", "F10"),
    }  # fmt: skip
    for system, those in samples.items():
        for code in those:
            found = {s for s in SHAPES if CODES.knows(Coding(code, s))}
            family = {ICD_10, ICD_10_CM} if system == ICD_10 else {system}
            assert found == family


every_system = st.sampled_from([
    *KNOWN, *(name for those in NAMES.values() for name, *_ in those), "urn:x",
])  # fmt: skip
codes = st.sampled_from([
    (MENTAL, SNOMED), (DEPRESSION, SNOMED), ("F10", ICD_10), ("F10.2", ICD_10),
    ("F10-F19", ICD_10), ("F10.20", ICD_10_CM), ("44249-1", LOINC), ("HIV", ACT_CODE),
])  # fmt: skip


@given(codes, codes, every_system, every_system)
def test_a_system_rewritten_never_says_no(
    asked: tuple[str, str], named: tuple[str, str], other: str, unknown: str
):
    """F-I3 and F-I6: in a rule by any name, in a request by one that nobody knows."""
    before = relate(Coding(*asked), Coding(*named), vocabulary=CODES)
    moved = relate(Coding(*asked), Coding(named[0], other), vocabulary=CODES)
    lost = Coding(asked[0], f"urn:unknown:{unknown}")
    foreign = relate(lost, Coding(*named), vocabulary=CODES)
    if before is not NO:
        assert NO not in {moved, foreign}


def test_it_decides_by_what_is_asked_for_by_another_name():
    """F1: an OID in the request is the same system as the URI in the Consent."""
    oid = "urn:oid:2.16.840.1.113883.6.3"
    asked = {Coding("F10.2", oid)}
    assert not permits(denying("F10", ICD_10), codes=asked)
    assert permits(denying("F11", ICD_10), codes=asked)
    assert ASKED.subject == SUBJECT
