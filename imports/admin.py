"""The record of imported papers. Importing itself is a page of the platform."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from imports.models import ImportBatch
from units.admin_base import ReadOnlyAdmin, may_manage

STATES = {
    "读取中": "info",
    "读不出": "danger",
    "待确认": "warning",
    "写入中": "info",
    "已导入": "success",
    "已放弃": "danger",
    "已撤销": "danger",
}
FIGURES = {
    "created": "新增任务",
    "updated": "修改任务",
    "unchanged": "不变",
    "removed": "文件中已没有",
    "assignments": "单位任务",
    "activities": "活动",
}


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """What was uploaded, by whom, and what came of it."""

    list_display = ("file_name", "title", "year", "state_label", "created_by", "created_at")
    list_select_related = ("created_by", "office")
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("file_name", "title")
    search_help_text = "按文件名、标题查找"
    fields = (
        "office",
        "file_name",
        ("title", "year"),
        "state",
        ("created_by", "created_at"),
        ("applied_by", "applied_at"),
        ("plan", "schedule"),
        "figures",
        "sha256",
    )
    readonly_fields = ("figures",)

    def has_add_permission(self, request, obj=None):
        """Offer the import to the clerk."""
        return bool(request.member) and may_manage(request)

    def add_view(self, request, form_url="", extra_context=None):
        """Lead to the page where papers are imported."""
        return redirect("import_start")

    def get_queryset(self, request):
        """Leave the text of the papers in the database."""
        return super().get_queryset(request).defer("content", "answers", "trace")

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Lead to the platform whom its page is open to."""
        leads = {"show_view_on_site": bool(request.member) and may_manage(request)}
        return super().changeform_view(request, object_id, form_url, leads | (extra_context or {}))

    def view_on_site(self, batch):
        """Return the page on the platform."""
        return reverse("import_batch", args=[batch.pk])

    @display(description="状态", ordering="state", label=STATES)
    def state_label(self, batch):
        """Return the state in colour."""
        return batch.get_state_display()

    @display(description="结果")
    def figures(self, batch):
        """Return what the import did."""
        known = ((FIGURES[name], value) for name, value in batch.result.items() if name in FIGURES)
        return format_html_join("，", "{} {}", known) or "—"
