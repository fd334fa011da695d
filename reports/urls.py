"""Addresses of the room."""

from django.urls import path

from reports import feeds
from reports.views import circular, matrix, overview

urlpatterns = [
    path("overview/", overview.overview_page, name="overview"),
    path("overview/<int:year>/", overview.overview_page, name="overview_year"),
    path("progress/", overview.progress_page, name="progress"),
    path("progress/<int:year>/", overview.progress_page, name="progress_year"),
    path("plans/<int:pk>/matrix/", matrix.matrix_page, name="matrix"),
    path("circular/", circular.circular_page, name="circular"),
    path("circular/paper/", circular.circular_paper, name="circular_paper"),
    path("circular/<int:year>/<int:quarter>/close/", circular.quarter_close_view, name="quarter_close"),
    path("calendar/feed/<slug:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]
