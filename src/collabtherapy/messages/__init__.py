"""What refusals, forms and duties say, in the language of whoever reads it.

A catalogue maps codes to patterns of ICU MessageFormat. English is made of the tables
of the law, and stands in for what another language lacks; German lies beside it as a
plain file of translations. Looking a message up needs nothing; rendering one needs
``pip install "collabtherapy[messages]"``.

>>> from collabtherapy import messages
>>> messages.catalogue("de")["Stage.paused"].pattern
'pausiert'
"""

from collabtherapy.messages.catalogues import (
    LOCALES,
    Message,
    Text,
    catalogue,
    text_of,
)
from collabtherapy.messages.rendering import render

__all__ = ["LOCALES", "Message", "Text", "catalogue", "render", "text_of"]
