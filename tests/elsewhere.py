"""What tests run in another process, which imports it from here."""

import pickle


def sent_back(values: list[bytes]) -> list[bytes]:
    """Return values as they arrived here, each having been hashed if it hashes."""
    arrived = [pickle.loads(value) for value in values]  # noqa: S301  # our own
    for value in arrived:
        if type(value).__hash__ is not None:
            try:
                hash(value)
            except TypeError:
                continue  # it holds an array: see `test_every_frozen_value_hashes`
    return [pickle.dumps(value) for value in arrived]
