"""Addresses of the room."""

from django.urls import path

from imports.views import acts, plans, progress, schedules, start, steps

urlpatterns = [
    path("imports/", start.import_start, name="import_start"),
    path("imports/template/", plans.import_template, name="import_template"),
    path("imports/template/schedule/", plans.import_schedule_template, name="import_schedule_template"),
    path("imports/<int:pk>/", start.import_batch, name="import_batch"),
    path("imports/<int:pk>/progress/", progress.import_progress, name="import_progress"),
    path("imports/<int:pk>/recognised/", steps.import_recognised, name="import_recognised"),
    path("imports/<int:pk>/questions/", steps.import_questions, name="import_questions"),
    path("imports/<int:pk>/preview/", steps.import_preview, name="import_preview"),
    path("imports/<int:pk>/apply/", acts.import_apply, name="import_apply"),
    path("imports/<int:pk>/discard/", acts.import_discard, name="import_discard"),
    path("imports/<int:pk>/restore/", acts.import_restore, name="import_restore"),
    path("imports/<int:pk>/result/", acts.import_result, name="import_result"),
    path("imports/<int:pk>/undo/", acts.import_undo, name="import_undo"),
    path("plans/<int:pk>/names/", plans.plan_names, name="plan_names"),
    path("plans/<int:pk>/workbook/", plans.plan_workbook_view, name="plan_workbook"),
    path("schedules/<int:pk>/workbook/", schedules.schedule_workbook_view, name="schedule_workbook"),
    path("schedules/<int:pk>/word/", schedules.schedule_word_view, name="schedule_word"),
]
