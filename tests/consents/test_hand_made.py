"""Consents made by hand to be read wrongly: what each comes to, and why it is so."""

from datetime import timedelta

import pytest
from consents.documents import MARKET, TREAT, bundle, codes, permits, r4, r5
from consents.drawn import SUBJECT, day

from collabtherapy.fhir.consents import Actor, Coding, Kind

V3 = "http://terminology.hl7.org/CodeSystem/v3-"
NURSE, CLERK = Actor("Practitioner/1", groups=set()), Actor("Practitioner/2")
URN = "urn:uuid:0000-1"


def actor(*names: str, **more: object) -> list[dict[str, object]]:
    return [{"reference": {"reference": name}, **more} for name in names]


def labelled(*codes: str) -> list[dict[str, str]]:
    return [{"system": f"{V3}ActCode", "code": code} for code in codes]


def root(**more: object) -> dict[str, object]:
    """Give the root that denies within a year, as a base to be excepted from."""
    return {"type": "deny", "period": {"start": "2025", "end": "2026"}, **more}


OPTED_IN = [
    # A root that denies by its type denies, whatever the policy, and when it is over.
    (r4(root(), "OPTIN"), {}, False),
    (r4(root(), "OPTIN"), {"at": day(400)}, False),
    (r4(root(provision=[{"type": "permit", "purpose": TREAT}]), "OPTIN"), {}, True),
    (r4(root(provision=[{"type": "permit", "purpose": TREAT}]), "OPTIN"),
     {"at": day(400)}, False),
    # From whom or what it is withheld, with or without its type; while it lasts.
    (r4({"type": "deny", "actor": actor("Practitioner/1")}, "OPTIN"),
     {"actor": CLERK}, True),
    (r4({"type": "deny", "actor": actor("Practitioner/1")}, "OPTIN"),
     {"actor": NURSE}, False),
    (r4(root(actor=actor("Practitioner/1")), "OPTIN"), {"actor": CLERK}, True),
    (r4(root(actor=actor("Practitioner/1")), "OPTIN"),
     {"actor": CLERK, "at": day(400)}, False),
    # Anything else beside a denial is permitted by some readings, and not by others.
    (r4({"type": "deny", "securityLabel": labelled("SUD")}, "OPTIN"), {}, False),
    (r4({"type": "deny", "dataPeriod": {"end": "2020"}}, "OPTIN"), {}, False),
    # An opt-out that denies once more is no permit; a root's type outdoes a policy.
    (r4({"type": "deny"}, "OPTOUT"), {}, False),
    (r4({"type": "deny", "purpose": MARKET}, "OPTOUT"), {}, False),
    (r4({"type": "permit", "purpose": TREAT}, "OPTOUT"), {}, True),
    (r4({"type": "permit", "purpose": TREAT}, "OPTOUT"), {"purpose": "HMARKT"}, False),
    # Of two policies the denying one counts; one of another system, or in words, none.
    (r4(policyRule={"coding": [{"code": "OPTIN"}, {"code": "OPTOUT"}]}), {}, False),
    (r4(policyRule={"coding": [{"code": "OPTIN", "system": "x"}]}), {}, False),
    (r4(policyRule={"coding": labelled("OPTIN")}), {}, True),
    (r4(policyRule={"text": "OPTIN"}), {}, False),
    (r4(None, "OPTINR"), {}, False),  # with restrictions that nobody states
    (r4({}, "OPTIN"), {}, True),
    (r4({}, "OPTOUT"), {}, False),
    (r4({}), {}, False),
]  # fmt: skip

