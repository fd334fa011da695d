"""Imports a paper without a browser: preview by default, --apply writes."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone

from documents.errors import UnreadableFile
from imports.services import ImportRefused, batch_apply, batch_open, batch_preview, batch_read
from units import history
from units.models import Office


class Refusal(Exception):
    """One Chinese sentence on standard error, exit code 1."""


class Command(BaseCommand):
    """Print what an import of FILE would do, or does with --apply."""

    help = "Import a published paper (xlsx, docx, html, csv, txt) into an office's plan; previews without --apply"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", required=True, help="slug or name of the office")
        parser.add_argument("--year", type=int, help="year of the plan, where the paper does not say it")
        parser.add_argument("--answers", type=Path, help="JSON file that settles questions, see docs/import.md")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is kept")
        parser.add_argument("--format", choices=["json", "text"], default="text")

    def handle(self, *args, file, office, year, answers, apply, **options):
        try:
            with history.act("import_document"):
                outcome = self.run(file, find_office(office), year, read_answers(answers), apply)
        except (Refusal, UnreadableFile, ImportRefused) as refusal:
            self.stderr.write(str(refusal), style_func=str)
            raise SystemExit(1) from None
        self.stdout.write(json.dumps(outcome, ensure_ascii=False) if options["format"] == "json" else as_text(outcome))

    def run(self, file, office, year, answers, apply):
        """Open a batch, settle what the answers settle, and apply or put it away."""
        at = timezone.now()
        try:
            content = file.read_bytes()
        except OSError:
            raise Refusal(f"打不开文件“{file}”，请检查路径和权限。") from None
        reading = {"office": office, "name": file.name, "content": content, "at": at, "year": year}
        batch = batch_open(by=None, **reading) if apply else batch_read(**reading)
        batch.answers = answers
        preview = batch_preview(batch)
        counts, plan = preview.counts, preview.plan
        if apply:
            batch.save(update_fields=["answers"])
            counts = batch_apply(batch=batch, by=None, at=at, plan_version=preview.plan_version)
            batch.refresh_from_db()
            plan = batch.plan
        questions = [{"code": q.code, "text": q.text, "source": q.source} for q in preview.questions]
        return {"plan": plan and plan.pk, **counts, "questions": questions}


def find_office(wanted: str) -> Office:
    """Return the office with that slug or name, or refuse and list those that exist."""
    office = Office.objects.filter(Q(slug=wanted) | Q(name=wanted) | Q(short_name=wanted)).first()
    if office is None:
        slugs = "、".join(Office.objects.order_by("slug").values_list("slug", flat=True)) or "（还没有办公室）"
        raise Refusal(f"没有代码为“{wanted}”的办公室；现有：{slugs}。")
    return office


def read_answers(path: Path | None) -> dict:
    """Return the answers of a JSON file, or an empty dict without a file."""
    if path is None:
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refusal(f"答复文件“{path}”读不出来，它应是UTF-8编码的JSON。") from None


def as_text(outcome: dict) -> str:
    """Return the outcome for a person at a terminal."""
    head = (
        f"新增{outcome['created']}项，修改{outcome['updated']}项，不变{outcome['unchanged']}项，"
        f"文件中已没有{outcome['removed']}项；单位任务{outcome['assignments']}件，活动{outcome['activities']}场。"
    )
    lines = [f"· {question['text']} {question['source']}".rstrip() for question in outcome["questions"]]
    return "\n".join([head, *(["需要确认："] if lines else []), *lines])
