"""Addresses of the room."""

from django.urls import path

from reminders.views import chase, explain, mails, runs

urlpatterns = [
    path("reminders/", mails.mail_list, name="mail_list"),
    path("reminders/<int:pk>/", mails.mail_detail, name="mail"),
    path("reminders/runs/", runs.mail_runs, name="mail_runs"),
    path("reminders/runs/test/", runs.mail_test, name="mail_test"),
    path("reminders/runs/test/state/", runs.mail_test_state, name="mail_test_state"),
    path("chase/", chase.chase_page, name="chase"),
    path("assignments/<int:pk>/chase/", chase.chase_page, name="chase_one"),
    path("assignments/<int:pk>/mail/", explain.assignment_mail, name="assignment_mail"),
    path("activities/<int:pk>/mail/", explain.activity_mail, name="activity_mail"),
]
