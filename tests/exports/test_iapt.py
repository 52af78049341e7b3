"""The NHS Talking Therapies data set: what a submission of stored people says (F 7)."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from iapt_stories import PHQ9, WEEK, met, read, recovered, working, written
from read_back import CANARY, apart, marked, named

from collabtherapy import (
    Client,
    EndingGround,
    Partnership,
    Post,
    Scope,
    Stage,
    Therapist,
    acts,
)
from collabtherapy.errors import NotMeasurable
from collabtherapy.exports import (
    IaptCodes,
    NamedAlike,
    as_recorded,
    iapt,
    keyed,
    said_no_to_research,
)
from collabtherapy.exports.iapt_codes import (
    SEEN_ONLY,
    TAKEN_ON,
    attendance,
    end_code,
)
from collabtherapy.exports.iapt_tables import NOT_FILLED, TABLES
from collabtherapy.exports.months import Month
from collabtherapy.measures import INSTRUMENTS
from collabtherapy.partnership.regions.sessions import SessionStatus
from collabtherapy.partnership.values.stages import ClosureKind
from collabtherapy.testing import histories
from collabtherapy.testing.ways import START, consented, couple, led_to, two

SEVERAL = st.lists(histories(at_most=6), max_size=4).map(apart)
FOLDERS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
KEYS = (
    ("IDS101Referral", "RecordNumber", "IDS001MPI"),
    ("IDS101Referral", "LocalPatientId", "IDS001MPI"),
    ("IDS105OnwardReferral", "ServiceRequestId", "IDS101Referral"),
    ("IDS108WaitingTimePauses", "ServiceRequestId", "IDS101Referral"),
    ("IDS201CareContact", "ServiceRequestId", "IDS101Referral"),
    ("IDS202CareActivity", "CareContactId", "IDS201CareContact"),
    ("IDS603PresentingComplaints", "ServiceRequestId", "IDS101Referral"),
    ("IDS606CodedScoreAssessmentRefer", "ServiceRequestId", "IDS101Referral"),
    ("IDS607CodedScoreAssessmentAct", "CareActId", "IDS202CareActivity"),
    ("Derived", "ServiceRequestId", "IDS101Referral"),
)
PRIMARY = {
    "IDS001MPI": "RecordNumber",
    "IDS101Referral": "ServiceRequestId",
    "IDS201CareContact": "CareContactId",
    "IDS202CareActivity": "CareActId",
    "Derived": "ServiceRequestId",
}


def hold_together(found: dict[str, list[dict[str, str]]]) -> None:
    """Assert that names are unique, and that whatever is named is there."""
    for table, key in PRIMARY.items():
        names = [row[key] for row in found[table]]
        assert len(set(names)) == len(names)
    for table, key, to in KEYS:
        there = {row[key] for row in found[to]}
        assert {row[key] for row in found[table]} <= there, (table, key)
    (header,) = found["IDS000Header"]
    counts = {name: len(found[name]) for name in TABLES if name != "Derived"}
    assert header["TotalRecords"] == str(sum(counts.values()))
    for name, n in counts.items():
        assert header[f"Total_{name[:6]}"] == str(n)


@FOLDERS
@given(SEVERAL, st.sampled_from([None, "2026-01", "2026-02"]))
def test_whatever_is_named_is_there(tmp_path: Path, those, month):
    """F 7: every foreign key resolves, in every month; the header counts the rows."""
    report, found = written(those, tmp_path, month=month, viewer=therapist)
    hold_together(found)
    assert report.n_referrals == len(found["IDS101Referral"])
    assert report.n_people == len(found["IDS001MPI"])
    assert dict(report.rows) == {name: len(found[name]) for name in TABLES}


def therapist(p: Partnership) -> str:
    """Return a therapist, or whoever was there, as the viewer of a partnership."""
    members = p.state.members
    return str((*members.therapists, *members.ever)[0].id)


@FOLDERS
@given(histories(at_most=8).map(marked))
def test_nobody_s_words_and_no_id_go_out(tmp_path: Path, p):
    """Names are numbers of the partnership's own, unless a function is given."""
    iapt([p], tmp_path, viewer=therapist)
    for path in tmp_path.glob("*.csv"):
        assert CANARY not in path.read_text(encoding="utf-8")


