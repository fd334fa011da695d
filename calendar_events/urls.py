"""Addresses of the room."""

from django.urls import path, re_path

from calendar_events import feed_views, public_views
from calendar_events.views import activity, announcement, month, office_acts, pictures, schedules, suggestions, year

urlpatterns = [
    path("calendar/", year.activity_year, name="activities"),
    path("calendar/<int:year>/", year.activity_year, name="activity_year"),
    path("calendar/<int:year>/table/", year.activity_table, name="activity_table"),
    path("calendar/<int:year>/waiting/", year.activity_waiting, name="activity_waiting"),
    path("calendar/<int:year>/<int:month>/", month.activity_month, name="activity_month"),
    path("activities/<int:pk>/", activity.activity_detail, name="activity"),
    path("activities/<int:pk>/held/", activity.activity_held, name="activity_held"),
    path("activities/<int:pk>/move/", office_acts.activity_move_view, name="activity_move"),
    path("activities/<int:pk>/undo/", office_acts.activity_undo, name="activity_undo"),
    path("activities/<int:pk>/announcement/", announcement.activity_announcement, name="activity_announcement"),
    path("activities/<int:pk>/suggestions/", suggestions.suggestion_add_view, name="suggestion_add"),
    path(
        "activities/<int:pk>/suggestions/<int:suggestion>/",
        suggestions.suggestion_answer_view,
        name="suggestion_answer",
    ),
    path(
        "activities/<int:pk>/suggestions/<int:suggestion>/remove/",
        suggestions.suggestion_remove_view,
        name="suggestion_remove",
    ),
    path("activities/<int:pk>/pictures/", pictures.picture_add_view, name="activity_pictures"),
    path("activities/<int:pk>/pictures/<int:picture>/", pictures.picture_view, name="activity_picture"),
    path(
        "activities/<int:pk>/pictures/<int:picture>/remove/",
        pictures.picture_remove_view,
        name="activity_picture_remove",
    ),
    re_path(r"^activities/(?P<pk>\d+)/(?P<act>cancel|reopen|close)/$", office_acts.activity_act, name="activity_act"),
    path("schedules/<int:pk>/", schedules.schedule_detail, name="schedule"),
    path("schedules/<int:pk>/issue/", schedules.schedule_issue_view, name="schedule_issue"),
    path("schedules/<int:pk>/forward/", schedules.schedule_forward, name="schedule_forward"),
    path("calendar/subscription/", feed_views.calendar_subscription, name="calendar_subscription"),
    path("calendar/subscription/revoke/", feed_views.calendar_subscription_revoke, name="calendar_subscription_revoke"),
    path("public/<slug:slug>/activities/", public_views.public_activities, name="public_activities"),
    path("public/<slug:slug>/activities/<int:year>/", public_views.public_activities, name="public_activity_year"),
    path("public/<slug:slug>/pictures/<int:pk>/", pictures.public_picture, name="public_picture"),
    path("public/<slug:slug>/calendar.ics", public_views.public_calendar, name="public_calendar"),
]
