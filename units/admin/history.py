"""The history: everybody of the office may look, nobody may add, change or delete."""

import csv
import io
from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from units import seals
from units.acts import FIGURES, told
from units.admin_base import LOOK, ReadOnlyAdmin, Role
from units.history import record
from units.models import AuditEntry
from units.resources.sheets import RISKY

MOST = 10_000  # rows a list counts and turns pages over; older ones are found by the filters
MOST_EXPORTED = 100_000
LATE = timedelta(minutes=5)  # for an entry to wait for its seal
HEADS = {
    "id": "编号",
    "at": "时间",
    "act": "同一操作",
    "office_name": "办公室",
    "actor_name": "操作人",
    "origin": "来源",
    "verb": "操作",
    "object_type": "对象类型",
    "object_ref": "对象编号",
    "object_label": "对象",
    "changes": "变更",
    "reason": "理由",
}


class Since(DropdownFilter):
    """How far back."""

    title = "时间"
    parameter_name = "days"

    def lookups(self, request, model_admin):
        """Return the spans in days."""
        return [("1", "今天"), ("7", "最近7天"), ("30", "最近30天"), ("365", "最近一年")]

    def queryset(self, request, queryset):
        """Return the entries from the start of the first day on."""
        if not (self.value() or "").isdigit():
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        days = min(int(self.value()), 3650) - 1
        return queryset.filter(at__gte=midnight - timedelta(days=days))


class FewPages(Paginator):
    """Counts no further than it turns pages: a million rows cost no more than ten thousand."""

    most = MOST

    @cached_property
    def count(self):
        """Return how many rows there are, at most MOST."""
        return self.object_list.order_by().values("pk")[:MOST].count()


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what, when, and what it changed."""

    administrators = {Role.AUDIT: LOOK}
    office_path = "office_ref"  # the number of then, no row
    list_display = ("at", "actor", "verb", "object_label", "changed", "whole_act", "origin")
    list_filter = (Since,)
    list_before_template = "admin/units/auditentry/before_list.html"
    paginator = FewPages
    search_fields = ("object_label", "actor_name", "verb", "reason")
    show_full_result_count = False
    search_help_text = "按对象、操作人、操作查找"
    fields = ("at", "actor", "verb", "object_label", "whole_trail", "reason")
    fields += ("change_table", "whole_act", "origin", "office_name")

    def office_of(self, obj):
        """Name no office: entries hold its name, not its key."""
        return

    def get_urls(self):
        """Add the export."""
        export = self.admin_site.admin_view(self.export)
        return [path("export/", export, name="units_auditentry_export"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Add how far the history is sealed, and the way to the export of what is listed."""
        query = request.GET.urlencode()
        export = reverse("admin:units_auditentry_export") + (f"?{query}" if query else "")
        return super().changelist_view(request, {"seal": seal_status(), "export": export, **(extra_context or {})})

    def lookup_allowed(self, lookup, value, request=None):
        """Let one act, and the history of one thing, be asked for by address."""
        return lookup in ("act", "object_type", "object_ref") or super().lookup_allowed(lookup, value, request)

    def export(self, request):
        """Send what the list shows as CSV. That somebody took it is written first: no entry, no file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            found = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect("admin:units_auditentry_changelist")
        rows = found.get_queryset(request)
        newest = rows.aggregate(pk=Max("pk"))["pk"] or 0
        rows = rows.filter(pk__lte=newest).order_by("-at", "-pk")[:MOST_EXPORTED]
        office = request.member.office if request.member else None
        label = f"操作记录（{rows.count()}行）"
        subject = office or request.user
        record("导出", subject, by=request.user, at=timezone.now(), office=office, label=label)
        answer = StreamingHttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'
        return answer

    def get_list_display(self, request):
        """Name the office to those who see several."""
        columns = self.list_display
        return (*columns, "office_name") if request.user.admin_role else columns

    def get_readonly_fields(self, request, obj=None):
        """Show everything as text."""
        return self.fields

    @display(description="操作人", ordering="actor_name")
    def actor(self, entry):
        """Return the name of then, or the system."""
        return entry.actor_name or "系统"

    @display(description="变更")
    def changed(self, entry):
        """Return the names of what was changed."""
        return "、".join(FIGURES.get(name, name) for name in entry.changes)

    @display(description="同一操作")
    def whole_act(self, entry):
        """Lead to all that was done with it."""
        return format_html('<a href="{}?act={}">查看</a>', reverse("admin:units_auditentry_changelist"), entry.act)

    @display(description="这个对象")
    def whole_trail(self, entry):
        """Lead to all that was done with the thing of the entry."""
        if not entry.object_ref:
            return "—"
        query = urlencode({"object_type": entry.object_type, "object_ref": entry.object_ref})
        address = reverse("admin:units_auditentry_changelist")
        return format_html('<a href="{}?{}">查看全部操作</a>', address, query)

    @display(description="变更")
    def change_table(self, entry):
        """Return each change, old and new."""
        rows = format_html_join("", '<li class="mb-1"><b>{}</b>：<del>{}</del> → {}</li>', _changes(entry.changes))
        return format_html("<ul>{}</ul>", rows) if rows else "—"


def seal_status() -> dict:
    """Return the last seal, how many entries wait for the next, and whether one has waited too long."""
    tip = seals.last_seal()
    waiting = seals.waiting()
    oldest = waiting.order_by("pk").first()
    late = oldest is not None and timezone.now() - oldest.at > LATE
    return {"tip": tip, "waiting": waiting[:MOST].count(), "late": late}


def _csv(rows):
    """Yield the lines of the file. No cell can run as a formula; the first mark tells Excel that it is UTF-8."""
    yield "\ufeff" + _line(HEADS.values())
    for values in rows.values_list(*HEADS).iterator(chunk_size=1000):
        yield _line(_cells(values))


def _cells(values):
    for name, value in zip(HEADS, values, strict=True):
        if name == "at":
            yield f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
        elif name == "changes":
            yield "；".join(f"{label}：{old} → {new}" for label, old, new in _changes(value))
        else:
            yield str(value)


def _line(cells) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([f"'{cell}" if cell.startswith(RISKY) else cell for cell in cells])
    return file.getvalue()


def _changes(entry_changes: dict) -> list[tuple[str, str, str]]:
    return [(label, old or "（空）", new or "（空）") for label, old, new in told(entry_changes)]
