"""In which texts of this room words are found."""

from units.finding import Findable

# An office has some dozens a year: they are looked through by schedule, and no index would be quicker.
ACTIVITIES = Findable("calendar_events_activity", ("theme", "place", "host_text", "remark"))
