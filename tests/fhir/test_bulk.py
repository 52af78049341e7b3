"""Bulk NDJSON (F7.1, F7.4): it resolves, and is the same for any parts."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from validators import FEW, errors_r4, errors_r5, having, needs_rules

from collabtherapy import Client, Partnership, Scope, Stage, Therapist, acts, fhir
from collabtherapy.fhir.outward.bulk import TYPES
from collabtherapy.simulation import Scenario, simulate
from collabtherapy.testing import histories
from collabtherapy.testing.ways import START, led_to, two

Resource = dict[str, Any]
HTEST = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
}


@pytest.fixture(scope="module", name="people")
def _people() -> list[Partnership]:
    cohort = simulate(Scenario(), clients=18, seed=5)
    numbers = sorted({int(n) for n in cohort["person"]})
    return [p for n in numbers for p in cohort.partnerships(n)]


def lines(folder: Path) -> dict[str, list[Resource]]:
    """Return the resources of each file."""
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for path in sorted(folder.glob("*.ndjson"))
    }


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return what is in each file."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def references(one: object) -> Iterator[str]:
    """Yield every literal reference within something."""
    if isinstance(one, dict):
        if isinstance(one.get("reference"), str):
            yield one["reference"]
        for inner in one.values():
            yield from references(inner)
    elif isinstance(one, list):
        for inner in one:
            yield from references(inner)


def resolve(found: dict[str, list[Resource]]) -> bool:
    """Return whether every reference leads to a line of the same folder."""
    there = {f"{kind}/{one['id']}" for kind, those in found.items() for one in those}
    asked = {
        ref for those in found.values() for one in those for ref in references(one)
    }
    return asked <= there


@pytest.mark.parametrize("version", ["R4", "R5", "R6"])
def test_a_folder_is_whole(people: list[Partnership], tmp_path: Path, version: str):
    """F7.1: a file a type, a line a resource, and every reference resolves in it."""
    done = fhir.to_ndjson(people, tmp_path / "out", version=version, simulated=True)
    found = lines(tmp_path / "out")
    assert {kind: len(those) for kind, those in found.items()} == done.counts
    for kind, those in found.items():
        assert {one["resourceType"] for one in those} == {kind}
        assert len({one["id"] for one in those}) == len(those)
        assert all(one["meta"]["security"] == [HTEST] for one in those)
    assert resolve(found)
    assert "urn:uuid:" not in json.dumps(found)
    assert done.n_partnerships == len(people)
    assert len(found["Patient"]) == len({p.clients[0].id for p in people})


def test_the_manifest_is_that_of_bulk_data(people: list[Partnership], tmp_path: Path):
    """F7.1: type, url and count of each file, and the latest moment of all."""
    done = fhir.to_ndjson(people, tmp_path / "out", simulated=True)
    told = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert told["requiresAccessToken"] is False
    assert told["error"] == []
    assert told["transactionTime"] == max(p.at for p in people).isoformat()
    assert [(one["type"], one["count"]) for one in told["output"]] == [
        *sorted(done.counts.items())
    ]
    for one in told["output"]:
        assert (tmp_path / "out" / one["url"]).is_file()
    assert told["extension"]["urn:collabtherapy:simulated"] is True


@needs_rules
def test_every_line_is_a_resource_of_its_release(
    people: list[Partnership], tmp_path: Path
):
    """The rules of R4B and the models of R5 have nothing against any of the lines."""
    for version, errors in (("R4", errors_r4), ("R5", errors_r5)):
        fhir.to_ndjson(people[:12], tmp_path / version, version=version, simulated=True)
        found = lines(tmp_path / version)
        entries = [
            {"fullUrl": f"http://example.org/{kind}/{one['id']}", "resource": one}
            for kind, those in found.items()
            for one in those
        ]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        assert errors(bundle) == []


@settings(FEW, max_examples=8)
@given(parts=st.lists(st.integers(1, 12), min_size=1, max_size=4))
def test_parts_that_are_joined_are_the_whole(
    people: list[Partnership],
    tmp_path_factory: pytest.TempPathFactory,
    parts: list[int],
):
    """F7.1: the same bytes, however many people each part has."""
    tmp = tmp_path_factory.mktemp("parts")
    whole = fhir.to_ndjson(people, tmp / "whole", simulated=True)
    ends = [min(sum(parts[:n]), len(people)) for n in range(len(parts) + 1)]
    cuts = [*ends, len(people)]
    folders: list[Path] = []
    for start, end in pairwise(cuts):
        folders.append(tmp / f"part-{len(folders)}")
        fhir.to_ndjson(people[start:end], folders[-1], simulated=True)
    assert fhir.join_ndjson(folders, tmp / "joined") == whole
    assert bytes_of(tmp / "joined") == bytes_of(tmp / "whole")


def test_people_come_from_a_generator_one_by_one(
    people: list[Partnership], tmp_path: Path
):
    """Memory does not grow: no partnership is asked for before the last is written."""
    asked = Counter[str]()

    def one_by_one() -> Iterator[Partnership]:
        for p in people:
            team = tmp_path / "out" / "CareTeam.ndjson"
            asked["written"] += team.is_file()
            yield p

    fhir.to_ndjson(one_by_one(), tmp_path / "out", simulated=True)
    assert asked["written"] == len(people) - 1


@FEW
@given(histories(), st.sampled_from(["R4", "R5", "R6"]))
def test_any_history_is_written(
    tmp_path_factory: pytest.TempPathFactory, p: Partnership, version: str
):
    """Each drawn partnership comes out as its Bundle has it, but for the references."""
    folder = tmp_path_factory.mktemp("one") / "out"
    viewer = p.clients[0].id
    done = fhir.to_ndjson([p], folder, version=version, viewer=viewer)
    bundle, losses = fhir.to_bundle(p, version=version, viewer=viewer)
    kinds = {e["fullUrl"]: e["resource"]["resourceType"] for e in bundle["entry"]}
    text = re.sub(
        r'"(urn:uuid:([^"]*))"',
        lambda found: f'"{kinds[found[1]]}/{found[2]}"',
        json.dumps([entry["resource"] for entry in bundle["entry"]]),
    )
    found = lines(folder)
    assert resolve(found)
    written = {(r["resourceType"], r["id"]): r for rs in found.values() for r in rs}
    assert written == {(r["resourceType"], r["id"]): r for r in json.loads(text)}
    assert done.losses == losses


def test_types_that_are_not_asked_for_are_named_and_not_referred_to(
    people: list[Partnership], tmp_path: Path
):
    """A literal reference leads somewhere; another names what is not in the folder."""
    done = fhir.to_ndjson(
        people, tmp_path / "out", simulated=True, types=["Patient", "Encounter"]
    )
    found = lines(tmp_path / "out")
    assert set(found) == {"Patient", "Encounter"}
    assert resolve(found)
    (episode,) = found["Encounter"][0]["episodeOfCare"]
    assert episode["type"] == "EpisodeOfCare"
    assert episode["identifier"]["system"] == "urn:collabtherapy:resource"
    whole = fhir.to_ndjson(people, tmp_path / "whole", simulated=True)
    lost = {one.what: one.n for one in done.losses if "asked" in one.because}
    several = {"Patient", "Encounter", "Practitioner", "Organization"}
    assert {k: n for k, n in lost.items() if k not in several} == {
        kind: n for kind, n in whole.counts.items() if kind not in several
    }


def test_nobody_goes_out_who_said_no_to_research(tmp_path: Path):
    """F7.4: declined or withdrawn, of any study; for a study, all must have given."""
    given = having(acts.GiveConsent)[0]
    study = Scope.research("sleep")
    client, therapist = given.clients[0].id, given.therapists[0].id
    told = acts.Explain(by=therapist, at=given.at, to=client, scope=study, terms="t-9")
    yes = acts.GiveConsent(by=client, at=given.at, scope=study, terms="t-9")
    no = acts.WithdrawConsent(by=client, at=given.at, scope=study)
    asked = given.record(told)
    gave = asked.record(yes)
    for n, (p, of_study, out) in enumerate(
        (
            (asked, None, 1), (asked, "sleep", 0), (gave, "sleep", 1),
            (gave, "other", 0), (gave.record(no), None, 0),
            (gave.record(no), "sleep", 0),
            (asked.record(acts.DeclineConsent(by=client, at=given.at, scope=study)),
             None, 0),
        )
    ):  # fmt: skip
        done = fhir.to_ndjson([p], tmp_path / str(n), viewer=therapist, study=of_study)
        assert done.n_partnerships == out
        assert sum(done.left_out.values()) == 1 - out
        assert bool(done.counts) == bool(out)


def test_it_is_written_for_somebody(tmp_path: Path):
    """Real people are written for a viewer; whose it is not is counted, not written."""
    p = led_to(two(), Stage.WORKING)
    with pytest.raises(ValueError, match="viewer"):
        fhir.to_ndjson([p], tmp_path / "none")
    done = fhir.to_ndjson([p], tmp_path / "other", viewer="mallory")
    assert (done.n_partnerships, sum(done.left_out.values())) == (0, 1)
    done = fhir.to_ndjson([p], tmp_path / "each", viewer=lambda one: one.clients[0])
    assert done.n_partnerships == 1
    found = lines(tmp_path / "each")
    assert all("meta" not in one for those in found.values() for one in those)


def test_who_is_in_two_partnerships_has_one_line(tmp_path: Path):
    """A person's death is kept, whichever of their partnerships tells of it."""
    people = {"clients": [Client("ana")], "by": "ana", "at": START}
    first = Partnership.open(id="p-1", therapists=[Therapist("bo")], **people)
    second = Partnership.open(id="p-2", therapists=[Therapist("cy")], **people)
    died = acts.RecordDeath(by="cy", at=START, client="ana", happened_at=START)
    done = fhir.to_ndjson(
        [first, second.record(died)],
        tmp_path / "out",
        viewer=lambda p: p.state.members.ever[-1].id,
    )
    assert done.counts["Patient"] == 1
    (ana,) = lines(tmp_path / "out")["Patient"]
    assert ana["deceasedDateTime"] == START.isoformat()


