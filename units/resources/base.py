"""What all registers share on import: Chinese sentences for every error, the office, the history."""

import logging
from collections import defaultdict

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from import_export import resources, widgets
from import_export.results import Result

from documents.text import fold
from units.history import record
from units.resources.sheets import LINE

logger = logging.getLogger(__name__)


class RegisterResult(Result):
    """The result of an import with its errors as sentences: row, column, value, and what to do."""

    def __init__(self):
        super().__init__()
        self.problems: list[str] = []


class RegisterResource(resources.ModelResource):
    """A register as a table. ``office`` owns the rows, ``by`` imports them at the moment ``at`` (None: the system)."""

    required: tuple[str, ...] = ()  # columns that must be there
    key: tuple[str, ...] = ()  # columns that together name a row once

    class Meta:
        skip_unchanged = True
        report_skipped = False  # the preview shows what changes, and counts the rest

    def __init__(self, office=None, by=None, at=None, **kwargs):
        super().__init__(**kwargs)
        self.office, self.by, self.at = office, by, at or timezone.now()

    @classmethod
    def get_result_class(cls):
        """Return the class that holds sentences."""
        return RegisterResult

    @classmethod
    def get_display_name(cls):
        """Name the register on the pages."""
        return str(cls._meta.model._meta.verbose_name)

    def get_queryset(self):
        """Return the rows of the office: no other row can be met or changed."""
        rows = super().get_queryset()
        return rows.filter(office=self.office) if self.office else rows.none()

    def init_instance(self, row=None):
        """Return a new row of the office."""
        return self._meta.model(office=self.office)

    def get_import_fields(self):
        """Return the columns that mean a field; the others only help to read a row."""
        return [field for field in super().get_import_fields() if field.attribute]

    def get_user_visible_fields(self):
        """Return all columns of the table."""
        return [self.fields[name] for name in self.get_export_order()]

    # -- before the rows

    def prepare(self, dataset):
        """Read once what the rows will ask for."""

    def before_import(self, dataset, **kwargs):
        """Refuse a table without the columns, and one that names a row twice."""
        headings = dataset.headers or []
        if missing := [name for name in self.required if name not in headings]:
            found = "、".join(name for name in headings if name != LINE)
            del dataset[:]
            raise ValidationError(f"缺少列：{'、'.join(missing)}。文件里的列是：{found}。")
        if LINE not in headings:
            dataset.append_col(range(2, len(dataset) + 2), header=LINE)
        self.prepare(dataset)
        lines = defaultdict(list)
        for row in dataset.dict:
            lines[tuple(fold(str(row.get(name, ""))) for name in self.key)].append(row)
        twice = [rows for key, rows in lines.items() if len(rows) > 1 and any(key)]
        if twice:
            raise ValidationError([self._twice(rows) for rows in twice])

    def _twice(self, rows) -> str:
        names = "、".join(f"“{rows[0][name]}”" for name in self.key if rows[0].get(name))
        return f"第{'、'.join(str(row[LINE]) for row in rows)}行重复：{'、'.join(self.key)}{names}。"

    # -- each row

    def check(self, instance, errors: dict) -> set[str]:
        """Add errors that no single field can see; return further fields that need no check of their own."""
        return set()

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Collect every error of the row: what cannot be read, what the model refuses, what the register refuses."""
        errors = dict(import_validation_errors or {})
        passed = self.check(instance, errors) | set(errors)
        try:
            instance.full_clean(exclude=passed, validate_unique=validate_unique)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def after_init_instance(self, instance, new, row, **kwargs):
        """Remember how the row was."""
        self._before = {} if new else self._texts(instance)

    def after_import_row(self, row, row_result, **kwargs):
        """Write the history of what the row changed, in the transaction of the import."""
        if row_result.is_new() or row_result.is_update():
            after = self._texts(row_result.instance)
            changes = {name: [self._before.get(name, ""), text] for name, text in after.items()}
            changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
            verb = "导入新增" if row_result.is_new() else "导入修改"
            record(verb, row_result.instance, by=self.by, at=self.at, office=self.office, changes=changes)

    def import_row(self, row, instance_loader, **kwargs):
        """Keep the instance at hand for the history."""
        kwargs["retain_instance_in_row_result"] = True
        return super().import_row(row, instance_loader, **kwargs)

    def _texts(self, instance) -> dict[str, str]:
        return {field.column_name: field.export(instance) for field in self.get_import_fields()}

    # -- after the rows

    def after_import(self, dataset, result, **kwargs):
        """Turn all errors into sentences, in the order of the file."""
        for error in result.base_errors:
            result.problems += getattr(error.error, "messages", None) or [f"{error.error}"]
        rows = dataset.dict
        found = [(row.number, self._sentences(rows[row.number - 1], row.error_dict)) for row in result.invalid_rows]
        for row in result.error_rows:
            logger.error("row of a register cannot be stored", exc_info=row.errors[0].error)
            found.append((row.number, [f"第{rows[row.number - 1][LINE]}行：这一行不能保存，请检查各列的内容。"]))
        result.problems += [sentence for _, sentences in sorted(found) for sentence in sentences]
        if not result.problems:
            self._record_whole(result.totals)

    def _record_whole(self, totals) -> None:
        """Write what the rows were parts of, last, so that it heads the act in the history."""
        changes = {label: [0, totals[key]] for label, key in (("新增", "new"), ("修改", "update")) if totals[key]}
        if changes and self.office:
            label = f"{self.get_display_name()}登记表"
            record("导入登记表", self.office, by=self.by, at=self.at, office=self.office, changes=changes, label=label)

    def _sentences(self, row, errors) -> list[str]:
        columns = {field.attribute.rpartition("__")[2]: field.column_name for field in self.get_import_fields()}
        places = {name: columns.get(name.rpartition("__")[2], name if name in row else "") for name in errors}
        order = ["", *row]
        found = []
        for name, messages in sorted(errors.items(), key=lambda item: order.index(places[item[0]])):
            column = places[name]
            for message in messages:
                value = str(row.get(column) or "")
                shown = f"“{value}”" if value and value not in message else ""
                place = f"“{column}”列{shown}" if column and name != NON_FIELD_ERRORS else ""
                found.append(f"第{row[LINE]}行{place}：{message}")
        return found


class ChoiceWidget(widgets.Widget):
    """One of a model's choices: the word of the code or the Chinese label; writes the label."""

    def __init__(self, choices, what, **kwargs):
        super().__init__(**kwargs)
        self.labels, self.what = dict(choices.choices), what
        self.values = {fold(str(name)): value for value, label in choices.choices for name in (value, label)}

    def clean(self, value, row=None, **kwargs):
        """Return the word of the code."""
        found = self.values.get(fold(str(value or "")))
        if found is None:
            said = f"“{value}”不是{self.what}" if value else f"没有填写{self.what}"
            raise ValueError(f"{said}，可以填：{'、'.join(map(str, self.labels.values()))}。")
        return found

    def render(self, value, obj=None, **kwargs):
        """Return the label."""
        return str(self.labels.get(value, value or ""))


class TextWidget(widgets.Widget):
    """A text; an empty cell is an empty text."""

    def clean(self, value, row=None, **kwargs):
        """Return the text."""
        return str(value if value is not None else "").strip()

    def render(self, value, obj=None, **kwargs):
        """Return the text."""
        return str(value if value is not None else "")


class NumberWidget(TextWidget):
    """A whole number from 0 on."""

    def clean(self, value, row=None, **kwargs):
        """Return the number; nothing is 0."""
        text = fold(super().clean(value))
        if text and not (text.isascii() and text.isdigit() and len(text) < 9):
            raise ValueError(f"“{value}”不是整数。")
        return int(text or 0)


class YesWidget(TextWidget):
    """是 or 否; an empty cell is 否."""

    words = {"是": True, "√": True, "✓": True, "1": True, "否": False, "×": False, "0": False, "": False}

    def clean(self, value, row=None, **kwargs):
        """Return whether the cell says yes."""
        text = fold(super().clean(value))
        if text not in self.words:
            raise ValueError(f"“{value}”看不懂，请填“是”或“否”。")
        return self.words[text]

    def render(self, value, obj=None, **kwargs):
        """Return 是 or nothing."""
        return "是" if value else ""
