"""Addresses of the room."""

from django.urls import path

from calendar_events import views

urlpatterns = [
    path("calendar/", views.activity_year, name="activities"),
    path("calendar/<int:year>/", views.activity_year, name="activity_year"),
    path("activities/<int:pk>/", views.activity_detail, name="activity"),
    path("activities/<int:pk>/held/", views.activity_held, name="activity_held"),
    path("schedules/<int:pk>/issue/", views.schedule_issue_view, name="schedule_issue"),
]
