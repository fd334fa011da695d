"""Addresses of the room."""

from django.urls import path

from reminders.views import ahead, chase, mails, rules, workdays

urlpatterns = [
    path("reminders/", mails.mail_list, name="mail_list"),
    path("reminders/<int:pk>/", mails.mail_detail, name="mail"),
    path("reminders/ahead/", ahead.mail_ahead, name="mail_ahead"),
    path("reminders/rules/", rules.reminder_rules, name="reminder_rules"),
    path("plans/<int:pk>/reminders/", rules.plan_reminders, name="plan_reminders"),
    path("workdays/", workdays.workdays, name="workdays_now"),
    path("workdays/<int:year>/", workdays.workdays, name="workdays"),
    path("chase/", chase.chase_page, name="chase"),
    path("assignments/<int:pk>/chase/", chase.chase_page, name="chase_one"),
]
