"""Addresses of the room."""

from django.urls import path

from reminders import chase_views, views

urlpatterns = [
    path("reminders/", views.mail_list, name="mail_list"),
    path("reminders/<int:pk>/", views.mail_detail, name="mail"),
    path("chase/", chase_views.chase_page, name="chase"),
    path("assignments/<int:pk>/chase/", chase_views.chase_page, name="chase_one"),
]