def test_what_cannot_be_written_says_so(people: list[Partnership], tmp_path: Path):
    """Bad input is refused with its place and how to mend it."""
    some = people[:2]
    with pytest.raises(ValueError, match="given twice"):
        fhir.to_ndjson([*some, some[0]], tmp_path / "twice", simulated=True)
    with pytest.raises(FileExistsError, match="not empty"):
        fhir.to_ndjson(some, tmp_path / "twice", simulated=True)
    with pytest.raises(ValueError, match="not finished"):
        fhir.join_ndjson([tmp_path / "twice"], tmp_path / "joined")
    with pytest.raises(TypeError, match="collection"):
        fhir.to_ndjson(some, tmp_path / "text", simulated=True, types="Patient")
    with pytest.raises(ValueError, match="Gaol"):
        fhir.to_ndjson(some, tmp_path / "kind", simulated=True, types=["Gaol"])
    with pytest.raises(ValueError, match="no parts"):
        fhir.join_ndjson([], tmp_path / "no")


def test_parts_of_two_kinds_are_not_joined(people: list[Partnership], tmp_path: Path):
    """Neither two releases, nor simulated people with real ones, nor one part twice."""
    fhir.to_ndjson(people[:2], tmp_path / "a", simulated=True)
    fhir.to_ndjson(people[2:4], tmp_path / "b", simulated=True, version="R5")
    real = people[2].state.members.lead
    fhir.to_ndjson(people[2:3], tmp_path / "c", viewer=real)
    for n, other in enumerate("bc"):
        with pytest.raises(ValueError, match="another release"):
            fhir.join_ndjson([tmp_path / "a", tmp_path / other], tmp_path / f"to-{n}")
    with pytest.raises(ValueError, match="given twice"):
        fhir.join_ndjson([tmp_path / "a", tmp_path / "a"], tmp_path / "to-2")


