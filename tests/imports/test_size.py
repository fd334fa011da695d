"""A long paper costs no more statements than a short one, and leaves a short trace."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.services import batch_apply, batch_preview, batch_undo
from imports.trace import keys_of
from tasks.models import Assignment, Heading, Task
from tests.imports.papers import long_paper, table
from tests.world import AT, issue
from units.ranges import ranges

SIZES = (3, 60)


def statements(desk, batch) -> int:
    stamp = batch_preview(batch).stamp
    with CaptureQueriesContext(connection) as asked:
        batch_apply(batch=batch, by=desk.clerk, at=AT, stamp=stamp)
    batch.refresh_from_db()
    return len(asked)


def test_a_first_import_takes_the_same_number_of_statements(desk):
    short, long = (statements(desk, desk.open(long_paper(2024 + place, rows))) for place, rows in enumerate(SIZES))
    assert short == long <= 40


@pytest.mark.parametrize("is_issued", [False, True])
def test_a_corrected_paper_takes_the_same_number_of_statements(desk, is_issued):
    counts = []
    for place, rows in enumerate(SIZES):
        plan = desk.load(long_paper(2024 + place, rows)).plan
        if is_issued:
            issue(plan)
        counts.append(statements(desk, desk.open(long_paper(2024 + place, rows, corrected=True))))
    assert counts[0] == counts[1] <= 60


def test_an_undo_takes_the_same_number_of_statements(desk):
    counts = []
    for place, rows in enumerate(SIZES):
        issue(desk.load(long_paper(2024 + place, rows)).plan)
        batch = desk.load(long_paper(2024 + place, rows, corrected=True))
        with CaptureQueriesContext(connection) as asked:
            assert batch_undo(batch=batch, by=desk.clerk, at=AT) == []
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 60


def test_the_schedule_of_activities_takes_the_same_number_of_statements(desk):
    counts = []
    for place, rows in enumerate(SIZES):
        lines = [f"{n}\t{n % 12 + 1}月\t第{n}场主题活动\t县财政局\t政府开放日" for n in range(1, rows + 1)]
        text = "\n".join(
            [f"{2024 + place}年青山县政务公开活动安排表", "序号\t月份\t活动主题\t主办单位\t活动形式", *lines]
        )
        for again in (text, text.replace("主题活动", "公开讲座")):
            batch = desk.open(again.encode())
            assert len(batch.paper.activities) == rows
            counts.append(statements(desk, batch))
    assert counts[:2] == counts[2:]


def test_the_trace_of_a_long_paper_names_runs_of_keys_and_not_each(desk):
    issue(desk.load(long_paper(2024, 60)).plan)
    tasks, assignments = keys(Task), keys(Assignment)
    trace = desk.load(long_paper(2024, 60, corrected=True)).trace
    assert set(keys_of(trace["tasks_created"])) == keys(Task) - tasks
    assert set(keys_of(trace["assignments_created"])) == keys(Assignment) - assignments
    assert len(trace["tasks_created"]) == len(trace["assignments_created"]) == 1


def keys(model) -> set[int]:
    return set(model.objects.values_list("pk", flat=True))


def test_the_trace_of_a_row_that_only_moved_is_its_place(desk):
    rows = [(n, "一、公开", f"公开第{n}类。", "县财政局", "6月底前") for n in range(1, 5)]
    desk.load(table(*rows))
    second = desk.load(table(rows[3], *rows[:3]))
    assert all(set(values) <= {"position", "source"} for values in second.trace["tasks_changed"].values())
    assert len(second.trace["tasks_changed"]) == 4


@pytest.mark.parametrize("given", [[], [7], [1, 2, 3], [9, 4, 5, 1, 6]])
def test_runs_hold_the_keys_they_were_made_of(given):
    assert keys_of(ranges(sorted(given))) == sorted(given)


def test_a_trace_of_single_keys_from_before_is_understood():
    assert keys_of([4, 5, 9]) == [4, 5, 9]


def test_headings_keep_the_order_of_the_paper_and_their_parents(desk):
    rows = [(1, "二、甲"), (2, "一、乙"), (3, "二、甲"), (4, "三、丙")]
    desk.load(table(*((n, heading, f"公开第{n}类。", "县财政局", "6月底前") for n, heading in rows)))
    desk.load(table(*((n, heading + "改" * (n > 2), f"公开第{n}类。", "县财政局", "6月底前") for n, heading in rows)))
    assert list(Heading.objects.order_by("position").values_list("text", "position")) == [
        ("二、甲", 1),
        ("一、乙", 2),
        ("三、丙", 3),
        ("二、甲改", 4),
        ("三、丙改", 5),
    ]
    assert [task.heading.text for task in Task.objects.order_by("position")] == [
        "二、甲",
        "一、乙",
        "二、甲改",
        "三、丙改",
    ]
