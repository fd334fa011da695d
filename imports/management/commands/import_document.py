"""Imports a paper without a browser: preview by default, --apply writes."""

import json
from contextlib import suppress
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from documents.errors import UnreadableFile
from imports.names import phrases_of
from imports.services import ImportRefused, PreviewOutdated, batch_apply, batch_open, batch_preview, batch_read
from imports.services.answering import PARTS, check, merged
from units import history
from units.models import Office
from units.terminal import TerminalCommand, printable, year

TURNS = 20  # each is another import of the same plan that came first


class Refusal(Exception):
    """One Chinese sentence on standard error, exit code 1."""


class Command(TerminalCommand):
    """Print what an import of FILE would do, or does with --apply."""

    help = "Import a published paper (xlsx, docx, html, csv, txt) into an office's plan; previews without --apply"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", required=True, help="slug or name of the office")
        parser.add_argument(
            "--year",
            type=year,
            metavar="YYYY",
            help="year of the plan, where the paper does not say it",
        )
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
        self.tell(outcome, None if options["format"] == "json" else as_text(outcome))

    def run(self, file, office, year, answers, apply):
        """Open a batch, settle what the answers settle, and apply or put it away."""
        at = timezone.now()
        try:
            content = file.read_bytes()
        except OSError:
            raise Refusal(f"打不开文件“{printable(str(file))}”，请检查路径和权限。") from None
        reading = {"office": office, "name": printable(file.name), "content": content, "at": at, "year": year}
        batch = batch_open(by=None, **reading) if apply else batch_read(**reading)
        if answers:
            check_answers(office, answers, batch.paper)
            batch.answers = merged(batch.answers, answers)
        if apply:
            batch.save(update_fields=["answers"])
            preview, counts = apply_as_it_stands(batch, at)
            batch.refresh_from_db()
            plan = batch.plan
        else:
            preview = batch_preview(batch)
            counts, plan = preview.counts, preview.plan
        questions = [{"code": q.code, "text": q.text, "source": q.source} for q in preview.questions]
        return {"plan": plan and plan.pk, **counts, "questions": questions}


def apply_as_it_stands(batch, at) -> tuple:
    """Write the paper, and return the preview that was written and the counts.

    Nobody looks at the preview here: when somebody else's import changed the plan meanwhile, it is made anew.
    """
    for _ in range(TURNS):
        preview = batch_preview(batch)
        with suppress(PreviewOutdated):
            return preview, batch_apply(batch=batch, by=None, at=at, stamp=preview.stamp)
    preview = batch_preview(batch)
    return preview, batch_apply(batch=batch, by=None, at=at, stamp=preview.stamp)


def find_office(wanted: str) -> Office:
    """Return the office with that slug or name, or refuse and list those that exist."""
    wanted = printable(wanted)
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
        answers = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refusal(f"答复文件“{printable(str(path))}”读不出来，它应是UTF-8编码的JSON。") from None
    if not isinstance(answers, dict) or not all(isinstance(part, dict) for part in answers.values()):
        raise Refusal(f"答复文件“{printable(str(path))}”应是一个JSON对象，各部分也是对象，写法见docs/import.md。")
    if strange := set(answers) - set(PARTS):
        raise Refusal(f"答复文件里的“{'、'.join(sorted(strange))}”看不懂，可用的部分是：{'、'.join(PARTS)}。")
    return answers


def check_answers(office, answers: dict, paper) -> None:
    """Refuse answers that cannot be followed, and names that the paper does not hold."""
    check(office, answers)
    printed = {phrase.text for phrase, _ in phrases_of(paper)}
    if strange := [text for text in answers.get("units", {}) if text not in printed]:
        raise Refusal(f"答复里的“{strange[0]}”在文件里没有出现，请核对写法。")


def as_text(outcome: dict) -> str:
    """Return the outcome for a person at a terminal."""
    head = (
        f"新增{outcome['created']}项，修改{outcome['updated']}项，不变{outcome['unchanged']}项，"
        f"文件中已没有{outcome['removed']}项；单位任务{outcome['assignments']}件，活动{outcome['activities']}场。"
    )
    lines = [f"· {question['text']} {question['source']}".rstrip() for question in outcome["questions"]]
    return "\n".join([head, *(["需要确认："] if lines else []), *lines])
