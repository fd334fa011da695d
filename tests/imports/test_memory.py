"""Answers are remembered: the same paper changes nothing, the next one asks less."""

from datetime import date

from imports.services import batch_answer, batch_preview
from tasks.models import Task
from tests.imports.papers import table
from tests.world import AT

ROWS = (
    (1, "一、公开", "公开财政预算。", "县财政局", "适时"),
    (2, "一、公开", "公开住房保障信息。", "", "2026年12月底前"),
    (3, "一、公开", "公开决算。", "县财政局", "2026年12月底前"),
    (3, "一、公开", "公开决算情况。", "县财政局", "2026年12月底前"),
)
ANSWERS = {"deadlines": {"适时": "2026-10-31"}, "row_units": {"2:2": "县住建局"}, "rows": {"4:3": "drop"}}


def test_the_same_file_again_changes_nothing_and_asks_nothing(desk, time_machine):
    time_machine.move_to(AT)
    desk.load(table(*ROWS), **ANSWERS)
    again = batch_preview(desk.open(table(*ROWS)))
    assert again.changes_nothing
    assert again.open_questions == []


def test_an_answer_about_a_row_goes_with_its_words_and_not_with_its_place(desk, time_machine):
    time_machine.move_to(AT)
    desk.load(table(*ROWS), **ANSWERS)
    new = (0, "一、公开", "公开采购信息。", "县财政局", "2026年12月底前")
    preview = batch_preview(desk.open(table(new, *ROWS)))
    assert (preview.counts["created"], preview.counts["updated"], preview.counts["removed"]) == (1, 0, 0)


def test_a_day_given_for_a_phrase_does_not_pass_to_another_plan(desk):
    desk.load(table(*ROWS), **ANSWERS)
    other = table(*ROWS).replace("重点工作".encode(), b"")
    assert desk.open(other).answers == {}


def test_the_memory_follows_the_title_under_which_the_paper_is_kept(desk):
    first = desk.load(table(*ROWS), **ANSWERS)
    batch = desk.open(table(*ROWS).replace("重点工作".encode(), b""))
    batch = batch_answer(batch=batch, answers={}, title=first.title, by=desk.clerk, at=AT)
    assert batch.answers["deadlines"] == {"适时": "2026-10-31"}
    desk.apply(batch)
    assert Task.objects.get(number="1").due_on == date(2026, 10, 31)


def test_a_phrase_once_taken_as_without_a_day_is_proposed_so(desk):
    desk.load(table(*ROWS), deadlines={"适时": "open"})
    other = batch_preview(desk.open(table(*ROWS).replace("重点工作".encode(), b"")))
    assert [asked.proposal for asked in other.deadlines if asked.phrase == "适时"] == ["open"]
