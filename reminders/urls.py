"""Addresses of the room."""

from django.urls import path

from reminders.views import ahead, answers, chase, chase_activities, explain, mails, mine, rules, runs, workdays

urlpatterns = [
    path("a/<str:token>/", answers.answer_page, name="answer_link"),
    path("my/mail/", mine.my_mail, name="my_mail"),
    path("my/mail/<int:pk>/", mine.my_letter, name="my_letter"),
    path("reminders/", mails.mail_list, name="mail_list"),
    path("reminders/<int:pk>/", mails.mail_detail, name="mail"),
    path("reminders/ahead/", ahead.mail_ahead, name="mail_ahead"),
    path("reminders/rules/", rules.reminder_rules, name="reminder_rules"),
    path("plans/<int:pk>/reminders/", rules.plan_reminders, name="plan_reminders"),
    path("workdays/", workdays.workdays, name="workdays_now"),
    path("workdays/<int:year>/", workdays.workdays, name="workdays"),
    path("reminders/runs/", runs.mail_runs, name="mail_runs"),
    path("reminders/runs/test/", runs.mail_test, name="mail_test"),
    path("reminders/runs/test/state/", runs.mail_test_state, name="mail_test_state"),
    path("chase/", chase.chase_page, name="chase"),
    path("assignments/<int:pk>/chase/", chase.chase_page, name="chase_one"),
    path("activities/chase/", chase_activities.chase_activities, name="chase_activities"),
    path("activities/<int:pk>/chase/", chase_activities.chase_activities, name="chase_activity"),
    path("assignments/<int:pk>/mail/", explain.assignment_mail, name="assignment_mail"),
    path("activities/<int:pk>/mail/", explain.activity_mail, name="activity_mail"),
]