def test_a_course_that_ends_well(tmp_path: Path):
    """By hand: three sessions, 18 to 6 and 12 to 5, and the client ends it."""
    p = recovered()
    _, found = written([p], tmp_path, names=as_recorded)
    (referral,), (derived,) = found["IDS101Referral"], found["Derived"]
    assert referral["ServDischDate"] == "2026-03-23"
    assert (referral["SourceOfReferralIAPT"], referral["EndCode"]) == ("B1", "47")
    assert derived == {
        "ServiceRequestId": "p-1",
        "TreatmentCareContact_Count": "3",
        "CompletedTreatment_Flag": "True",
        "Caseness_Flag": "True",
        "Recovery_Flag": "True",
        "ReliableImprovement_Flag": "True",
        "ReliableDeterioration_Flag": "False",
        "ReliableRecovery_Flag": "True",
        "PHQ9_FirstScore": "18",
        "PHQ9_LastScore": "6",
        "GAD_FirstScore": "12",
        "GAD_LastScore": "5",
        "ADSM_FirstScore": "",
        "ADSM_LastScore": "",
    }
    contact, *_ = found["IDS201CareContact"]
    assert contact == {
        "CareContactId": "p-1/session/s0",
        "ServiceRequestId": "p-1",
        "CareContDate": "2026-01-19",
        "CareContTime": "09:00:00",
        "AttendOrDNACode": "5",
        "ClinContDurOfCareCont": "50",
        "AppType": "02",
        "ConsMechanism": "01",
        "CareContPatientTherMode": "1",
        "NumGroupTherParticipants": "",
        "NumGroupTherFacilitators": "",
    }
    scores = found["IDS607CodedScoreAssessmentAct"]
    assert [row["PersScore"] for row in scores] == ["18", "12", "12", "9", "6", "5"]
    assert {row["CodedAssToolType"] for row in scores} == {"720433000", "445455005"}


def test_a_month_has_what_was_known_at_its_end(tmp_path: Path):
    """Contacts and scores of the month; flags so far, outcomes once it is over."""
    p = recovered()
    of = {
        month: written([p], tmp_path / month, month=month)[1]
        for month in ("2025-12", "2026-01", "2026-02", "2026-03", "2026-04")
    }
    n = {month: len(found["IDS201CareContact"]) for month, found in of.items()}
    assert list(n.values()) == [0, 1, 1, 1, 0]
    assert [len(found["IDS101Referral"]) for found in of.values()] == [0, 1, 1, 1, 0]
    (february,), (march,) = of["2026-02"]["Derived"], of["2026-03"]["Derived"]
    assert (february["CompletedTreatment_Flag"], february["Recovery_Flag"]) == (
        "False",
        "",
    )
    assert february["PHQ9_LastScore"] == "12"
    assert (march["CompletedTreatment_Flag"], march["Recovery_Flag"]) == (
        "True",
        "True",
    )
    (header,) = of["2026-02"]["IDS000Header"]
    assert header["ReportingPeriodStartDate"] == "2026-02-01"
    assert header["ReportingPeriodEndDate"] == "2026-02-28"


def test_months_and_days_are_told_by_the_clocks_of_the_zone(tmp_path: Path):
    """A session at 23:30 UTC in summer is one of the next day, and month, there."""
    at = START.replace(month=6, day=30, hour=23, minute=30)
    p = met(working(), "s", at, 10, 8)
    _, june = written([p], tmp_path / "june", month="2026-06")
    _, july = written([p], tmp_path / "july", month="2026-07")
    assert june["IDS201CareContact"] == []
    (contact,) = july["IDS201CareContact"]
    assert (contact["CareContDate"], contact["CareContTime"]) == (
        "2026-07-01",
        "00:30:00",
    )
    _, utc = written([p], tmp_path / "utc", month="2026-06", zone=UTC)
    assert [row["CareContDate"] for row in utc["IDS201CareContact"]] == ["2026-06-30"]


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-7", "0000-01", "9999-01"])
def test_what_is_no_month_is_refused(month: str, tmp_path: Path):
    """A year and a month, and one after it."""
    with pytest.raises(ValueError, match="2026-07"):
        iapt([], tmp_path, month=month, viewer="bo")
    assert not list(tmp_path.iterdir())


