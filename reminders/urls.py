"""Addresses of the room."""

from django.urls import path

from reminders import views

urlpatterns = [
    path("reminders/", views.mail_list, name="mail_list"),
    path("reminders/<int:pk>/", views.mail_detail, name="mail"),
]
