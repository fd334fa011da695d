"""Addresses of the room."""

from django.urls import include, path, register_converter
from django.urls.converters import IntConverter

from reports import feeds
from reports.views import burden, circular, exports, find, matrix, notices, overview, public, settings


class YearConverter(IntConverter):
    """A year of four digits: what is longer or shorter has no days to count."""

    regex = "[1-9][0-9]{3}"


register_converter(YearConverter, "year")

urlpatterns = [
    path("", include("reports.api.urls")),
    path("overview/", overview.overview_page, name="overview"),
    path("overview/<year:year>/", overview.overview_page, name="overview_year"),
    path("overview/first-steps/hide/", overview.first_steps_hide_view, name="first_steps_hide"),
    path("progress/", overview.progress_page, name="progress"),
    path("progress/<year:year>/", overview.progress_page, name="progress_year"),
    path("plans/<int:pk>/matrix/", matrix.matrix_page, name="matrix"),
    # to take away
    path("plans/<int:pk>/ledger/", exports.plan_ledger, name="plan_ledger"),
    path("plans/<int:pk>/ledger.csv", exports.plan_lines, name="plan_lines"),
    path("units/<int:pk>/ledger/<year:year>/", exports.unit_ledger, name="unit_ledger"),
    path("units/<int:pk>/notice/", notices.notice_page, name="unit_notice"),
    path("evidence-list/<year:year>/", exports.evidence_list_file, name="evidence_list"),
    path("my/ledger/", exports.my_ledger, name="my_ledger"),
    path("my/evidence-list/", exports.my_evidence_list, name="my_evidence_list"),
    path("burden/", burden.burden_page, name="burden"),
    path("circular/", circular.circular_page, name="circular"),
    path("circular/settings/", settings.settings_page, name="report_settings"),
    path("ranking/", settings.ranking_page, name="ranking"),
    path("circular/paper/", circular.circular_paper, name="circular_paper"),
    path("circular/<year:year>/<int:quarter>/close/", circular.quarter_close_view, name="quarter_close"),
    path("public/<slug:slug>/", public.public_office, name="public_office"),
    path("public/<slug:slug>/<year:year>/", public.public_year, name="public_year"),
    path("find/", find.find_page, name="find"),
    path("calendar/feed/<slug:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]
