"""总览, 进度, 矩阵, lists, the circular, the ledger and the interface say the same number, and it is the one counted by hand from raw rows."""

import io
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from reports.circular.facts import gather
from tasks.figures import FIGURES
from tasks.past import as_of, end_of
from tests.motion import Motion
from units.tokens import token_make

pytestmark = pytest.mark.django_db
RAW = """
    SELECT a.id, a.plan_id, a.unit_id, a.task_id, a.state, a.due_on, a.submitted_at, a.review_time
    FROM tasks_assignment a JOIN tasks_plan p ON p.id = a.plan_id WHERE p.state = 'issued' AND p.year = 2026
"""


def raw_rows() -> list[dict]:
    """Read the rows past all models, with what a number needs: state, day, and whether it was late."""
    with connection.cursor() as cursor:
        cursor.execute(RAW)
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        due, handed_in, review = row["due_on"], row["submitted_at"], row["review_time"]
        if isinstance(review, int):
            review = timedelta(microseconds=review)
        if isinstance(due, str):
            due = timezone.datetime.fromisoformat(due).date()
        if isinstance(handed_in, str):
            handed_in = timezone.datetime.fromisoformat(handed_in)
        if handed_in and handed_in.tzinfo is None:
            handed_in = handed_in.replace(tzinfo=timezone.get_fixed_timezone(0))
        row["due_on"] = due
        row["late"] = bool(due and handed_in and timezone.localdate(handed_in - review) > due)
    return rows


def by_hand(rows, day) -> Counter:
    """Count the figures in the plainest words."""
    found = Counter(dict.fromkeys(FIGURES, 0))
    for row in rows:
        state, due, late = row["state"], row["due_on"], row["late"]
        if state == "cancelled":
            continue
        found["total"] += 1
        owed = state in ("assigned", "in_progress")
        found["unanswered"] += owed
        found["unreceived"] += state == "assigned"
        found["review"] += state == "in_review"
        found["done"] += state == "done"
        found["late"] += state == "done" and late
        found["on_time"] += state == "done" and not late
        if due:
            away = (due - day).days
            found["overdue"] += owed and away < 0
            found["week"] += owed and 0 <= away <= 7
            found["month"] += owed and 0 <= away <= 30
            found["due"] += away < 0 or (away == 0 and not owed)
            found["today"] += owed and away == 0
            found["in_time"] += state in ("in_review", "done") and away <= 0 and not late
    return found


class Said:
    """What each place says of the office, on the day (today where it is not over)."""

    def __init__(self, client, motion, on: str):
        self.client, self.motion, self.on = client, motion, on

    def get(self, name, *arguments, **params):
        return self.client.get(reverse(name, args=arguments), params | {"on": self.on}).context

    def overview(self) -> dict:
        return self.get("overview_year", 2026)["overview"].figures

    def progress(self) -> dict:
        return self.get("progress_year", 2026)["progress"].figures

    def progress_of_units(self) -> dict:
        return {row.key: row.figures for row, _ in self.get("progress_year", 2026)["units"]}

    def lists(self) -> dict:
        return {code: self.get("assignment_list", show=code, year=2026)["count"] for code in FIGURES}

    def matrix(self, plan) -> Counter:
        words = Counter()
        for row in self.get("matrix", plan)["matrix"].rows:
            words.update(cell[1].css for cell in row.cells if cell)
        return words

    def ledger(self, plan) -> dict:
        """Return the sums of the workbook, by figure."""
        content = b"".join(self.client.get(reverse("plan_ledger", args=[plan]), {"on": self.on}).streaming_content)
        sheet = load_workbook(io.BytesIO(content))["各单位汇总"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        heads = next(row for row in rows if "单位任务" in row)
        sums = next(row for row in rows if "合计" in row)
        named = dict(zip(heads, sums, strict=True))
        return {code: int(named[figure.label]) for code, figure in FIGURES.items() if figure.label in named}

    def circular(self, day) -> dict:
        then = as_of(self.on, timezone.localdate()) if self.on else as_of("", day)
        return gather(self.motion.office, 2026, day.replace(day=1), then).figures


@pytest.mark.parametrize("seed", range(3))
def test_all_places_say_what_was_counted_by_hand_today_and_later_of_that_day(client, time_machine, seed):
    motion = Motion(seed)
    motion.gaps = (5, 30, 80)
    noted = {}
    for _ in range(5):
        for _ in range(12):
            motion.step()
        time_machine.move_to(motion.now + timedelta(minutes=1))
        day = timezone.localdate()
        rows = raw_rows()
        noted[day] = rows
        client.force_login(motion.clerk)
        check(Said(client, motion, ""), rows, day)
        motion.now = end_of(day) - timedelta(minutes=1)  # nothing more happens on this day
    time_machine.move_to(motion.now + timedelta(days=2))
    client.force_login(motion.clerk)
    for day, rows in noted.items():
        check(Said(client, motion, day.isoformat()), rows, day)


def check(said: Said, rows, day) -> None:
    """Hold each place against the count by hand."""
    counted = by_hand(rows, day)
    overview = said.overview()
    assert overview == {code: counted[code] for code in overview}
    assert said.progress() == counted
    assert said.lists() == counted
    assert said.circular(day) == counted
    for unit, figures in said.progress_of_units().items():
        assert figures == by_hand([row for row in rows if row["unit_id"] == unit], day)
    for plan in {row["plan_id"] for row in rows}:
        own = [row for row in rows if row["plan_id"] == plan]
        cells, of_plan = said.matrix(plan), by_hand(own, day)
        assert cells["done"] == of_plan["done"]
        assert cells["review"] == of_plan["review"]
        assert cells["overdue"] == of_plan["overdue"]
        assert cells["off"] == sum(row["state"] == "cancelled" for row in own)
        assert cells.total() == len(own)
        ledger = said.ledger(plan)
        assert len(ledger) >= 8
        assert ledger == {code: of_plan[code] for code in ledger}


def test_the_interface_says_the_same_of_each_plan(client, time_machine):
    motion = Motion(5)
    for _ in motion.run(50):
        pass
    time_machine.move_to(motion.now + timedelta(minutes=1))
    until = timezone.localdate() + timedelta(days=30)
    secret = token_make(office=motion.office, name="市平台", valid_until=until, by=motion.clerk, at=timezone.now())
    answer = client.get("/api/v1/plans", headers={"authorization": f"Bearer {secret}"}).json()
    rows = raw_rows()
    for plan in answer["items"]:
        if plan["state"]["code"] == "issued":
            counted = by_hand([row for row in rows if row["plan_id"] == plan["id"]], timezone.localdate())
            assert plan["figures"] == {code: counted[code] for code in plan["figures"]}
    assert any(plan["figures"]["done"] for plan in answer["items"])