def test_twelve_months_follow_each_other():
    """December is followed by January."""
    months = [Month.of("2026-01")]
    for _ in range(12):
        months.append(months[-1].next)
    assert str(months[-1]) == "2027-01"
    for one in months[:-1]:
        assert Month.at(one.next.start(UTC) - timedelta(microseconds=1), UTC) == one


def test_stored_people_need_a_viewer(tmp_path: Path):
    """F 7.4: who it is written for is said; nobody is both stored and simulated."""
    for asked in ({}, {"viewer": "bo", "simulated": True}):
        with pytest.raises(TypeError, match="viewer="):
            iapt([two()], tmp_path, **asked)


def test_nothing_goes_out_that_the_viewer_may_not_see(tmp_path: Path):
    """A stranger sees no partnership; one of a couple not the other's scores."""
    report, found = written([recovered()], tmp_path / "a", viewer="stranger")
    assert (report.n_referrals, found["IDS101Referral"]) == (0, [])
    assert ("Partnership", "it is not the viewer's to see", 1) in lost(report)

    p = consented(led_to(couple(), Stage.WORKING), Scope.MEASUREMENT, START + WEEK)
    score = acts.RecordMeasure(by="bo", at=p.at, client="ana", score=3, **PHQ9)
    p = p.record(score)
    other = str(next(one.id for one in p.clients if str(one.id) != "ana"))
    for viewer, n in (("bo", 1), ("ana", 1), (other, 0)):
        _, found = written([p], tmp_path / viewer, viewer=viewer)
        assert len(found["IDS606CodedScoreAssessmentRefer"]) == n


def lost(report) -> set[tuple[str, str, int]]:
    return {(one.what, one.because, one.n) for one in report.lost}


@pytest.mark.parametrize("said", [acts.WithdrawConsent, acts.DeclineConsent])
def test_who_said_no_to_research_is_in_no_table(said, tmp_path: Path):
    """F 7.4: by whichever study it was; where nobody was asked, nobody said no."""
    scope = Scope.research("study-7")
    p = working()
    asked = consented(p, scope, p.at)
    at = p.at + WEEK
    refusing = (
        asked.record(acts.WithdrawConsent(by="ana", at=at, scope=scope))
        if said is acts.WithdrawConsent
        else p.record(
            acts.Explain(by="bo", at=at, to="ana", scope=scope, terms="t"),
            acts.DeclineConsent(by="ana", at=at, scope=scope),
        )
    )
    report, found = written([refusing], tmp_path)
    assert all(not rows for name, rows in found.items() if name != "IDS000Header")
    why = "a client declined or withdrew consent to research"
    assert ("Partnership", why, 1) in lost(report)
    for within in (p, asked):
        assert written([within], tmp_path)[0].n_referrals == 1
    # Also where what comes after the month says so, and in all that belongs together.
    assert written([refusing], tmp_path, month="2026-01")[0].n_referrals == 0
    chain = (named(recovered(), "p-0"), refusing)
    assert written([chain], tmp_path)[0].n_referrals == 0
    assert written([p], tmp_path, without=["ana"])[0].n_referrals == 0
    # A person said no, not a partnership: in the others of theirs as well.
    other = named(recovered(), "p-0")
    assert written([other, refusing], tmp_path)[0].n_referrals == 0
    assert said_no_to_research([(other, refusing)]) == {p.clients[0].id}


def test_stored_people_are_gone_through_twice(tmp_path: Path):
    """A generator cannot be: who said no has to be given, or nothing is written."""
    with pytest.raises(TypeError, match="without="):
        iapt((p for p in [recovered()]), tmp_path, viewer="bo")
    assert not list(tmp_path.iterdir())
    report, _ = written((p for p in [recovered()]), tmp_path, without=())
    assert report.n_referrals == 1


