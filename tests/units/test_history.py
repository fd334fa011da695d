"""The history takes many entries at once, and each is as good as a single one."""

from datetime import UTC, datetime

import pytest

from tasks.models import Task
from tests.world import AT, make_clerk, make_office, make_plan, make_task
from units.history import act, record, record_many
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
CHANGES = {"完成期限": ["", "2026-12-31"], "目标值": [1, 2]}


@pytest.fixture
def task():
    return make_task(make_plan(make_office()))


def fields(entry) -> dict:
    return {name: value for name, value in vars(entry).items() if name not in ("id", "_state")}


def test_one_of_many_is_like_a_single_one(task):
    said = {"by": make_clerk(task.plan.office), "at": AT, "office": task.plan.office}
    with act("203.0.113.7"):
        record("导入修改", task, changes=CHANGES, **said)
        record_many([("导入修改", task.pk, str(task), CHANGES)], model=Task, **said)
    many, single = AuditEntry.objects.order_by("-pk")
    assert fields(many) == fields(single)


def test_what_is_recorded_together_is_one_act_even_when_nobody_named_it(task):
    rows = [(verb, task.pk, "任务", {}) for verb in ("导入新增", "导入修改")]
    record_many(rows, model=Task, by=None, at=datetime(2026, 1, 2, tzinfo=UTC), office=None)
    first, second = AuditEntry.objects.order_by("pk")
    assert (first.verb, second.verb, first.act) == ("导入新增", "导入修改", second.act)
    assert (first.actor_name, first.office_ref, first.at.day) == ("", None, 2)


def test_a_label_is_one_line_of_at_most_200_characters(task):
    label = "公开\n管理员\t删除" + "很长" * 200
    record_many([("导入新增", task.pk, label, {})], model=Task, by=None, at=AT, office=None)
    kept = AuditEntry.objects.get().object_label
    assert kept.startswith("公开\\n管理员\\t删除")
    assert len(kept) == 200


def test_nothing_to_say_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        record_many([], model=Task, by=None, at=AT, office=None)
