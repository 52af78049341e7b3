"""Changing the settings of a partnership, together, as one gets to know each other.

What works for one may not work for another: a policy belongs to one partnership, and
every version of it stands in the history, so that any moment has the one of its time.
"""

import attrs
from attrs import field

from collabtherapy.partnership.regions.region import Region, Settled
from collabtherapy.partnership.values.act import Matter
from collabtherapy.partnership.values.checks import a
from collabtherapy.partnership.values.policy import Policy


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PolicyChange(Matter):
    """Other settings for this partnership, from now on."""

    policy: Policy = field(validator=a(Policy))


SETTINGS = Region("policy", Policy())


@SETTINGS.settles(PolicyChange)
def _change(_: Policy, settled: Settled[PolicyChange]) -> Policy:
    return settled.matter.policy
