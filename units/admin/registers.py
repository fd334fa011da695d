"""Offices, units, their other names and groups."""

from django.contrib import admin
from django.db.models import Count, Max, OuterRef, Subquery
from django.shortcuts import redirect
from unfold.contrib.filters.admin import BooleanRadioFilter, ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import action, display

from documents.text import fold
from units.admin_base import CHANGE, LOOK, OfficeAdmin, Role
from units.admin_forms import OfficeForm
from units.admin_import import RegisterImport
from units.models import Membership, Office, Unit, UnitAlias, UnitGroup
from units.resources import UnitAliasResource, UnitGroupResource, UnitResource
from units.resources.registers import Names


class NameForm(OfficeForm):
    """A form for what goes by a name: within an office no name means two things."""

    names = ("name",)

    def clean(self):
        """Refuse a name that already means something else."""
        cleaned = super().clean()
        office = cleaned.get("office") or getattr(self.instance, "office", None)
        known = Names(office) if office else None
        for name in self.names:
            if known and cleaned.get(name) and (said := known.taken(cleaned[name], self.instance)):
                self.add_error(name, said)
        return cleaned


class UnitForm(NameForm):
    """A unit has two names."""

    names = ("name", "short_name")


class AliasForm(NameForm):
    """An alias is compared by its key."""

    def clean(self):
        """Set the key, so that an alias that is there already is refused here and not by the database."""
        cleaned = super().clean()
        self.instance.key = fold(cleaned.get("name") or "")
        return cleaned


@admin.register(Office)
class OfficeRegister(OfficeAdmin):
    """The acting office itself; only a system administrator adds offices."""

    administrators = {Role.SYSTEM: CHANGE, Role.SECURITY: LOOK}
    office_path = "pk"
    list_display = ("name", "short_name", "region", "parent", "slug")
    list_select_related = ("parent",)
    search_fields = ("name", "short_name")
    fields = ("name", "short_name", "region", "slug", "parent")

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Say what a code looks like: 代码 alone is taken for the six digits of the division."""
        words = "县名的汉语拼音，用小写字母、数字和短横线，不是行政区划代码。用在公开页面的地址里，定了不要再改。"
        return super().get_form(request, obj, change, help_texts={"slug": words}, **kwargs)

    def office_of(self, obj):
        """Return the office."""
        return obj

    def has_add_permission(self, request, obj=None):
        """Let the system administrator add."""
        return bool(request.user.admin_role) and super().has_add_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Keep the code and the place in the hierarchy from the clerk."""
        return () if request.user.admin_role else ("slug", "parent")


class Active(DropdownFilter):
    """Whether a unit exists today."""

    title = "启用"
    parameter_name = "active"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [("1", "启用"), ("0", "停用")]

    def queryset(self, request, queryset):
        """Return the units of the choice."""
        if self.value() == "1":
            return queryset.active()
        return queryset.exclude(pk__in=Unit.objects.active()) if self.value() == "0" else queryset


class HasLiaison(DropdownFilter):
    """Whether a unit has somebody to remind."""

    title = "联络员"
    parameter_name = "liaison"

    def lookups(self, request, model_admin):
        """Return the choices."""
        return [("1", "已指定"), ("0", "未指定")]

    def queryset(self, request, queryset):
        """Return the units of the choice."""
        return queryset.filter(liaison__isnull=self.value() == "0") if self.value() in ("0", "1") else queryset


