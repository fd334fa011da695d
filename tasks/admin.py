"""Plans and what came of them, to look at. What happens to them is done on the platform, by services."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter
from unfold.decorators import display

from documents.text import cut
from tasks.models import (
    Assignment,
    Evidence,
    ExtensionRequest,
    Plan,
    ProgressReport,
    ReturnPhrase,
    Task,
    TaskParty,
)
from tasks.phrases import phrases_of, take_over_defaults
from units.admin_base import LOOK, OfficeAdmin, OfficeRelatedFilter, ReadOnlyAdmin, ReadOnlyInline, Role

PLAN_STATES = {"未下发": "warning", "已下发": "info", "已归档": "success"}
ASSIGNMENT_STATES = {
    "待签收": "warning",
    "办理中": "info",
    "待审核": "warning",
    "已办结": "success",
    "已终止": "danger",
}
REPORT_STATES = {
    "草稿": "warning",
    "待单位领导审核": "info",
    "已记录": "success",
    "已报送": "info",
    "已通过": "success",
    "已退回": "danger",
    "已撤回": "warning",
    "不再审核": "warning",
}
EXTENSION_STATES = {"待决定": "warning", "同意": "success", "不同意": "danger"}


@admin.register(Plan)
class PlanAdmin(OfficeAdmin):
    """Plans come from the import; a draft's title, number and date may be mended here."""

    administrators = {Role.SYSTEM: LOOK}
    list_display = ("title", "year", "state_label", "task_count", "progress", "issued_at")
    list_select_related = ("office", "issued_by")
    list_filter = ("year", ("state", ChoicesDropdownFilter))
    search_fields = ("title", "document_number")
    search_help_text = "按标题、发文字号查找"
    fields = ("office", "title", ("document_number", "dated_on"), ("year", "state"), ("issued_at", "issued_by"))
    readonly_fields = ("year", "state", "issued_at", "issued_by")

    def get_queryset(self, request):
        """Add the numbers of tasks and assignments."""
        return super().get_queryset(request).with_progress()

    def has_add_permission(self, request, obj=None):
        """Leave adding to the import."""
        return False

    def has_change_permission(self, request, obj=None):
        """Leave issued plans as they were issued."""
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def view_on_site(self, plan):
        """Return the page on the platform."""
        return reverse("plan", args=[plan.pk])

    @display(description="状态", ordering="state", label=PLAN_STATES)
    def state_label(self, plan):
        """Return the state in colour."""
        return plan.get_state_display()

    @display(description="任务数", ordering="task_count")
    def task_count(self, plan):
        """Return the number of tasks."""
        return plan.task_count

    @display(description="已办结／单位任务")
    def progress(self, plan):
        """Return how far the units are."""
        return f"{plan.done_count}／{plan.assignment_count}"


class PartyInline(ReadOnlyInline):
    """Whom a task names."""

    model = TaskParty
    office_path = "task__plan__office"
    fields = readonly_fields = ("text", "role", "unit", "group", "ignored")

    def get_queryset(self, request):
        """Join what a line shows."""
        return super().get_queryset(request).select_related("unit", "group")


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    """The rows of the plans."""

    office_path = "plan__office"
    list_display = ("number", "text", "plan", "deadline_kind", "due_on")
    list_display_links = ("number", "text")
    list_select_related = ("plan",)
    list_filter = (("plan", OfficeRelatedFilter), ("deadline_kind", ChoicesDropdownFilter))
    search_fields = ("requirement", "units_raw")
    search_help_text = "按要求、责任单位原文查找"
    inlines = [PartyInline]
    fields = ("plan", ("number", "heading"), "requirement", "units_raw", ("deadline_raw", "deadline_kind"))
    fields += (("due_on", "deadline_how"), ("done_rule", "source"))

    @display(description="具体要求", ordering="position")
    def text(self, task):
        """Return the beginning of the requirement."""
        return cut(task.requirement, 40)


class ReportInline(ReadOnlyInline):
    """What the unit handed in."""

    model = ProgressReport
    office_path = "assignment__office"
    fields = readonly_fields = ("state", "progress", "problem", "author", "submitted_at", "review_note")

    def get_queryset(self, request):
        """Join what a line shows; a draft is the unit's own."""
        handed_in = super().get_queryset(request).exclude(state=ProgressReport.State.DRAFT)
        return handed_in.select_related("author", "assignment__unit", "assignment__task")


