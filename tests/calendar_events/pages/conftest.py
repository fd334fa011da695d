"""The fixtures of this folder."""

from tests.calendar_events.pages.desk import desk as desk
from tests.calendar_events.pages.desk import host as host