BUT_FOR_A_CLERK = {"actor": actor("Practitioner/2")}
NESTED = [
    # Three levels: permit, but no marketing, but by one clerk.
    (r5(provision=[{"purpose": MARKET, "provision": [BUT_FOR_A_CLERK]}]),
     {"purpose": "HMARKT", "actor": CLERK}, True),
    (r5(provision=[{"purpose": MARKET, "provision": [BUT_FOR_A_CLERK]}]),
     {"purpose": "HMARKT", "actor": NURSE}, False),
    # An exception reaches no further than what it is an exception from.
    (r5(decision="deny", provision=[
        {"purpose": MARKET, "provision": [{"purpose": TREAT}]}]), {}, False),
    (r4({"type": "deny", "purpose": MARKET, "provision": [
        {"type": "permit", "purpose": TREAT}]}), {}, False),
    # Two side by side that disagree: the denial.
    (r5(provision=[{"purpose": TREAT}, {"purpose": TREAT, "provision": [
        {"actor": actor("Practitioner/1")}]}]), {"actor": NURSE}, False),
    # An exception that names nothing permits nothing, and denies everything.
    (r5(decision="deny", provision=[{}]), {}, False),
    (r5(decision="deny", provision=[{"id": "x", "extension": []}]), {}, False),
    (r5(provision=[{}]), {}, False),
    (r5(provision=[]), {}, True),
    (r4({"type": "deny", "provision": [{"type": "permit"}]}), {}, True),
    (r4({"type": "permit", "provision": [{"type": "allow"}]}), {}, False),
    # R5 has no type here: one that contradicts its place leaves the whole unknown.
    (r5(provision=[{"type": "permit", "purpose": MARKET}]), {}, False),
    (r5(provision=[{"type": "deny", "purpose": MARKET}]), {}, True),
    (r5(provision=[{"type": "deny", "purpose": TREAT}]), {}, False),
    (r5(decision="deny", provision=[{"type": "permit", "purpose": TREAT}]), {}, False),
]  # fmt: skip

UNKNOWN = [
    # What is not supported, whether it stands in a rule or in what a rule names.
    (r5(decision="deny", provision=[{"purpose": TREAT, "modifierExtension": []}]), {},
     False),
    (r5(decision="deny", provision=[
        {"actor": actor("Practitioner/1", modifierExtension=[{}])}]),
     {"actor": NURSE}, False),
    (r5(provision=[{"actor": actor("Practitioner/2", modifierExtension=[{}])}]),
     {"actor": NURSE}, False),
    (r5(decision="deny", provision=[{"data": [{"meaning": "instance", "later": 1,
        "reference": {"reference": "Goal/1"}}]}]), {"record": "Goal/1"}, False),
    # An actor who cannot be read may be of any part: who keeps it, or who asks.
    (r5(decision="deny", provision=[{"actor": [
        *actor("Organization/1", role={"coding": [{"code": "CST"}]}),
        {"reference": {"display": "somebody"}}]}]),
     {"custodian": "Organization/1"}, False),
    # Who keeps it and who asks are both to be met; of several who may ask, one.
    (r5(decision="deny", provision=[{"actor": [
        *actor("Organization/1", role={"coding": [{"code": "CST"}]}),
        *actor("Practitioner/1", "Practitioner/3")]}]),
     {"custodian": "Organization/1", "actor": NURSE}, True),
    (r5(decision="deny", provision=[{"actor": [
        *actor("Organization/1", role={"coding": [{"code": "CST"}]}),
        *actor("Practitioner/3")]}]),
     {"custodian": "Organization/1", "actor": NURSE}, False),
    # Who is in a group is what the question says, and else unknown.
    (r5(decision="deny", provision=[{"actor": actor("Group/1")}]), {"actor": CLERK},
     False),
    (r5(provision=[{"actor": actor("Group/1")}]), {"actor": CLERK}, False),
    (r5(provision=[{"actor": actor("Group/1")}]), {"actor": NURSE}, True),
    (r5(decision="deny", provision=[{"actor": actor("CareTeam/1")}]),
     {"actor": Actor("Practitioner/2", groups={"CareTeam/1"})}, True),
    (r5(subject={"reference": "Group/1"}), {}, False),
    (bundle(r5(), r5(subject={"reference": "Group/1"}, decision="deny")), {}, False),
    (bundle(r5(), r5(subject={"reference": "Patient/2"}, decision="deny")), {}, True),
    # A name on a server is perhaps the one without a server, either way round.
    (bundle(r5(), r5(subject={"reference": f"https://a.example/{SUBJECT}"},
        decision="deny")), {}, False),
    (bundle(r5(subject={"reference": f"https://a.example/{SUBJECT}"}),
            r5(decision="deny")), {"subject": f"https://a.example/{SUBJECT}"}, False),
    (bundle(r5(), r5(subject={"reference": "https://a.example/Patient/11"},
        decision="deny")), {}, True),
    # A URN that no Bundle resolves may be anybody.
    (bundle(r5(), r5(subject={"reference": URN}, decision="deny")), {}, False),
    (r5(subject={"reference": URN}), {}, False),
    (r5(subject={"reference": URN}), {"subject": URN}, True),
    (r5(provision=[{"actor": actor(URN)}]), {"actor": NURSE}, False),
    (r5(provision=[{"actor": actor(URN)}]), {"actor": Actor(f"{URN}2", groups=set())},
     True),
    # What stands inside of the Consent has no name outside.
    (r5(provision=[{"actor": actor("#a")}]), {"actor": NURSE}, False),
    (r5(decision="deny", provision=[{"actor": actor("#a")}]), {"actor": NURSE}, False),
    # A state that is none of FHIR's, or unknown, may be a refusal in force.
    (bundle(r5(), r5(status="unknown", decision="deny")), {}, False),
    (bundle(r5(), r5(status="?", decision="deny")), {}, False),
    (bundle(r5(), r5(status="unknown")), {}, True),
    (bundle(r5(), r5(status="not-done", decision="deny")), {}, True),
    (r5(status="unknown"), {}, False),
]  # fmt: skip

