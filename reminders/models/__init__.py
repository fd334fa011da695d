"""When an office reminds, what is to be said to whom, and how the mail server fares."""

from reminders.models.ledger import OutgoingMail, Reminder
from reminders.models.policy import ContactPause, EscalationStep, PlanTiming, QuietPeriod, ReminderPolicy
from reminders.models.robots import GroupPost, GroupRobot
from reminders.models.running import MailServerState, PlanningRun

__all__ = [
    "ContactPause",
    "EscalationStep",
    "GroupPost",
    "GroupRobot",
    "MailServerState",
    "OutgoingMail",
    "PlanTiming",
    "PlanningRun",
    "QuietPeriod",
    "Reminder",
    "ReminderPolicy",
]
