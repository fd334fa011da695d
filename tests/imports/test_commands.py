"""The command lines that programs outside rely on."""

import json
import os

import pytest
from django.core.management import call_command

from imports.management.commands import import_document
from imports.models import ImportBatch
from imports.services import batch_apply, batch_open, batch_preview
from tasks.models import Plan
from tests.imports.papers import CORRECTED, THREE
from tests.world import AT, make_office, make_unit

KEYS = {"plan", "created", "updated", "unchanged", "removed", "assignments", "activities", "questions"}


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "分工.txt"
    path.write_bytes(THREE)
    return path


def run(capsys, *args):
    call_command(*map(str, args))
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
def test_without_apply_nothing_is_kept(paper, capsys):
    make_unit(make_office(), "县财政局")
    outcome = run(capsys, "import_document", paper, "--office", "qingshan", "--format", "json")
    assert set(outcome) == KEYS
    assert (outcome["plan"], outcome["created"], outcome["assignments"]) == (None, 3, 1)
    assert {q["code"] for q in outcome["questions"]} >= {"unknown_unit"}
    assert not Plan.objects.exists()


@pytest.mark.django_db
def test_with_apply_the_plan_is_written_and_named(paper, capsys):
    make_office()
    outcome = run(capsys, "import_document", paper, "--office", "qingshan", "--apply", "--format", "json")
    assert outcome["plan"] == Plan.objects.get().pk
    again = run(capsys, "import_document", paper, "--office", "青山县人民政府办公室", "--apply", "--format", "json")
    assert (again["plan"], again["created"], again["updated"], again["unchanged"]) == (outcome["plan"], 0, 0, 3)


@pytest.mark.django_db
def test_answers_from_a_file_settle_names(paper, tmp_path, capsys):
    make_unit(make_office(), "县住建局")
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"units": {"县某某局": {"as": "alias", "name": "县住建局"}}}), encoding="utf-8")
    outcome = run(
        capsys, "import_document", paper, "--office", "qingshan", "--answers", answers, "--apply", "--format", "json"
    )
    assert "县某某局" not in json.dumps(outcome["questions"], ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_what_cannot_be_read_gets_one_sentence_and_exit_1(tmp_path, capsys, content):
    make_office()
    path = tmp_path / "文件.xlsx"
    path.write_bytes(content)
    for command in (["import_document", path, "--office", "qingshan"], ["read_document", path, "--format", "json"]):
        with pytest.raises(SystemExit) as stop:
            call_command(*map(str, command))
        out, err = capsys.readouterr()
        assert (stop.value.code, out, len(err.strip().splitlines())) == (1, "", 1)


@pytest.mark.django_db
def test_an_unknown_office_is_answered_with_those_that_exist(paper, capsys):
    make_office()
    with pytest.raises(SystemExit):
        call_command("import_document", str(paper), "--office", "nowhere")
    assert "qingshan" in capsys.readouterr().err


def test_read_document_needs_no_database(paper, capsys):
    outcome = run(capsys, "read_document", paper, "--format", "json")
    assert list(outcome) == [
        "layout",
        "title",
        "year",
        "document_number",
        "issued_on",
        "basis",
        "rows",
        "activities",
        "not_read",
        "questions",
    ]
    row = outcome["rows"][0]
    assert row["units"] == [{"text": "县财政局", "role": "responsible", "group": False}]
    assert row["deadline"]["due_on"] == "2026-06-30"
    assert set(row["deadline"]) == {"kind", "due_on", "how"}


@pytest.mark.django_db
def test_a_script_settles_groups_and_rows_that_vanished_too(paper, tmp_path, capsys):
    make_office()
    answers = tmp_path / "answers.json"
    names = {"县财政局": {"as": "new"}, "县住建局": {"as": "new"}, "县某某局": {"as": "ignore"}}
    members = {"各镇街": {"names": "甲镇、乙镇"}}
    settled = {"units": names | {"各镇街": {"as": "new_group"}}, "members": members}
    answers.write_text(json.dumps(settled), encoding="utf-8")
    command = ("import_document", paper, "--office", "qingshan", "--answers", answers, "--apply", "--format", "json")
    assert run(capsys, *command)["assignments"] == 4
    paper.write_bytes(CORRECTED)
    answers.write_text(json.dumps({"gone": {"*": "end"}}), encoding="utf-8")
    assert run(capsys, *command)["removed"] == 1
    assert list(Plan.objects.get().tasks.order_by("position").values_list("number", flat=True)) == ["1", "3", "4"]


@pytest.mark.django_db
def test_an_answer_that_cannot_be_followed_is_refused_with_a_sentence(paper, tmp_path, capsys):
    make_office()
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"gone": {"*": "burn"}}), encoding="utf-8")
    with pytest.raises(SystemExit):
        run(capsys, "import_document", paper, "--office", "qingshan", "--answers", answers)
    assert "burn" in capsys.readouterr().err


@pytest.mark.django_db
def test_what_somebody_else_imported_meanwhile_is_looked_at_and_no_reason_to_refuse(paper, capsys, monkeypatch):
    office, turns = make_office(), []

    def look(batch):
        seen = batch_preview(batch)
        if not turns:
            turns.append("somebody else")
            other = batch_open(office=office, name=paper.name, content=THREE, at=AT, by=None)
            batch_apply(batch=other, by=None, at=AT, stamp=batch_preview(other).stamp)
        return seen

    monkeypatch.setattr(import_document, "batch_preview", look)
    outcome = run(capsys, "import_document", paper, "--office", "qingshan", "--apply", "--format", "json")
    assert (outcome["created"], outcome["unchanged"]) == (0, 3)
    assert outcome["plan"] == Plan.objects.get().pk
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"applied"}


@pytest.mark.django_db
def test_a_file_whose_name_is_no_text_is_imported_and_an_office_so_named_is_not_known(tmp_path, capsys):
    make_office()
    path = tmp_path / os.fsdecode(b"\xb7\xd6\xb9\xa4.txt")
    path.write_bytes(THREE)
    assert run(capsys, "import_document", path, "--office", "qingshan", "--apply", "--format", "json")["created"] == 3
    with pytest.raises(SystemExit):
        call_command("import_document", str(path), "--office", os.fsdecode(b"\xff"))
    assert "现有：qingshan" in capsys.readouterr().err
