"""Keeps the keys of links and of other systems out of the log: Django names the address of every request that it refuses."""

import logging
import re

_PLACES = ("/a/", "/password/link/", "/calendar/feed/")
_KEYS = re.compile(rf"({'|'.join(_PLACES)})[^/\s?]+")
_TOKENS = re.compile(
    r"govopen_[0-9a-f]+|(?<=Bearer )\S+", re.I
)  # of other systems (units.tokens), wherever they turn up


def mask(words: str) -> str:
    """Return words with *** for each key of a link that lets somebody in without a password, and for tokens."""
    masked = _KEYS.sub(r"\1***", words) if any(place in words for place in _PLACES) else words
    return _TOKENS.sub("***", masked)


class MaskLinks(logging.Filter):
    """Mask the message of every record."""

    def filter(self, record):
        """Mask the message and let it pass."""
        words = record.getMessage()
        masked = mask(words)
        if masked != words:
            record.msg, record.args = masked, ()
        return True
