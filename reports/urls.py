"""Addresses of the room."""

from django.urls import path

from reports import feeds
from reports.views import exports, matrix, notices, overview

urlpatterns = [
    path("overview/", overview.overview_page, name="overview"),
    path("overview/<int:year>/", overview.overview_page, name="overview_year"),
    path("progress/", overview.progress_page, name="progress"),
    path("progress/<int:year>/", overview.progress_page, name="progress_year"),
    path("plans/<int:pk>/matrix/", matrix.matrix_page, name="matrix"),
    # to take away
    path("plans/<int:pk>/ledger/", exports.plan_ledger, name="plan_ledger"),
    path("plans/<int:pk>/ledger.csv", exports.plan_lines, name="plan_lines"),
    path("units/<int:pk>/ledger/<int:year>/", exports.unit_ledger, name="unit_ledger"),
    path("units/<int:pk>/notice/", notices.notice_page, name="unit_notice"),
    path("evidence-list/<int:year>/", exports.evidence_list_file, name="evidence_list"),
    path("my/ledger/", exports.my_ledger, name="my_ledger"),
    path("my/evidence-list/", exports.my_evidence_list, name="my_evidence_list"),
    path("calendar/feed/<slug:token>.ics", feeds.calendar_feed, name="calendar_feed"),
]