@admin.register(Unit)
class UnitAdmin(RegisterImport, OfficeAdmin):
    """Units of the office."""

    administrators = {Role.SYSTEM: CHANGE, Role.SECURITY: LOOK}  # who appoints must be able to choose one
    form = UnitForm
    resource_classes = [UnitResource]
    deletable = True
    list_display = ("short_name", "name", "kind", "liaison_name", "is_active", "position")
    list_select_related = ("office",)
    list_filter = (("kind", ChoicesDropdownFilter), Active, HasLiaison)
    search_fields = ("short_name", "name", "aliases__name")
    search_help_text = "按简称、全称、别名查找"
    autocomplete_fields = ("parent",)
    actions_detail = ("reform",)
    fields = (
        "office",
        ("short_name", "name"),
        ("kind", "parent"),
        "position",
        ("active_from", "active_to"),
        "other_names",
        "in_groups",
    )
    readonly_fields = ("other_names", "in_groups")

    def get_changeform_initial_data(self, request):
        """Put a new unit behind the others of the clerk's office."""
        own = Unit.objects.visible_to(request.user).aggregate(last=Max("position"))["last"] or 0
        return {"position": own + 10, **super().get_changeform_initial_data(request)}

    @action(description="更名、撤并", url_path="reform", permissions=["change"])
    def reform(self, request, object_id):
        """Lead to the page where a unit gets another name or goes into another."""
        return redirect("unit_change", pk=object_id)

    def get_fields(self, request, obj=None):
        """Leave out what a new unit cannot have."""
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name not in self.readonly_fields]

    def get_queryset(self, request):
        """Add the liaison and whether the unit exists today."""
        liaisons = Membership.objects.current().filter(unit=OuterRef("pk"), role=Membership.Role.LIAISON)
        today = Unit.objects.active().filter(pk=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                liaison=Subquery(liaisons.order_by("pk").values("user__name")[:1]),
                today=Subquery(today.values("pk")[:1]),
            )
        )

    @display(description="联络员", ordering="liaison")
    def liaison_name(self, unit):
        """Return the liaison's name."""
        return unit.liaison or "未指定"

    @display(description="启用", boolean=True)
    def is_active(self, unit):
        """Return whether the unit exists today."""
        return unit.today is not None

    @display(description="别名")
    def other_names(self, unit):
        """Return the aliases."""
        return _listed(unit.aliases.all()) or "—"

    @display(description="所属单位组")
    def in_groups(self, unit):
        """Return the groups."""
        return _listed(unit.groups.all()) or "—"


@admin.register(UnitAlias)
class UnitAliasAdmin(RegisterImport, OfficeAdmin):
    """Other names of units and groups."""

    form = AliasForm
    resource_classes = [UnitAliasResource]
    deletable = True
    list_display = ("name", "unit", "group")
    list_select_related = ("office", "unit", "group")
    search_fields = ("name", "unit__short_name", "group__name")
    search_help_text = "按别名、单位、单位组查找"
    autocomplete_fields = ("unit", "group")
    fields = ("office", "name", "unit", "group")


@admin.register(UnitGroup)
class UnitGroupAdmin(RegisterImport, OfficeAdmin):
    """Phrases that mean many units."""

    form = NameForm
    resource_classes = [UnitGroupResource]
    deletable = True
    list_display = ("name", "member_count", "is_open", "other_names")
    list_select_related = ("office",)
    list_filter = (("is_open", BooleanRadioFilter),)
    search_fields = ("name", "aliases__name")
    search_help_text = "按名称、别名查找"
    autocomplete_fields = ("members",)
    fields = ("office", "name", "is_open", "members")

    def get_queryset(self, request):
        """Add the number of members."""
        members = UnitGroup.members.through.objects.filter(unitgroup=OuterRef("pk")).order_by().values("unitgroup")
        count = Subquery(members.annotate(count=Count("pk")).values("count"))
        return super().get_queryset(request).annotate(count=count).prefetch_related("aliases")

    @display(description="成员数", ordering="count")
    def member_count(self, group):
        """Return the number of members, or that nobody has chosen them."""
        return group.count or "未确定"

    @display(description="别名")
    def other_names(self, group):
        """Return the aliases."""
        return _listed(group.aliases.all())


def _listed(rows) -> str:
    """Return the names, some of which contain a 、 themselves."""
    return "；".join(row.name for row in rows)
