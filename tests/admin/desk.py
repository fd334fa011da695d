"""Saves forms, uploads and confirms sheets as a clerk does in the admin."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook


def table(*rows, encoding="utf-8") -> bytes:
    """Return a .csv file with the rows."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue().encode(encoding)


def workbook(*rows) -> bytes:
    """Return an .xlsx file with the rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def preview(client, model, data: bytes, name="登记.csv"):
    """Upload a sheet and return the answer, which is the preview or the list of problems."""
    file = SimpleUploadedFile(name, data)
    return client.post(reverse(f"admin:{model}_import"), {"resource": "0", "format": "0", "import_file": file})


def confirm(client, model, previewed, follow=True):
    """Press the button of the preview."""
    form = previewed.context["confirm_form"]
    return client.post(reverse(f"admin:{model}_process_import"), form.initial, follow=follow)


def bring_in(client, model, data: bytes, name="登记.csv") -> dict:
    """Upload and confirm; return how many rows were new, changed and the same."""
    previewed = preview(client, model, data, name)
    assert problems(previewed) == []
    result = previewed.context.get("result")
    if result:
        assert confirm(client, model, previewed).status_code == 200
    return {key: (result or previewed.context["unchanged"]).totals[key] for key in ("new", "update", "skip")}


def problems(answer) -> list[str]:
    """Return the sentences of a refused sheet."""
    result = answer.context.get("result")
    found = result.problems if result else []
    return found + [str(error) for error in answer.context["form"].errors.get("import_file", [])]


def post(client, model, pk=None, **values):
    """Save a form and return the answer: a redirect when it was stored."""
    page = reverse(f"admin:{model}_change", args=[pk]) if pk else reverse(f"admin:{model}_add")
    return client.post(page, values)


def errors(answer) -> str:
    form = answer.context["adminform"].form
    return "".join(str(sentence) for found in form.errors.values() for sentence in found)
