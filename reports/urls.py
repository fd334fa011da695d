"""Addresses of the room."""

from django.urls import path

from reports import feeds, find_views, views

urlpatterns = [
    path("overview/", views.overview_page, name="overview"),
    path("overview/<int:year>/", views.overview_page, name="overview_year"),
    path("plans/<int:pk>/matrix/", views.matrix_page, name="matrix"),
    path("find/", find_views.find_page, name="find"),
    path("calendar/feed/<slug:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]