def _types_written() -> Iterable[str]:
    for row in (*fhir.ROWS, *fhir.MATTER_ROWS):
        yield from (name for name in row.becomes if re.fullmatch("[A-Za-z]+", name))


def test_every_type_that_a_row_names_is_one_of_the_types():
    """The list of types is that of the map, and what stands beside it."""
    assert set(_types_written()) <= set(TYPES)
    assert set(TYPES) - set(_types_written()) == {"Group", "Provenance"}


def test_what_is_read_back_is_what_the_simulator_says(tmp_path: Path):
    """F7: sessions, first and last scores, person by person, from the folder."""
    cohort = simulate(Scenario(), clients=40, seed=11)
    once = [
        int(n) for n in cohort["person"] if (cohort["person"] == n).sum() == 1
    ]  # who came back has rows of their own
    people = (p for n in once for p in cohort.partnerships(n))
    fhir.to_ndjson(people, tmp_path / "out", simulated=True)
    found = lines(tmp_path / "out")
    who = {f"Patient/{p['id']}": p["identifier"][0]["value"] for p in found["Patient"]}
    held = Counter(who[one["subject"]["reference"]] for one in found["Encounter"])
    scores: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for one in found["Observation"]:
        codes = {c["code"] for c in one["code"]["coding"]}
        for instrument in codes & {"phq-9", "gad-7"}:
            key = who[one["subject"]["reference"]], instrument
            value = one["valueQuantity"]["value"]
            scores.setdefault(key, []).append((one["effectiveDateTime"], value))
    for n in once:
        row, name = cohort.row(n), f"person-{n}"
        assert held[name] == cohort["sessions"][row]
        for column, instrument in (("phq", "phq-9"), ("gad", "gad-7")):
            # In the order of the lines: two may be of one moment.
            told = [value for _, value in scores.get((name, instrument), [])]
            ends = (told[0], told[-1]) if told else (-1, -1)
            said = (cohort[f"{column}_first"][row], cohort[f"{column}_last"][row])
            assert ends == tuple(map(int, said))
    assert len(who) == len(once)
