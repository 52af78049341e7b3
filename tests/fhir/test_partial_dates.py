"""Times that are known to a day, a month or a year are intervals, and no instants."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from answered import bundle
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import fhir
from collabtherapy.fhir.inward.moments import EARLIEST, Within, read_within
from collabtherapy.partnership.values.moments import LATEST

ZONES = st.integers(-12 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
LEAST, MOST = (d.replace(tzinfo=None) for d in (EARLIEST, LATEST))
MOMENTS = st.datetimes(
    min_value=LEAST + timedelta(days=366),
    max_value=MOST - timedelta(days=366),
    timezones=ZONES,
)


@given(MOMENTS)
def test_whatever_is_meant_lies_within(moment: datetime):
    """Of any moment in any zone of the earth: its year, its month, its day (F 3.10)."""
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        year, _, rest = moment.strftime(form).partition("-")
        text = "-".join(filter(None, (year.zfill(4), rest)))
        found = read_within(text)
        assert found is not None
        assert found.exact is None
        assert found.may_be(moment)
        assert not found.may_be(moment + timedelta(days=370))
        assert not found.may_be(moment - timedelta(days=370))


@given(MOMENTS)
def test_an_instant_is_exact(moment: datetime):
    """With a zone it is known to the instant, and only that may be meant."""
    text = moment.isoformat(timespec="microseconds")
    found = read_within(text if text[4] == "-" else text.zfill(32))
    assert found is not None
    assert found.exact == moment
    assert found.may_be(moment)
    assert not found.may_be(moment + timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026-06", "2026-05-31T10:00:00+00:00", "2026-07-01T12:00:00+00:00"),
        ("2026-02-28", "2026-02-27T10:00:00+00:00", "2026-03-01T12:00:00+00:00"),
        ("2024-02", "2024-01-31T10:00:00+00:00", "2024-03-01T12:00:00+00:00"),
        ("0001", "0001-01-01T00:00:00+00:00", "0002-01-01T12:00:00+00:00"),
        ("9999", "9998-12-31T10:00:00+00:00", "9999-12-31T23:59:59.999999+00:00"),
    ],
)
def test_intervals_by_hand(text: str, earliest: str, latest: str):
    """From the first place where it begins to the last one where it ends."""
    assert read_within(text) == Within(
        datetime.fromisoformat(earliest), datetime.fromisoformat(latest)
    )
    assert repr(read_within(text)) == f"Within({earliest!r}, {latest!r})"


@pytest.mark.parametrize(
    "text",
    ["", "0000", "2026-13", "2026-02-30", "2026-06-01T09:00:00", "June", "20260"],
)
def test_what_is_no_time_is_none(text: str):
    """A time of day has a zone; a year has four figures."""
    assert read_within(text) is None


def test_an_interval_has_two_ends_in_order():
    """Naive ends and swapped ones are refused."""
    now = datetime(2026, 6, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="swap the two"):
        Within(now, now - timedelta(1))
    with pytest.raises(ValueError, match="time zone"):
        Within(now.replace(tzinfo=None), now)


def test_what_happened_at_one_moment_is_within():
    """Sent, recorded, effective and authored; a period has edges (F 3.10)."""
    resources = [
        {"resourceType": "Communication", "status": "completed", "sent": "2026-06"},
        {"resourceType": "AuditEvent", "recorded": "2026-06"},
        {"resourceType": "Provenance", "recorded": "2026-06"},
        {"resourceType": "Observation", "status": "final",
         "effectiveDateTime": "2026-06"},
        {"resourceType": "QuestionnaireResponse", "status": "completed",
         "authored": "2026-06"},
    ]  # fmt: skip
    facts = fhir.from_bundle(bundle(*resources)).facts
    assert [
        facts.messages[0].sent,
        facts.accesses[0].recorded,
        facts.origins[0].recorded,
        facts.observations[0].at,
        facts.answers[0].at,
    ] == [read_within("2026-06")] * 5
