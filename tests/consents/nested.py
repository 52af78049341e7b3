"""Consents of R4 whose provisions stand within others of any type."""

from consents.documents import Json, bundle, r4
from consents.drawn import LABELS, PEOPLE, PURPOSES
from hypothesis import strategies as st


def labelled(*those: str) -> list[Json]:
    return [{"code": one} for one in those]


def some(key: str, values: tuple[str, ...]) -> st.SearchStrategy[Json]:
    named = st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    return st.just({}) | named.map(lambda those: {key: labelled(*those)})


people = st.just({}) | st.sampled_from(PEOPLE).map(
    lambda who: {"actor": [{"reference": {"reference": who}}]}
)
periods = st.just({}) | st.sampled_from([{"end": "2026-01-05T00:00:00Z"}, {}]).map(
    lambda p: {"period": p}
)
odd = st.sampled_from([{}] * 8 + [{"until": "2020"}, {"modifierExtension": [{}]}])


@st.composite
def provisions(draw: st.DrawFn, depth: int = 4) -> Json:
    """Draw a provision whose inner ones have any type."""
    effect: Json = {"type": draw(st.sampled_from(["permit", "permit", "deny"]))}
    facets = [some("purpose", PURPOSES), some("securityLabel", LABELS), people, periods]
    for facet in (*facets, odd):
        effect |= draw(facet)
    inner = draw(st.lists(provisions(depth - 1), max_size=2)) if depth else []
    return effect | ({"provision": inner} if inner else {})


documents = st.lists(
    st.tuples(provisions(), st.sampled_from([None, "OPTIN", "OPTOUT"])),
    min_size=1,
    max_size=2,
).map(lambda those: bundle(*(r4(root, policy) for root, policy in those)))


def within(provision: Json) -> list[Json]:
    """Return a provision and all that stand in it."""
    return [provision] + [
        one for inner in provision.get("provision", []) for one in within(inner)
    ]
