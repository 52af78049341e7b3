"""Who may see what, and taking out for good what somebody wrote.

>>> from collabtherapy.privacy import AUDIENCES, Audience
>>> AUDIENCES["WriteProcessNote"] is Audience.AUTHOR
True
"""

from collabtherapy.partnership.law.sight.audiences import AUDIENCES, BECAUSE, Audience
from collabtherapy.privacy.redaction import Plan, redact
from collabtherapy.privacy.report import Kept, Removed, Report
from collabtherapy.privacy.views import View, view

__all__ = [
    "AUDIENCES",
    "BECAUSE",
    "Audience",
    "Kept",
    "Plan",
    "Removed",
    "Report",
    "View",
    "redact",
    "view",
]
