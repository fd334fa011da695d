"""Addresses of the room."""

from django.urls import path

from reminders.views import answers, chase, mails, mine

urlpatterns = [
    path("a/<str:token>/", answers.answer_page, name="answer_link"),
    path("my/mail/", mine.my_mail, name="my_mail"),
    path("my/mail/<int:pk>/", mine.my_letter, name="my_letter"),
    path("reminders/", mails.mail_list, name="mail_list"),
    path("reminders/<int:pk>/", mails.mail_detail, name="mail"),
    path("chase/", chase.chase_page, name="chase"),
    path("assignments/<int:pk>/chase/", chase.chase_page, name="chase_one"),
]