class ExtensionInline(ReadOnlyInline):
    """Later days that the unit asked for."""

    model = ExtensionRequest
    office_path = "assignment__office"
    fields = readonly_fields = ("state", "old_due_on", "new_due_on", "reason", "asked_by", "decision_note")

    def get_queryset(self, request):
        """Join what a line shows."""
        return super().get_queryset(request).select_related("asked_by", "assignment__unit")


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Tasks of units, with reports and extensions."""

    list_display = ("task", "unit", "role", "state_label", "due_on")
    list_select_related = ("task", "unit", "office")
    list_filter = (("task__plan", OfficeRelatedFilter), ("state", ChoicesDropdownFilter), ("unit", OfficeRelatedFilter))
    search_fields = ("task__requirement", "unit__short_name")
    search_help_text = "按要求、单位查找"
    inlines = [ReportInline, ExtensionInline]
    fields = (
        "office",
        "task",
        ("unit", "role"),
        ("state", "via"),
        ("due_on", "original_due_on"),
        ("assigned_at", "received_at"),
        ("submitted_at", "done_at"),
    )

    @display(description="状态", ordering="state", label=ASSIGNMENT_STATES)
    def state_label(self, assignment):
        """Return the state in colour."""
        return assignment.get_state_display()


class EvidenceInline(ReadOnlyInline):
    """The links that prove a report."""

    model = Evidence
    office_path = "report__assignment__office"
    fields = readonly_fields = ("title", "url", "published_on")


class OfAssignmentAdmin(ReadOnlyAdmin):
    """What units write about their assignments."""

    office_path = "assignment__office"

    @display(description="任务", ordering="assignment__task__position")
    def task(self, row):
        """Return the task."""
        return row.assignment.task

    @display(description="单位", ordering="assignment__unit__position")
    def unit(self, row):
        """Return the unit."""
        return row.assignment.unit

    def view_on_site(self, row):
        """Return the page on the platform."""
        return row.assignment.get_absolute_url()


@admin.register(ProgressReport)
class ProgressReportAdmin(OfAssignmentAdmin):
    """Reports that were handed in; drafts are the unit's own."""

    list_display = ("task", "unit", "state_label", "author", "submitted_at", "needs_coordination")
    list_select_related = ("assignment__task", "assignment__unit", "author")
    list_filter = (("state", ChoicesDropdownFilter), ("needs_coordination", BooleanRadioFilter))
    search_fields = ("progress", "assignment__unit__short_name", "assignment__task__requirement")
    search_help_text = "按进展、单位、要求查找"
    inlines = [EvidenceInline]
    fields = (
        "assignment",
        "progress",
        "problem",
        "next_step",
        "needs_coordination",
        ("state", "author"),
        ("created_at", "submitted_at"),
        ("reviewed_by", "reviewed_at"),
        "review_note",
    )

    def get_queryset(self, request):
        """Leave the drafts of units to the units."""
        return super().get_queryset(request).exclude(state=ProgressReport.State.DRAFT)

    @display(description="状态", ordering="state", label=REPORT_STATES)
    def state_label(self, report):
        """Return the state in colour."""
        return report.get_state_display()


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """All links to published pages."""

    office_path = "report__assignment__office"
    list_display = ("name", "task", "unit", "address", "published_on")
    list_select_related = ("report__assignment__unit", "report__assignment__task")
    search_fields = ("title", "url")
    search_help_text = "按说明、链接查找"
    fields = ("report", "title", "url", "published_on")

    def get_queryset(self, request):
        """Leave the drafts of units to the units."""
        return super().get_queryset(request).exclude(report__state=ProgressReport.State.DRAFT)

    @display(description="说明", ordering="title")
    def name(self, evidence):
        """Return what the unit calls it."""
        return evidence.title or "未填写"

    @display(description="任务", ordering="report__assignment__task__position")
    def task(self, evidence):
        """Return the task."""
        return evidence.report.assignment.task

    @display(description="链接", ordering="url")
    def address(self, evidence):
        """Lead to the page that proves it."""
        return format_html(
            '<a class="text-link" href="{}" rel="noopener noreferrer external">{}</a>',
            evidence.url,
            Truncator(evidence.url).chars(60),
        )

    @display(description="单位", ordering="report__assignment__unit__position")
    def unit(self, evidence):
        """Return the unit."""
        return evidence.report.assignment.unit


@admin.register(ExtensionRequest)
class ExtensionRequestAdmin(OfAssignmentAdmin):
    """Later days that units asked for; the office decides on the platform."""

    list_display = ("unit", "task", "old_due_on", "new_due_on", "state_label", "asked_at")
    list_select_related = ("assignment__task", "assignment__unit")
    list_filter = (("state", ChoicesDropdownFilter),)
    search_fields = ("reason", "assignment__unit__short_name")
    search_help_text = "按理由、单位查找"
    fields = (
        "assignment",
        ("old_due_on", "new_due_on"),
        "reason",
        ("asked_by", "asked_at"),
        "state",
        ("decided_by", "decided_at"),
        "decision_note",
    )

    @display(description="状态", ordering="state", label=EXTENSION_STATES)
    def state_label(self, extension):
        """Return the state in colour."""
        return extension.get_state_display()


@admin.register(ReturnPhrase)
class ReturnPhraseAdmin(OfficeAdmin):
    """Ready phrases for a return. Until the office has some of its own, a default set is offered."""

    list_display = ("text", "position")
    list_before_template = "admin/tasks/return_phrases.html"
    search_fields = ("text",)
    fields = ("office", "text", "position")
    deletable = True

    def changelist_view(self, request, extra_context=None):
        """Show the default set while it is the one offered."""
        extra = extra_context or {}
        if request.member and not self.get_queryset(request).exists():
            extra["default_phrases"] = phrases_of(request.member.office)
        return super().changelist_view(request, extra)

    def save_model(self, request, obj, form, change):
        """Let the first phrase of its own stand beside the default set, which is the office's to change from then on."""
        if not change:
            take_over_defaults(obj.office, beside=obj.text)
        super().save_model(request, obj, form, change)
