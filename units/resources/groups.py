"""Groups of units as a table. A row says who belongs: all units of some kinds, some more, without some."""

import re

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.widgets import ManyToManyWidget, Widget

from documents.text import fold
from units.models import Unit, UnitAlias, UnitGroup
from units.resources.base import ChoiceWidget, RegisterResource, TextWidget, YesWidget
from units.resources.registers import NamedResource

UNIT_MARKS = re.compile(r"[、；;,，\n]")
NAME_MARKS = re.compile(r"[；;\n]")  # the name of a group may hold 、 itself: 县直、驻县有关单位


class MembersWidget(ManyToManyWidget):
    """Writes the short names of the members, in register order."""

    def render(self, value, obj=None, **kwargs):
        """Return the names; nothing for a group that is not stored yet."""
        units = sorted(value.all(), key=lambda unit: (unit.position, unit.pk)) if value is not None else []
        return "、".join(unit.short_name for unit in units)


class NamesWidget(Widget):
    """Writes the other names of a group."""

    def render(self, value, obj=None, **kwargs):
        """Return the names; nothing for a group that is not stored yet."""
        stored = value is not None and value.instance.pk
        return "；".join(sorted(alias.name for alias in value.all())) if stored else ""


class UnitGroupResource(NamedResource):
    """Groups, told by name.

    Of an open group (待定) the kinds are only candidates: its members are those the office names in 另加, and an
    empty 另加 leaves them as they are. 别名 adds names and takes none away.
    """

    required = ("名称", "成员类别", "另加", "除外")
    key = ("名称",)

    name = Field("name", "名称", TextWidget())
    kinds = Field(column_name="成员类别")
    members = Field("members", "另加", MembersWidget(Unit))
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
        """Read the row: work out members and further names, and collect what is wrong with any of them."""
        self._errors = {}
        instance.name = str(row["名称"] or "").strip()
        instance.is_open = self._read("待定", [row.get("待定", "")], self.fields["is_open"].widget.clean)[:1] == [True]
        kinds = self._read("成员类别", _parts(row["成员类别"]), self.kind_widget.clean)
        more = self._read("另加", _parts(row["另加"]), self.names.unit)
        less = self._read("除外", _parts(row["除外"]), self.names.unit)
        every = [] if instance.is_open else [unit for unit in self.names.units.values() if unit.kind in kinds]
        self._members = {unit.pk for unit in [*every, *more]} - {unit.pk for unit in less}
        self._keep = instance.is_open and not more
        names = [name for name in _parts(row.get("别名"), NAME_MARKS) if self._is_new(name, instance)]
        self._new_names = self._read("别名", names, lambda name: self._free(name, instance))
        if self._errors:
            raise ValidationError(self._errors)

    def _read(self, column, parts, read) -> list:
        found = []
        for part in parts:
            try:
                found.append(read(part))
            except ValueError as error:
                self._errors.setdefault(column, []).append(str(error))
        return found

    def _is_new(self, name, group) -> bool:
        alias = self.names.aliases.get(fold(name))
        return alias is None or group.pk is None or alias.group_id != group.pk

    def _free(self, name, group) -> str:
        if said := self.names.taken(name):
            raise ValueError(said)
        if len(name) > UnitAlias._meta.get_field("name").max_length:
            raise ValueError(f"别名“{name[:20]}……”太长。")
        self.names.aliases[fold(name)] = UnitAlias(name=name, key=fold(name), group=group)  # taken for the rows below
        return name

    def check(self, instance, errors):
        """Refuse a name that already means something else."""
        if said := self.names.taken(instance.name, instance):
            errors.setdefault("name", said)
        return set()

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Leave the group alone when the file says what is there."""
        if import_validation_errors or original.pk is None or self._new_names:
            return False
        same = (instance.name, instance.is_open) == (original.name, original.is_open)
        return same and (self._keep or self._members == set(original.members.values_list("pk", flat=True)))

    def save_m2m(self, instance, row, **kwargs):
        """Write the members and the further names."""
        if not self._keep:
            instance.members.set(self._members)
        for name in self._new_names:
            UnitAlias.objects.create(office=self.office, name=name, group=instance)

    def filter_export(self, queryset, **kwargs):
        """Read members and names in two queries."""
        return queryset.prefetch_related("members", "aliases")


def _parts(text, marks=UNIT_MARKS) -> list[str]:
    return [part.strip() for part in marks.split(str(text or "")) if part.strip()]
