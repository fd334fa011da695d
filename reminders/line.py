"""One connection to the mail server for a batch of letters, opened when the first letter is there."""

import logging
import smtplib
from datetime import datetime

from django.core.mail import get_connection

from reminders import breaker
from reminders.replies import Answer, on_connecting

log = logging.getLogger(__name__)


class Line:
    """A connection that is used until the server or the network ends it; then the queue rests."""

    def __init__(self):
        self._connection = None
        self.usable = True

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        """Say goodbye. What the server answers to that changes nothing: the letters are with it."""
        try:
            if self._connection is not None:
                self._connection.close()
        except (OSError, smtplib.SMTPException) as error:
            log.info("the mail server answered to QUIT: %s", error)

    def open(self, at: datetime) -> bool:
        """Connect unless connected; return whether letters can be handed over."""
        if self._connection is None:
            self._connection = get_connection()
            try:
                self._connection.open()
            except (OSError, smtplib.SMTPException) as error:
                self.lose(on_connecting(error), at)
            else:
                breaker.works()
        return self.usable

    def hand(self, message) -> bool:
        """Hand one letter over; raise what the server answers against it."""
        return bool(self._connection.send_messages([message]))

    def lose(self, answer: Answer, at: datetime) -> None:
        """Use the line no more and let the queue rest."""
        self.usable = False
        breaker.failed(answer, at)
