"""The same acts under the same law, kept by `eventsourcing` with its cipher on.

What somebody would write who has this library without its store: the aggregate folds
acts as ours does, and its events hold them as our codec writes them. It still does less
than a store of ours: one key for everything, no chain, nobody can be forgotten.
"""

from typing import Any

from eventsourcing.application import Application
from eventsourcing.cryptography import AESCipher
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import JSONTranscoder, Transcoding

from collabtherapy import Partnership, acts, codec
from collabtherapy.partnership.fold import begin, fold

CIPHER = {
    "CIPHER_TOPIC": "eventsourcing.cryptography:AESCipher",
    "CIPHER_KEY": AESCipher.create_key(32),
}


class Folded(Aggregate):
    """A partnership as an aggregate."""

    def __init__(self, opening: acts.Act) -> None:
        """Begin with the opening."""
        self.state, self.acts = begin(opening), [opening]

    @event("Did")
    def do(self, act: acts.Act) -> None:
        """Take in an act."""
        self.state = fold(self.state, act)
        self.acts.append(act)


class ActAsFields(Transcoding):
    """Writes and reads acts of one kind by our codec."""

    def __init__(self, kind: type[acts.Act]) -> None:
        """Be of this kind."""
        self.type, self.name = kind, kind.__name__

    def encode(self, obj: acts.Act) -> Any:
        """Give the fields of an act."""
        return codec.to_plain(obj)

    def decode(self, data: Any) -> acts.Act:
        """Take an act from its fields."""
        return codec.from_plain(data)


class Acts(Application):
    """Keeps partnerships."""

    def register_transcodings(self, transcoder: JSONTranscoder) -> None:
        """Have every kind of act written and read."""
        super().register_transcodings(transcoder)
        for name in acts.__all__:
            transcoder.register(ActAsFields(getattr(acts, name)))


def folded(p: Partnership) -> Folded:
    """Give a partnership as an aggregate that has yet to be saved."""
    opening, *rest = p.history
    one = Folded(opening)
    for act in rest:
        one.do(act)
    return one
