"""A long reading says how far it is, and can be called off."""

import pytest

from documents.child import read_in_child
from documents.reading import read_paper


def write_table(path, rows):
    """A division table that takes about 0.2 ms a row to read."""
    head = "2026年青山县政务公开重点工作任务分工\n序号,工作任务,责任单位,完成时限\n"
    lines = (
        f"{n},公开第{n}类信息，每季度至少开展{n % 7 + 1}次解读。,县财政局、县住建局,12月底前\n"
        for n in range(1, rows + 1)
    )
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


def test_every_line_of_the_tables_counts(tmp_path, monkeypatch):
    monkeypatch.setattr("documents.progress.EVERY_SECONDS", 0)
    told = []
    read_paper(write_table(tmp_path / "a.csv", 5), tell=lambda done, total: told.append((done, total)))
    assert told == [(n, 5) for n in (1, 2, 3, 4, 5, 5)]


def test_the_parent_hears_it_while_the_child_reads(tmp_path):
    told = []
    paper = read_in_child(write_table(tmp_path / "a.csv", 15_000), tell=lambda done, total: told.append((done, total)))
    assert len(paper.rows) == 15_000
    assert told == sorted(told)
    assert {total for _, total in told} == {15_000}


def test_who_listens_may_call_the_reading_off(tmp_path):
    with pytest.raises(ZeroDivisionError):
        read_in_child(write_table(tmp_path / "a.csv", 15_000), tell=lambda done, total: 1 / 0)
