"""All addresses; each room keeps its own."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from govopen import metrics, probes, views
from govopen.manuals.views import manual_page, manuals

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", manuals, name="manuals"),
    path("help/<slug:slug>/", manual_page, name="manual"),
    path("live", probes.live, name="live"),
    path("ready", probes.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("units.urls")),
    path("", include("tasks.urls")),
    path("", include("calendar_events.urls")),
    path("", include("imports.urls")),
    path("", include("reminders.urls")),
    path("", include("reports.urls")),
    path("admin/login/", views.admin_login),
    # One page changes passwords, and writes it down.
    path("admin/password_change/", RedirectView.as_view(pattern_name="password"), name="admin_password"),
    path("admin/", admin.site.urls),
]

handler400 = "govopen.views.bad_request"
handler403 = "govopen.views.permission_denied"
handler404 = "govopen.views.not_found"
handler500 = "govopen.views.server_error"
