"""A mail server that takes letters slowly, and now and then does not."""

import asyncio
import random
from collections import defaultdict
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller

from tests.services import free_port


class Mailbox:
    """Keeps who got which letters. ``mood`` is what it does now: takes, refuses, hangs, or takes and drops the line."""

    MOODS = ("takes", "refuses", "hangs", "drops", "takes and drops")

    def __init__(self, seconds: tuple[float, float] = (0.4, 1.4)):
        """Seconds is how long it takes over a letter, at the least and at the most."""
        self._seconds = seconds
        self.mood = "takes"
        self.letters: dict[str, list[str]] = defaultdict(list)  # address → Message-IDs as they came
        self.subjects: dict[str, str] = {}
        self.texts: dict[str, str] = {}  # Message-ID → the plain part
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.port = self._controller.port

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mood == "hangs":
            await asyncio.sleep(20)
        if self.mood == "refuses":
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(random.uniform(*self._seconds))
        if self.mood == "drops":
            server.transport.abort()
            return "451 dropped"
        message = message_from_bytes(envelope.content, policy=default)
        for address in envelope.rcpt_tos:
            self.letters[address].append(message["Message-ID"])
            self.subjects[message["Message-ID"]] = str(message["Subject"])
        self.texts[message["Message-ID"]] = message.get_body(("plain",)).get_content()
        if self.mood == "takes and drops":
            server.transport.abort()
        return "250 OK"
