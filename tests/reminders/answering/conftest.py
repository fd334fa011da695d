"""The fixture of this folder."""

from tests.reminders.answering.desk import desk as desk
