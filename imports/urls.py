"""Addresses of the room."""

from django.urls import path

from imports import views

urlpatterns = [
    path("imports/", views.import_start, name="import_start"),
    path("imports/template/", views.import_template, name="import_template"),
    path("plans/<int:pk>/names/", views.plan_names, name="plan_names"),
    path("plans/<int:pk>/workbook/", views.plan_workbook_view, name="plan_workbook"),
    path("imports/<int:pk>/", views.import_preview, name="import_preview"),
    path("imports/<int:pk>/answer/", views.import_answer, name="import_answer"),
    path("imports/<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("imports/<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("imports/<int:pk>/discard/", views.import_discard, name="import_discard"),
]