PARTIES = [
    # To whom it was given: to nobody else.
    (r5(grantee=[{"reference": "Practitioner/1"}]), {"actor": NURSE}, True),
    (r5(grantee=[{"reference": "Practitioner/1"}]), {"actor": CLERK}, False),
    (r5(grantee=[{"reference": "Practitioner/1"}]), {}, False),
    (r5(grantee=[{"reference": "Organization/1"}]),
     {"actor": Actor("Practitioner/2", groups={"Organization/1"})}, True),
    (r5(grantee=[{"reference": "Organization/1"}]), {"actor": CLERK}, False),
    (bundle(r5(), r5(decision="deny", grantee=[{"reference": "Practitioner/1"}])),
     {"actor": CLERK}, False),  # it binds one, and denies to all
    (r5(grantee=[{"display": "our clinic"}]), {"actor": NURSE}, False),
    # Who manages or enforces it says nothing of whom it covers.
    (r5(controller=[{"reference": "Organization/9"}],
        manager=[{"reference": "Organization/9"}]), {"actor": CLERK}, True),
    (r5(grantor=[{"display": "her mother"}]), {}, False),
    (r4({"type": "permit"}, performer=[{"display": "her mother"}]), {}, False),
    (r4({"type": "permit"}, performer=[{"reference": SUBJECT}]), {}, True),
    # Looked into, and not found to have been given so.
    (r5(verification=[{"verified": True}]), {}, True),
    (r5(verification=[{"verified": False}]), {}, False),
    (r5(verification=[{"verified": True}, {"verified": False}]), {}, False),
    (r5(verification=[{}]), {}, False),
    (r4({"type": "permit"}, verification=[{"verified": False}]), {}, False),
    (bundle(r5(), r5(verification=[{"verified": False}], decision="deny")), {}, False),
]  # fmt: skip