def test_no_more_is_shown_of_a_month_than_is_shown_now(tmp_path: Path):
    """Of what a therapist saw before leaving, only their own acts are left to them."""
    opened = Partnership.open(
        id="p-1",
        clients=[Client("ana")],
        therapists=[Therapist("bo"), Therapist("kim", post=Post.CO_THERAPIST)],
        by="ana",
        at=START,
    )
    p = consented(led_to(opened, Stage.WORKING), Scope.MEASUREMENT, START + WEEK)
    p = met(p, "s", START + 2 * WEEK, 10, 8)
    at = START + 6 * WEEK
    left = p.record(
        acts.LeaveAsTherapist(
            by="kim",
            at=at,
            ground=EndingGround.THREATENED,
        )
    )
    for whole, n in ((p, 2), (left, 0)):
        _, found = written([whole], tmp_path, month="2026-01", viewer="kim")
        assert len(found["IDS607CodedScoreAssessmentAct"]) == n


def test_what_is_left_out_is_listed(tmp_path: Path):
    """Nothing is made up: each field that is never filled is named, with its reason."""
    p = recovered()
    report, found = written([p], tmp_path)
    for what, because in NOT_FILLED.items():
        assert (what, because, 1) in lost(report)
        table, _, name = what.partition(".")
        assert name not in (TABLES[table].fields if name else ())
        assert name or table not in found
    kinds = [type(act).__name__ for act in p.history]
    none = "the data set has no field for it"
    assert ("GiveConsent", none, kinds.count("GiveConsent")) in lost(report)
    assert not any(one.what == "RecordMeasure" for one in report.lost)


def test_a_score_without_a_code_is_listed(tmp_path: Path):
    """Of an instrument without one, and of a range that is not the instrument's."""
    p = working()
    said = {"by": "bo", "at": p.at, "client": "ana", "score": 9}
    p = p.record(
        acts.RecordMeasure(**said, instrument="our-own", low=0, high=10),
        acts.RecordMeasure(**said, instrument="phq-9", low=0, high=24),
    )
    report, found = written([p], tmp_path)
    assert found["IDS606CodedScoreAssessmentRefer"] == []
    assert found["Derived"][0]["PHQ9_FirstScore"] == ""
    for instrument in ("our-own", "phq-9"):
        assert any(one.what == f"RecordMeasure {instrument}" for one in report.lost)


def test_appointments_that_did_not_take_place(tmp_path: Path):
    """Called off by whom, or missed by whom; one that is to come is no contact yet."""
    p = working()
    at = p.at + WEEK
    for name in ("a", "b", "c", "d", "e"):
        p = p.record(acts.PlanSession(by="bo", at=p.at, id=name, starts_at=at))
    p = p.record(
        acts.CancelSession(by="ana", at=p.at, session="a"),
        acts.CancelSession(by="bo", at=p.at, session="b"),
        acts.MissSession(by="bo", at=at, session="c", absent=("ana",)),
        acts.MissSession(by="bo", at=at, session="d", absent=("bo",)),
    )
    _, found = written([p], tmp_path)
    codes = [row["AttendOrDNACode"] for row in found["IDS201CareContact"]]
    assert sorted(codes) == ["2", "3", "4", "4"]
    assert found["IDS202CareActivity"] == []
    assert found["Derived"][0]["TreatmentCareContact_Count"] == "0"


def test_every_session_has_an_attendance():
    """By the table, for each status; only what is to come has none."""
    client = two().clients[0].id
    for status in SessionStatus:
        session = attrs.evolve(held(), status=status)
        none = attendance(session, client, None) is None
        assert none == (status is SessionStatus.PLANNED)


def held():
    p = met(working(), "s", START + 2 * WEEK, 10, 8)
    return p.session("s")


