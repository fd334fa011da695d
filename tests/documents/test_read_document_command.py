"""``manage.py read_document``: programs outside this project rely on its JSON, its exit code and its one sentence."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "read_document", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_json_has_exactly_the_promised_keys():
    done = run("fixtures/papers/shicheng-2024.docx", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    paper = json.loads(done.stdout)
    assert list(paper) == [
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
    assert set(paper["rows"][0]) == {
        "seq",
        "headings",
        "requirement",
        "units_raw",
        "units",
        "deadline_raw",
        "deadline",
        "duties",
        "source",
    }
    assert set(paper["rows"][0]["deadline"]) == {"kind", "due_on", "how"}
    assert set(paper["activities"][0]) == {
        "seq",
        "month",
        "theme",
        "self_selected",
        "host_unit",
        "forms",
        "remark",
        "source",
    }
    assert paper["issued_on"] == "2024-05-26"


def test_the_year_given_wins():
    paper = json.loads(run("fixtures/papers/huainan-2021.xlsx", "--year", "2022", "--format", "json").stdout)
    assert paper["year"] == 2022
    assert paper["rows"][0]["deadline"]["due_on"] == "2022-12-31"


def test_text_for_a_person_names_units_and_deadlines():
    done = run("fixtures/papers/shanghe-2023.docx", "--format", "text")
    assert done.returncode == 0
    assert "任务 51 项" in done.stdout
    assert "责任单位：县财政局、县税务局" in done.stdout


def test_a_file_that_cannot_be_read_gives_one_sentence_and_exit_code_1(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"%PDF-1.4")
    for file in (str(path), str(tmp_path / "没有.docx")):
        done = run(file, "--format", "json")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.endswith("。\n")
        assert len(done.stderr.splitlines()) == 1
