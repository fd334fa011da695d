"""The fixture of this folder."""

from tests.reminders.explaining.desk import desk as desk
