"""Addresses of the room."""

from django.urls import include, path

from reports import feeds, views

urlpatterns = [
    path("", include("reports.api.urls")),
    path("overview/", views.overview_page, name="overview"),
    path("overview/<int:year>/", views.overview_page, name="overview_year"),
    path("plans/<int:pk>/matrix/", views.matrix_page, name="matrix"),
    path("calendar/feed/<slug:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]
