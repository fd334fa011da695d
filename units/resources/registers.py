"""Units, their other names, and groups as tables; the columns are those of fixtures/registers."""

import re

from import_export.fields import Field
from import_export.widgets import ManyToManyWidget, Widget

from documents.text import fold
from units.models import Unit, UnitAlias, UnitGroup
from units.names import NameBook
from units.resources.base import ChoiceWidget, NumberWidget, RegisterResource, TextWidget, YesWidget

LISTED = re.compile(r"[、；;,，\n]")
GROUP_NAMES = re.compile(r"[；;\n]")  # names of groups hold 、 themselves: 县直、驻县有关单位


def listed(text, marks=LISTED) -> list[str]:
    """Return the entries of a cell that holds a list."""
    return [part.strip() for part in marks.split(str(text or "")) if part.strip()]


class Names:
    """The units and groups of one office by their printed names, and whom a name may not be given to."""

    def __init__(self, office):
        self.units = {
            fold(name): unit for unit in Unit.objects.filter(office=office) for name in (unit.name, unit.short_name)
        }
        self.groups = {fold(group.name): group for group in UnitGroup.objects.filter(office=office)}
        self.aliases = {alias.key: alias for alias in UnitAlias.objects.filter(office=office)}
        self._office, self._book = office, None

    def unit(self, text) -> Unit:
        """Return the unit of that full or short name; raise ValueError with the nearest names."""
        if unit := self.units.get(fold(text)):
            return unit
        raise ValueError(f"没有登记过单位“{text}”。{self.nearest(text)}")

    def target(self, text):
        """Return the unit or group of that name; raise ValueError with the nearest names."""
        if found := self.units.get(fold(text)) or self.groups.get(fold(text)):
            return found
        raise ValueError(f"没有登记过单位或单位组“{text}”。{self.nearest(text)}" if text else "没有填写。")

    def nearest(self, text) -> str:
        """Return a sentence with the known names most like text, or nothing."""
        self._book = self._book or NameBook(self._office)
        names = [name for name, _ in self._book.suggest(text)]
        return f"最接近的是：{'、'.join(names)}。" if names else ""

    def taken(self, text, *but) -> str:
        """Return a sentence when text is already the name of something other than but, else nothing."""
        key = fold(text)
        if (unit := self.units.get(key)) and unit not in but:
            return f"“{text}”已经是单位“{unit}”的名称。"
        if (group := self.groups.get(key)) and group not in but:
            return f"“{text}”已经是单位组的名称。"
        if (alias := self.aliases.get(key)) and alias not in but:
            return f"“{text}”已经是“{alias.unit or alias.group}”的别名。"
        return ""


class NamedResource(RegisterResource):
    """A register in which rows are told by name."""

    def before_import(self, dataset, **kwargs):
        """Read the names of the office once."""
        self.names = Names(self.office)
        super().before_import(dataset, **kwargs)

    def get_instance(self, instance_loader, row):
        """Return the row of that name, however its brackets and blanks are written."""
        return self.known().get(fold(str(row.get(self.key[0]) or "")))


class UnitResource(NamedResource):
    """Units, told by their short names."""

    required, key = ("全称", "简称", "类别"), ("简称",)

    name = Field("name", "全称", TextWidget())
    short_name = Field("short_name", "简称", TextWidget())
    kind = Field("kind", "类别", ChoiceWidget(Unit.Kind, "已知的类别"))
    position = Field("position", "排序", NumberWidget())

    class Meta(RegisterResource.Meta):
        model = Unit
        fields = export_order = ("name", "short_name", "kind", "position")
        import_id_fields = ("short_name",)

    def known(self):
        """Return the units by short name."""
        return {fold(unit.short_name): unit for unit in self.names.units.values()}

    def check(self, instance, errors):
        """Refuse a name that already means something else."""
        for name in ("name", "short_name"):
            if said := self.names.taken(getattr(instance, name), instance):
                errors.setdefault(name, said)
        return set()


