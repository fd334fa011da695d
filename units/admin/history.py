"""The history: everybody of the office may look, nobody may add, change or delete."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from units.admin_base import ReadOnlyAdmin
from units.models import AuditEntry


class Since(DropdownFilter):
    """How far back."""

    title = "时间"
    parameter_name = "days"

    def lookups(self, request, model_admin):
        """Return the spans in days."""
        return [("1", "今天"), ("7", "最近 7 天"), ("30", "最近 30 天"), ("365", "最近一年")]

    def queryset(self, request, queryset):
        """Return the entries from the start of the first day on."""
        if not (self.value() or "").isdigit():
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        days = min(int(self.value()), 3650) - 1
        return queryset.filter(at__gte=midnight - timedelta(days=days))


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what, when, and what it changed."""

    list_display = ("at", "actor", "verb", "object_label", "changed", "origin")
    list_filter = (Since,)
    search_fields = ("object_label", "actor_name", "verb", "reason")
    show_full_result_count = False
    search_help_text = "按对象、操作人、操作查找"
    fields = ("at", "actor", "verb", "object_label", "reason", "change_table", "origin", "office_name", "act")

    def office_of(self, obj):
        """Name no office: entries hold its name, not its key."""
        return

    def get_list_display(self, request):
        """Name the office to those who see several."""
        columns = self.list_display
        return (*columns, "office_name") if request.user.is_superuser else columns

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
        return "、".join(entry.changes)

    @display(description="变更")
    def change_table(self, entry):
        """Return each change, old and new."""
        lines = ((name, *_pair(value)) for name, value in entry.changes.items())
        rows = format_html_join("", '<li class="mb-1"><b>{}</b>：<del>{}</del> → {}</li>', lines)
        return format_html("<ul>{}</ul>", rows) if rows else "—"


def _pair(value) -> tuple[str, str]:
    old, new = value if isinstance(value, list) and len(value) == 2 else ("", value)
    return tuple("（空）" if part in ("", None) else str(part) for part in (old, new))