@pytest.mark.parametrize("assessment", ["01", "03"])
def test_what_a_first_contact_counts_is_the_service_s_to_say(
    assessment: str, tmp_path: Path
):
    """Assessment and treatment counts towards a course; assessment alone does not."""
    p = consented(led_to(two(), Stage.EXPLORING), Scope.MEASUREMENT, START + WEEK)
    p = met(p, "s", START + 2 * WEEK, 10, 8)
    codes = IaptCodes(assessment=assessment)
    _, found = written([p], tmp_path, codes=codes)
    assert [row["AppType"] for row in found["IDS201CareContact"]] == [assessment]
    n = found["Derived"][0]["TreatmentCareContact_Count"]
    assert n == str(int(assessment == "03"))
    assert found["Derived"][0]["Caseness_Flag"] == "True"


def test_a_review_is_one_and_treatment(tmp_path: Path):
    """05 counts towards a course."""
    p = met(working(), "s", START + 2 * WEEK, 10, 8, review=True)
    _, found = written([p], tmp_path)
    assert [row["AppType"] for row in found["IDS201CareContact"]] == ["05"]
    assert found["Derived"][0]["TreatmentCareContact_Count"] == "1"


def test_how_a_referral_ended_is_read_off_one_table():
    """Every closure has a code, by whether somebody was seen and taken on."""
    for kind in ClosureKind:
        assert end_code(kind, seen=False, taken_on=False) == "50"
        assert end_code(kind, seen=True, taken_on=False) == SEEN_ONLY[kind]
        assert end_code(kind, seen=True, taken_on=True) == TAKEN_ON[kind]


def test_each_of_a_couple_has_a_referral(tmp_path: Path):
    """Two people, two referrals, and a contact for each who was there."""
    p = led_to(couple(), Stage.WORKING)
    ids = [str(one.id) for one in p.clients]
    at = START + WEEK
    p = p.record(
        acts.StartSession(by="bo", at=at, id="s", present=(*ids, "bo")),
        acts.EndSession(by="bo", at=at + timedelta(hours=1), session="s"),
    )
    report, found = written([p], tmp_path)
    hold_together(found)
    assert (report.n_people, report.n_referrals) == (2, 2)
    assert len(found["IDS201CareContact"]) == 2
    modes = {row["CareContPatientTherMode"] for row in found["IDS201CareContact"]}
    assert modes == {"2"}


def test_a_break_before_the_first_contact_is_a_pause(tmp_path: Path):
    """Taken by the client; one that comes later is none of the waiting."""
    p = led_to(two(), Stage.WORKING)
    p = p.record(acts.Pause(by="ana", at=START + 2 * WEEK))
    _, found = written([p], tmp_path)
    (pause,) = found["IDS108WaitingTimePauses"]
    assert (pause["PauseStartDate"], pause["PauseEndDate"]) == ("2026-01-19", "")


def test_who_is_referred_on_has_an_onward_referral(tmp_path: Path):
    """To which service is the record's own name, and no code of an organisation."""
    p = led_to(two(), Stage.WAITING)
    at = START + WEEK
    p = p.record(acts.DeclineToStart(by="bo", at=at, referred_to="elsewhere"))
    _, found = written([p], tmp_path)
    (onward,), (referral,) = found["IDS105OnwardReferral"], found["IDS101Referral"]
    assert (onward["OnwardReferDate"], onward["OrgIDReceiving"]) == ("2026-01-12", "")
    assert referral["EndCode"] == "50"