class TargetField(Field):
    """What an alias stands for: a unit or a group."""

    def get_value(self, instance):
        """Return the unit or the group."""
        return instance.unit or instance.group

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Set the one and clear the other."""
        found = instance.office_names.target(row[self.column_name])
        instance.unit = found if isinstance(found, Unit) else None
        instance.group = found if isinstance(found, UnitGroup) else None


class UnitAliasResource(NamedResource):
    """Other names of units and groups."""

    required = ("名称", "指向")
    key = ("名称",)

    name = Field("name", "名称", TextWidget())
    target = TargetField("target", "指向", TextWidget())

    class Meta(RegisterResource.Meta):
        model = UnitAlias
        fields = export_order = ("name", "target")
        import_id_fields = ("name",)

    def known(self):
        """Return the aliases by key."""
        return self.names.aliases

    def after_init_instance(self, instance, new, row, **kwargs):
        """Give the row the names to look its target up in."""
        instance.office_names = self.names
        super().after_init_instance(instance, new, row, **kwargs)

    def check(self, instance, errors):
        """Set the look-up key before it is checked; refuse the name of a unit or a group."""
        instance.key = fold(instance.name)
        if said := self.names.taken(instance.name, instance):
            errors.setdefault("name", said)
        return {"unit", "group"} if "target" in errors else set()

    def filter_export(self, queryset, **kwargs):
        """Join what a line shows."""
        return queryset.select_related("unit", "group")


class MembersWidget(ManyToManyWidget):
    """The members of a group: the kinds, 另加 on top, 除外 taken away. Writes the members' short names."""

    def __init__(self):
        super().__init__(Unit)

    def render(self, value, obj=None, **kwargs):
        """Return the short names, in register order."""
        if value is None:
            return ""
        units = sorted(value.all(), key=lambda unit: (unit.position, unit.pk))
        return "、".join(unit.short_name for unit in units)


class NamesWidget(Widget):
    """The other names of a group."""

    def render(self, value, obj=None, **kwargs):
        """Return the names."""
        return "；".join(sorted(alias.name for alias in value.all())) if value is not None else ""


class UnitGroupResource(NamedResource):
    """Groups. Of an open group (待定) the kinds are only candidates: its members are those the office names in 另加.

    An empty 另加 leaves the members of an open group as the office chose them. 别名 adds names and removes none.
    """

    required, key = ("名称", "成员类别", "另加", "除外"), ("名称",)

    name = Field("name", "名称", TextWidget())
    kinds = Field(column_name="成员类别")
    members = Field("members", "另加", MembersWidget())
    less = Field(column_name="除外")
    aliases = Field("aliases", "别名", NamesWidget())
    is_open = Field("is_open", "待定", YesWidget())

    class Meta(RegisterResource.Meta):
        model = UnitGroup
        fields = export_order = ("name", "kinds", "members", "less", "aliases", "is_open")
        import_id_fields = ("name",)

    kind_widget = ChoiceWidget(Unit.Kind, "已知的类别")

    def known(self):
        """Return the groups by name."""
        return self.names.groups

    def get_diff_headers(self):
        """Name the columns of the preview: it shows the members, not how the file describes them."""
        return ["名称", "成员单位", "别名", "待定"]

    def import_instance(self, instance, row, **kwargs):
        """Read the row; work out the members and the further names, and collect what is wrong with them."""
        errors = {}
        instance.name = str(row["名称"]).strip()
        self._try(errors, "is_open", lambda: setattr(instance, "is_open", self.fields["is_open"].widget.clean(row.get("待定"))))
        kinds = [self._try(errors, "成员类别", lambda k=kind: self.kind_widget.clean(k)) for kind in listed(row["成员类别"])]
        more = [self._try(errors, "另加", lambda n=name: self.names.unit(n)) for name in listed(row["另加"])]
        less = [self._try(errors, "除外", lambda n=name: self.names.unit(n)) for name in listed(row["除外"])]
        every = [] if instance.is_open else [unit for unit in self.names.units.values() if unit.kind in kinds]
        self._members = {unit.pk for unit in every + more if unit} - {unit.pk for unit in less if unit}
        self._keep = instance.is_open and not more
        self._new_names = self._unnamed(instance, row, errors)
        if errors:
            raise ValidationErrors(errors)
