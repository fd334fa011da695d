"""The same tables through django-import-export: upload, dry run, confirmation, as its admin does it.

A paper is a tree and the library imports tables, so it gets what nobody prints: one flat sheet a model, names resolved,
units split and days read, and the headings are there before. The plain resources are what its documentation shows first;
the tuned ones keep foreign keys in memory, look nothing up, compare nothing and write in bulk.
"""

from collections.abc import Callable

from import_export.fields import Field
from import_export.formats.base_formats import XLSX
from import_export.resources import ModelResource
from import_export.widgets import CachedForeignKeyWidget, ForeignKeyWidget
from tablib import Dataset

from tasks.models import Assignment, Heading, Task, TaskParty
from units.models import Unit

_TASK = ("position", "number", "requirement", "units_raw", "deadline_raw", "deadline_kind", "due_on", "deadline_how")
_SHEETS = {
    Task: (*_TASK, "source", "heading"),
    TaskParty: ("task", "position", "text", "role", "unit"),
    Assignment: ("task", "unit", "role", "via", "due_on", "original_due_on"),
}
_IDENTITY = {Task: ["position"], TaskParty: ["task", "position"], Assignment: ["task", "unit"]}
_LOOKED_UP = {"heading": (Heading, "position"), "task": (Task, "position"), "unit": (Unit, "short_name")}


def flat_sheets(rows: dict[type, list[dict]]) -> dict[type, bytes]:
    """Return a workbook for each model: one row a row, foreign keys by the number or the name of what they mean."""
    places = {
        (name, row["id"]): row["position"]
        for name, model in (("heading", Heading), ("task", Task))
        for row in rows[model]
    }
    names = {("unit", pk): name for pk, name in Unit.objects.values_list("pk", "short_name")} | places
    return {
        model: Dataset(*([_cell(names, row, head) for head in heads] for row in rows[model]), headers=heads).export(
            "xlsx"
        )
        for model, heads in _SHEETS.items()
    }


def _cell(names: dict, row: dict, head: str) -> str:
    value = names.get((head, row[f"{head}_id"])) if head in _LOOKED_UP else row[head]
    return "" if value is None else str(value)


def run(sheets: dict[type, bytes], constants: dict[type, dict], *, tuned: bool) -> None:
    """Import all sheets, each in the library's three steps; constants are what no sheet says: the plan, the office."""
    for model, sheet in sheets.items():
        resource = (_tuned if tuned else _plain)(model, constants[model])
        for dry_run in (True, False):
            dataset = XLSX().create_dataset(sheet)  # once for the preview, once more from the kept file
            done = resource().import_data(dataset, dry_run=dry_run, raise_errors=True)
            assert done.total_rows == len(dataset)


def _plain(model, constants: dict) -> type[ModelResource]:
    return _resource(model, constants, ForeignKeyWidget, {})


def _tuned(model, constants: dict) -> type[ModelResource]:
    quick = {"use_bulk": True, "batch_size": 1000, "skip_diff": True, "force_init_instance": True}
    return _resource(model, constants, CachedForeignKeyWidget, quick)


def _resource(model, constants: dict, widget: Callable, options: dict) -> type[ModelResource]:
    heads = _SHEETS[model]
    fields = {
        name: Field(attribute=name, column_name=name, widget=widget(*target))
        for name, target in _LOOKED_UP.items()
        if name in heads
    }
    if "via" in heads:
        fields["via"] = Field(attribute="via", column_name="via", default="")  # an empty cell comes as None

    def after_init_instance(self, instance, new, row, **kwargs):
        for name, value in constants.items():
            setattr(instance, name, value)

    meta = type("Meta", (), {"model": model, "fields": heads, "import_id_fields": _IDENTITY[model], **options})
    return type(
        f"{model.__name__}Sheet", (ModelResource,), fields | {"Meta": meta, "after_init_instance": after_init_instance}
    )