def test_what_the_service_codes(tmp_path: Path):
    """Therapy, problem, qualifications and sources; what is not coded is listed."""
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana")],
        therapists=[Therapist("bo", credentials=("bacp-1", "other"))],
        by="ana",
        at=START,
    )
    codes = IaptCodes(
        procedure="228553007", complaint="F32", qualifications={"bacp-1": "21"}
    )
    report, found = written([p], tmp_path, codes=codes)
    assert [row["CarePersQual"] for row in found["IDS902CarePersQual"]] == ["21"]
    assert [row["PresComp"] for row in found["IDS603PresentingComplaints"]] == ["F32"]
    none = "the service gave no code for it"
    assert ("IDS902CarePersQual", none, 1) in lost(report)
    for wrong in ({"assessment": "02"}, {"procedure": "not a code"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            IaptCodes(**wrong)


def test_a_measure_of_the_disorder_counts_in_place_of_the_gad_7(tmp_path: Path):
    """For those who have two scores on it; the caseness is then by its own cut-off."""
    adsm = next(
        one
        for one in INSTRUMENTS.values()
        if one.id not in ("phq-9", "gad-7")
        and one.direction is not None
        and one.cutoffs
        and one.reliable_change
        and not any(each.for_ for each in (*one.cutoffs, *one.reliable_change))
    )
    p = met(met(working(), "s0", START + 2 * WEEK, 3, 12), "s1", START + 3 * WEEK, 3, 3)
    said = {"by": "bo", "client": "ana", "instrument": adsm.id}
    scale = {"low": adsm.low, "high": adsm.high}
    for value in (adsm.low, adsm.low):
        p = p.record(acts.RecordMeasure(**said, **scale, at=p.at, score=value))
    _, with_it = written([p], tmp_path / "a", adsm=adsm)
    _, without = written([p], tmp_path / "b")
    assert without["Derived"][0]["Caseness_Flag"] == "True"
    expected = adsm.change(adsm.low, adsm.low).clinical_pre
    assert with_it["Derived"][0]["Caseness_Flag"] == str(expected)
    lacking = attrs.evolve(adsm, cutoffs=())
    with pytest.raises(NotMeasurable, match="adsm"):
        iapt([], tmp_path, viewer="bo", adsm=lacking)


def alike(_: object) -> str:
    return "alike"


def test_names_are_given_once(tmp_path: Path):
    """A partnership comes once; a person keeps a name across partnerships if asked."""
    p, other = recovered(), named(working(), "p-2")
    with pytest.raises(NamedAlike):
        written([p, p], tmp_path, names=as_recorded)
    with pytest.raises(NamedAlike):
        written([p, other], tmp_path, names=alike)
    lasting = keyed(b"0123456789abcdef")
    report, _ = written([p, other], tmp_path, names=lasting)
    assert (report.n_people, report.n_referrals) == (1, 2)
    report, _ = written([p, other], tmp_path)
    assert (report.n_people, report.n_referrals) == (2, 2)


def test_names_do_not_change_from_month_to_month(tmp_path: Path):
    """They are numbers of places among all who are given, there or not."""
    first, second = recovered(), named(working(), "p-2")
    _, whole = written([first, second], tmp_path / "a")
    _, month = written([first, second], tmp_path / "b", month="2026-04")
    (_, expected), (found,) = whole["IDS101Referral"], month["IDS101Referral"]
    for key in ("ServiceRequestId", "LocalPatientId"):
        assert found[key] == expected[key]


@FOLDERS
@given(SEVERAL)
def test_the_same_people_are_the_same_bytes(tmp_path: Path, those):
    """F 7: however they are handed in."""
    folders = [tmp_path / name for name in ("list", "generator", "again")]
    without = said_no_to_research(those)
    for folder, given_ in zip(
        folders, (those, (p for p in those), tuple(those)), strict=True
    ):
        iapt(given_, folder, viewer=therapist, without=without)
    one, *others = [
        {path.name: path.read_bytes() for path in folder.iterdir()}
        for folder in folders
    ]
    assert all(other == one for other in others)


def test_memory_does_not_grow_with_people(tmp_path: Path):
    """F 7: nothing is kept of who has been written but names."""
    assert peak(400, tmp_path) - peak(100, tmp_path) < 300 * 1_500


def peak(n: int, folder: Path) -> int:
    """Return the most memory that writing so many people took, in bytes."""
    tracemalloc.start()
    try:
        iapt(many(n), folder, viewer="bo", without=())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def many(n: int) -> Iterator[Partnership]:
    for number in range(n):
        yield Partnership.open(
            id=f"p-{number}",
            clients=[Client(f"person-{number}")],
            therapists=[Therapist("bo")],
            by=f"person-{number}",
            at=START,
        )


def test_an_empty_submission_has_its_tables(tmp_path: Path):
    """The names of fields, and a header that counts nothing."""
    report, found = written([], tmp_path)
    assert set(found) == {*TABLES, "IDS000Header"}
    assert (report.start, report.n_people) == (None, 0)
    assert read(tmp_path)["IDS000Header"][0]["TotalRecords"] == "0"
