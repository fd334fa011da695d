"""Keeps the keys of links out of the log: Django names the address of every request that it refuses."""

import logging
import re

_KEYS = re.compile(r"(/a/|/password/link/)[^/\s?]+")


class MaskLinks(logging.Filter):
    """Write *** for the key of a link that lets somebody in without a password."""

    def filter(self, record):
        """Mask the message and let it pass."""
        words = record.getMessage()
        if "/a/" in words or "/password/link/" in words:
            record.msg, record.args = _KEYS.sub(r"\1***", words), ()
        return True
