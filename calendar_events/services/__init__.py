"""Every change of schedules, activities, working days and calendar addresses."""

from calendar_events.services.activities import (
    ActivityError,
    StaleActivity,
    activity_cancel,
    activity_close,
    activity_fill_in,
    activity_mark_held,
    activity_move,
    activity_postpone,
    activity_reopen,
    activity_take_back,
    kept_before,
)
from calendar_events.services.feeds import feed_find, feed_make, feed_note_read, feed_revoke
from calendar_events.services.hosts import activities_move_host
from calendar_events.services.pictures import picture_add, picture_remove
from calendar_events.services.schedules import schedule_issue, schedule_roll_forward, schedule_set_rules
from calendar_events.services.suggestions import (
    kept_suggestion,
    suggestion_add,
    suggestion_answer,
    suggestion_put_back,
    suggestion_remove,
)
from calendar_events.services.workdays import day_drop, day_set

__all__ = [
    "ActivityError",
    "StaleActivity",
    "activities_move_host",
    "activity_cancel",
    "activity_close",
    "activity_fill_in",
    "activity_mark_held",
    "activity_move",
    "activity_postpone",
    "activity_reopen",
    "activity_take_back",
    "day_drop",
    "day_set",
    "feed_find",
    "feed_make",
    "feed_note_read",
    "feed_revoke",
    "kept_before",
    "kept_suggestion",
    "picture_add",
    "picture_remove",
    "schedule_issue",
    "schedule_roll_forward",
    "schedule_set_rules",
    "suggestion_add",
    "suggestion_answer",
    "suggestion_put_back",
    "suggestion_remove",
]
