"""Keeps the keys of links out of the log: Django names the address of every request that it refuses."""

import logging
import re

_PLACES = ("/a/", "/password/link/", "/calendar/feed/")
_KEYS = re.compile(rf"({'|'.join(_PLACES)})[^/\s?]+")


class MaskLinks(logging.Filter):
    """Write *** for the key of a link that lets somebody in without a password."""

    def filter(self, record):
        """Mask the message and let it pass."""
        words = record.getMessage()
        if any(place in words for place in _PLACES):
            record.msg, record.args = _KEYS.sub(r"\1***", words), ()
        return True
