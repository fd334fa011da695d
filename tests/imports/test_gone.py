"""Rows and units that a corrected paper no longer has: proposed for ending, never ended silently."""

from datetime import date

import pytest

from imports.services import batch_preview, batch_undo
from tasks.models import Assignment, Task
from tasks.services.lifecycle import assignment_cancel, assignment_receive
from tasks.services.reports import report_submit
from tests.imports.papers import CORRECTED, THREE, table
from tests.world import AT, issue, make_person

TEXT_ONLY = {"县某某局": {"as": "ignore"}}
GONE = "2"  # the number that CORRECTED leaves out


def gone_key() -> str:
    return str(Task.objects.get(number=GONE).pk)


def test_a_row_that_is_gone_stays_until_somebody_decides(desk):
    issue(desk.load(units=TEXT_ONLY).plan)
    desk.load(CORRECTED)
    assert Task.objects.get(number=GONE).vanished
    assert Assignment.objects.get(task__number=GONE).state == "assigned"


def test_what_vanished_is_proposed_once_and_the_same_file_again_changes_nothing(desk):
    desk.load(units=TEXT_ONLY)
    assert batch_preview(desk.open(CORRECTED)).counts["removed"] == 1
    desk.load(CORRECTED)
    again = batch_preview(desk.open(CORRECTED))
    assert again.changes_nothing
    assert again.gone == []


def test_a_row_that_comes_back_is_a_change(desk):
    desk.load(units=TEXT_ONLY)
    desk.load(CORRECTED)
    batch = desk.open(THREE)
    (back,) = [line for line in batch_preview(batch).comparison.lines if line.number == GONE]
    assert ("文件中", "已没有", "重新列入") in back.changes
    desk.apply(batch)
    assert not Task.objects.get(number=GONE).vanished


class TestDraft:
    """Nothing hangs on a draft's rows: the clerk may let them go, and have them back."""

    def test_the_row_is_taken_out_of_the_draft(self, desk):
        desk.load(units=TEXT_ONLY)
        desk.load(CORRECTED, gone={gone_key(): "end"})
        assert not Task.objects.filter(number=GONE).exists()

    def test_an_undo_brings_it_back_as_it_was(self, desk):
        desk.load(units=TEXT_ONLY)
        task = Task.objects.get(number=GONE)
        second = desk.load(CORRECTED, gone={gone_key(): "end"})
        batch_undo(batch=second, by=desk.clerk, at=AT)
        back = Task.objects.get(pk=task.pk)
        assert (back.requirement, back.position, back.vanished) == (task.requirement, task.position, False)
        assert [party.text for party in back.parties.all()] == ["县住建局", "县某某局"]


class TestIssued:
    """On an issued plan units may have worked: their records stay, and an undo brings them back whole."""

    @pytest.fixture
    def waiting(self, desk):
        """An assignment of the row that will be gone; its answer waits for review."""
        issue(desk.load(units=TEXT_ONLY).plan)
        assignment = Assignment.objects.get(task__number=GONE)
        liaison = make_person(desk.office, unit=assignment.unit)
        report_submit(assignment=assignment, values={"progress": "已公开。"}, links=[], version=0, by=liaison, at=AT)
        assignment.refresh_from_db()
        return assignment

    def test_ending_the_row_ends_its_assignments_and_keeps_their_records(self, desk, waiting):
        desk.load(CORRECTED, gone={gone_key(): "end"})
        waiting.refresh_from_db()
        assert waiting.state == "cancelled"
        assert waiting.reports.get().state == "void"

    def test_an_undo_restores_state_and_answer(self, desk, waiting):
        second = desk.load(CORRECTED, gone={gone_key(): "end"})
        assert batch_undo(batch=second, by=desk.clerk, at=AT) == []
        waiting.refresh_from_db()
        assert waiting.state == "in_review"
        assert (waiting.reports.get().state, waiting.reports.get().reviewed_by) == ("submitted", None)

    def test_a_unit_no_longer_named_is_ended_only_when_the_clerk_says_so(self, desk, waiting):
        changed = THREE.replace("县住建局、县某某局".encode(), "县财政局、县某某局".encode())
        batch = desk.open(changed)
        (leaving,) = batch_preview(batch).leaving
        assert leaving.assignments == [waiting]
        desk.apply(desk.answer(batch, leaving={str(waiting.task_id): "end"}))
        waiting.refresh_from_db()
        assert waiting.state == "cancelled"
        assert Assignment.objects.filter(task=waiting.task, unit=desk.finance, state="assigned").exists()

    def test_a_row_that_was_ended_and_comes_back_is_given_to_its_units_again(self, desk, waiting):
        desk.load(CORRECTED, gone={gone_key(): "end"})
        third = desk.load(THREE)
        waiting.refresh_from_db()
        assert (waiting.state, waiting.submitted_at, waiting.due_version) == ("assigned", None, 2)
        assert batch_undo(batch=third, by=desk.clerk, at=AT) == []
        waiting.refresh_from_db()
        assert (waiting.state, waiting.submitted_at) == ("cancelled", AT)

    def test_a_unit_that_was_ended_and_is_named_again_has_the_task_again(self, desk, waiting):
        without = THREE.replace("县住建局、县某某局".encode(), "县财政局、县某某局".encode())
        desk.load(without, leaving={str(waiting.task_id): "end"})
        third = desk.load(THREE)
        waiting.refresh_from_db()
        assert waiting.state == "assigned"
        assignment_receive(assignment=waiting, by=None, at=AT)
        stayed = batch_undo(batch=third, by=desk.clerk, at=AT)
        assert stayed == ["第2项“县住建局”已有办理或批示记录，予以保留。"]

    def test_what_the_office_ended_itself_stays_ended_when_the_row_changes_otherwise(self, desk, waiting):
        assignment_cancel(assignment=waiting, by=desk.clerk, at=AT, reason="由他人办理")
        desk.load(THREE.replace("公开住房保障信息".encode(), "公开住房保障和公租房信息".encode()))
        waiting.refresh_from_db()
        assert waiting.state == "cancelled"


def test_a_corrected_paper_leaves_the_turns_of_a_returning_duty_where_they_are(desk, time_machine):
    time_machine.move_to(AT)

    def paper(words):
        return table((1, "一、公开", f"报送信息{words}。", "县财政局", "每季度末"))

    issue(desk.load(paper("")).plan)
    first = Assignment.objects.get()
    desk.load(paper("，并及时更新"))
    again = Assignment.objects.get()
    assert (again.due_on, again.due_version) == (first.due_on, first.due_version)
    assert again.due_on is not None
    assert again.task.periods.count() == 3


def test_a_duty_that_becomes_a_returning_one_gets_its_turns(desk, time_machine):
    time_machine.move_to(AT)
    rows = [(1, "一、公开", "报送信息。", "县财政局", when) for when in ("12月底前", "每半年")]
    issue(desk.load(table(rows[0])).plan)
    desk.load(table(rows[1]))
    assert Assignment.objects.get().due_on == date(2026, 6, 30)
