"""Addresses of the room."""

from django.urls import include, path

from reports import feeds
from reports.views import matrix, overview

urlpatterns = [
    path("", include("reports.api.urls")),
    path("overview/", overview.overview_page, name="overview"),
    path("overview/<int:year>/", overview.overview_page, name="overview_year"),
    path("progress/", overview.progress_page, name="progress"),
    path("progress/<int:year>/", overview.progress_page, name="progress_year"),
    path("plans/<int:pk>/matrix/", matrix.matrix_page, name="matrix"),
    path("calendar/feed/<slug:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]
