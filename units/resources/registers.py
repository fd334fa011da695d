"""Units and their other names as tables; the columns are those of fixtures/registers."""

from import_export.fields import Field

from documents.text import fold
from units.models import Unit, UnitAlias, UnitGroup
from units.names import NameBook
from units.resources.base import ChoiceWidget, NumberWidget, RegisterResource, TextWidget


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

    def prepare(self, dataset):
        """Read the names of the office."""
        self.names = Names(self.office)
        self._rows = self.known()

    def known(self) -> dict:
        """Return the rows of the register by folded name."""
        raise NotImplementedError

    def get_instance(self, instance_loader, row):
        """Return the row of that name, however its brackets and blanks are written."""
        return self._rows.get(fold(str(row.get(self.key[0]) or "")))


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
    """What an alias stands for: a unit or a group, looked up in the names that the import has read."""

    names = None

    def get_value(self, instance):
        """Return the unit or the group."""
        return instance.unit or instance.group

    def save(self, instance, row, is_m2m=False, **kwargs):
        """Set the one and clear the other."""
        found = self.names.target(row[self.column_name])
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

    def prepare(self, dataset):
        """Give the column its names."""
        super().prepare(dataset)
        self.fields["target"].names = self.names

    def check(self, instance, errors):
        """Set the look-up key before it is checked; refuse the name of a unit or a group."""
        instance.key = fold(instance.name)
        if said := self.names.taken(instance.name, instance):
            errors.setdefault("name", said)
        return {"unit", "group"} if "target" in errors else set()

    def filter_export(self, queryset, **kwargs):
        """Join what a line shows."""
        return queryset.select_related("unit", "group")