CODED = [
    # One meaning in several codings; one coding of two is enough.
    (r5(decision="deny", provision=[{"action": [{"coding": [
        {"code": "access", "system": "a"}, {"code": "read", "system": "b"}]}]}]),
     {"action": Coding("read", "b")}, True),
    (r5(decision="deny", provision=[{"action": [{"coding": [
        {"code": "access", "system": "a"}]}]}]), {"action": Coding("access", "b")},
     False),
    # A part of a purpose is permitted with it, but for what has to be named.
    (r5(decision="deny", provision=[{"purpose": TREAT}]), {"purpose": "TREATDS"}, True),
    (r5(decision="deny", provision=[{"purpose": TREAT}]), {"purpose": "BTG"}, False),
    (r5(provision=[{"purpose": TREAT}]), {"purpose": "BTG"}, False),
    (r5(decision="deny", provision=[{"purpose": [{"code": "HOPERAT"}]}]),
     {"purpose": "HQUALIMP"}, True),
    (r5(decision="deny", provision=[{"purpose": [{"code": "HOPERAT"}]}]),
     {"purpose": "MLTRAINING"}, False),
    (r5(provision=[{"purpose": [{"code": "HOPERAT"}]}]), {"purpose": "TRAIN"}, False),
    (r5(decision="deny", provision=[{"purpose": [{"code": "TRAIN"}]}]),
     {"purpose": "TRAIN"}, True),
    (r5(decision="deny", provision=[{"purpose": [{"code": "COVERAGE"}]}]),
     {"purpose": "ELIGVER"}, True),
    # Behavioural health is narrow where it permits, and wide where it denies.
    (r5(decision="deny", provision=[{"securityLabel": labelled("BH")}]),
     {"labels": {"COGN"}}, True),
    (r5(decision="deny", provision=[{"securityLabel": labelled("BH")}]),
     {"labels": {"PSY"}}, False),
    (r5(decision="deny", provision=[{"securityLabel": labelled("SPI")}]),
     {"labels": {"PSY"}}, True),
    (r5(provision=[{"securityLabel": labelled("BH")}]), {"labels": {"PSY"}}, False),
    (r5(provision=[{"securityLabel": labelled("SUD")}]), {"labels": {"ETH"}}, False),
    (r5(provision=[{"securityLabel": labelled("PSY")}]), {"labels": {"HIV"}}, True),
    # Process notes are opened by their own code, and by no other's.
    (r5(decision="deny", provision=[{"securityLabel": labelled("PSYTHPN")}]),
     {"labels": {"PSYTHPN"}}, True),
    (r5(decision="deny", provision=[{"securityLabel": [
        {"code": "PSYTHPN", "system": "x"}]}]),
     {"labels": {Coding("PSYTHPN", "x")}}, False),
    (r5(), {"labels": {"PSYTHPN"}}, False),
    (r5(), {"labels": {"N", "PSYTHPN"}}, False),
    (r5(decision="deny", provision=[{}]), {"labels": {"PSYTHPN"}}, False),
    (r5(provision=[{"securityLabel": labelled("PSYTHPN"), "provision": [
        {"purpose": TREAT}]}]), {"labels": {"PSYTHPN"}}, False),  # denied, not named
    # Of several codes that the data have, one that is named is enough.
    (r5(decision="deny", provision=[{"code": [{"coding": [{"code": "1-1"}]}]}]),
     {"codes": {"1-1", "2-2"}}, True),
    (r5(provision=[{"code": [{"coding": [{"code": "1-1"}]}]}]),
     {"codes": {"1-1", "2-2"}}, False),
    (r5(), {"labels": set()}, False),
]  # fmt: skip

