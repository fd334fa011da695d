"""Addresses of the room."""

from django.urls import path

from calendar_events import feed_views, public_views, views

urlpatterns = [
    path("calendar/", views.activity_year, name="activities"),
    path("calendar/<int:year>/", views.activity_year, name="activity_year"),
    path("activities/<int:pk>/", views.activity_detail, name="activity"),
    path("activities/<int:pk>/held/", views.activity_held, name="activity_held"),
    path("calendar/subscription/", feed_views.calendar_subscription, name="calendar_subscription"),
    path("calendar/subscription/revoke/", feed_views.calendar_subscription_revoke, name="calendar_subscription_revoke"),
    path("public/<slug:slug>/activities/", public_views.public_activities, name="public_activities"),
    path("public/<slug:slug>/activities/<int:year>/", public_views.public_activities, name="public_activity_year"),
    path("public/<slug:slug>/calendar.ics", public_views.public_calendar, name="public_calendar"),
    path("schedules/<int:pk>/issue/", views.schedule_issue_view, name="schedule_issue"),
]