TIMED = [
    (r5(period={"start": "2026-03"}), {"at": day(58)}, False),
    (r5(period={"start": "2026-03"}), {"at": day(59) + timedelta(hours=12)}, True),
    (r5(period={"end": "2026-03"}), {"at": day(89) + timedelta(hours=9)}, True),
    (r5(period={"end": "2026-03"}), {"at": day(90)}, False),
    (r5(period={"end": "2026-01-02T00:00:00Z"}), {"at": day(1)}, False),
    (r5(period={"start": "2026-01-02T00:00:00Z"}), {"at": day(1)}, True),
    (r5(period={"start": "2026-01-02T01:00:00+01:00"}), {"at": day(1)}, True),
    # Near the edge of a date a denial holds as well.
    (r5(provision=[{"period": {"end": "2026-03"}}]), {"at": day(90)}, False),
    (r5(provision=[{"period": {"end": "2026-03"}}]), {"at": day(91)}, True),
    (r5(provision=[{"period": {"start": "2026-03"}}]), {"at": day(58)}, True),
    (r5(provision=[{"period": {"start": "2026-03"}}]),
     {"at": day(59) - timedelta(hours=14)}, False),
]  # fmt: skip

KINDS = [
    (r5(category=[{"coding": [{"code": "59284-0"}]}]), {}, True),
    (r5(category=[{"coding": [{"code": "RSDID"}]}]), {"kind": Kind.RESEARCH}, True),
    (r5(category=[{"coding": [{"code": "dnr"}]}]), {}, False),
    (r5(category=[{"coding": [{"code": "dnr"}]}]), {"kind": "adr"}, True),
    (r5(category=[{"coding": [{"code": "?"}]}]), {}, False),
    (r5(category=[{"text": "privacy"}]), {}, False),
    (r5(category=[{"coding": [{"code": "npp"}, {"code": "research"}]}]), {}, False),
    (bundle(r5(), r5(category=[{"coding": [{"code": "?"}]}], decision="deny")), {},
     False),
    (r4({"type": "permit"}, scope={"coding": [{"code": "recording"}]}),
     {"kind": Kind.RECORDING}, True),
    (r4({"type": "permit"}, scope={"coding": [
        {"code": "research"}, {"code": "patient-privacy"}]}), {}, False),
]  # fmt: skip

GROUPS = {
    "opted in": OPTED_IN, "nested": NESTED, "unknown": UNKNOWN, "parties": PARTIES,
    "coded": CODED, "timed": TIMED, "kinds": KINDS,
}  # fmt: skip
EVERY = [
    pytest.param(*case, id=f"{name} {n}")
    for name, cases in GROUPS.items()
    for n, case in enumerate(cases)
]


@pytest.mark.parametrize(("document", "asked", "permit"), EVERY)
def test_what_it_comes_to(document: object, asked: dict, permit: bool):  # noqa: FBT001
    """No reading of it that anybody has is more closed than ours."""
    assert permits(document, **asked) is permit


def test_a_consent_without_an_id_is_known_by_its_full_url():
    """What takes its place in the same Bundle can name it, as a refusal does."""
    replaces = {
        "url": "http://hl7.org/fhir/StructureDefinition/replaces",
        "valueReference": {"reference": URN},
    }
    old = r5()
    del old["id"]
    newer = r5(id="new", status="inactive", extension=[replaces])
    assert permits(bundle(**{URN: old}))
    assert not permits(bundle(newer, **{URN: old}))
    unsure = r5(id="new", extension=[replaces], verification=[{"verified": False}])
    assert not permits(bundle(unsure, **{URN: r5(decision="deny", id=None)}))


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (r5(verification=[{"verified": False}]), "not_verified"),
        (r5(grantee=[{"display": "x"}]), "unread_party"),
        (r5(category=[{"text": "x"}]), "unread_kind"),
        (r5(decision="deny", provision=[{}]), "empty"),
        (r4({"type": "deny", "purpose": TREAT}, "OPTIN"), "readings_differ"),
        (r4({"purpose": TREAT}, "OPTOUT"), "root_without_type"),
        (r5(status="?"), "unknown_status"),
    ],
)
def test_what_is_closed_is_told(document: object, code: str):
    """Whoever reads a Consent learns what of it was not taken over, and where."""
    assert codes(document) == [code]
