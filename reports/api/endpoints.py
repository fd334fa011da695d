"""The questions that can be asked. Each starts from what the reading office may see."""

import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

from calendar_events.models import Activity
from reports.api import schemas
from reports.api.errors import NOT_THERE
from reports.api.paging import LARGEST, USUAL, Cursor, Limit, YearCursor, cut
from tasks.figures import count
from tasks.models import Assignment, Plan, Task
from tasks.past import AsOf
from tasks.standings import standings
from units.models import Unit

router = Router()
Key = Annotated[int, Path(ge=1, le=LARGEST, description="编号。")]
Year = Annotated[int, Query(ge=1900, le=2999, description="只要这一年度的，如 2026。")]
PlanKey = Annotated[int, Query(ge=1, le=LARGEST, description="只要这份文件的，填文件的编号。")]
UnitKey = Annotated[int, Query(ge=1, le=LARGEST, description="只要这个单位的，填单位的编号。")]


def _written_out(text: str) -> str:
    """Refuse a bare number, which the library would take for seconds since 1970: 20260701 is meant as a day."""
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T", text):
        raise PydanticCustomError("datetime_form", "no date and time")
    return text


Since = Annotated[AwareDatetime, BeforeValidator(_written_out)]
# Not a third part above: the library would forget that it may be left out.
ALL_TIME = Query(
    None, description="只要从这一时刻起有变动的，须带时区，如 2026-07-01T00:00:00Z；加号在网址里写作 %2B。"
)
State = Annotated[Assignment.State, Query(description="只要这个状态的。" + schemas.one_of(Assignment.State))]

# What a database can compare in any zone; nothing changed before or after.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def question(name: str, model, *, may_miss: bool = False) -> dict:
    """Return what the description says of the question called name: its answer, a model, and how it may be refused.

    may_miss: it names something that may not be there.
    """
    refusals = {
        400: "参数不对，detail 里写明是哪一个",
        401: "没有令牌，或者令牌不对、已停用、已到期",
        405: "只能读取：GET 或 HEAD",
        429: "请求太频繁，等待秒数见 Retry-After",
    }
    if may_miss:
        refusals[404] = NOT_THERE
    return {
        "url_name": name,
        "operation_id": name,
        "response": {200: model} | dict.fromkeys(refusals, schemas.Problem),
        "openapi_extra": {"responses": {code: {"description": text} for code, text in refusals.items()}},
    }


@router.get("/office", summary="令牌属于哪个办公室", **question("office", schemas.OfficeOut))
def office(request):
    """办公室的名称、答复的时刻和令牌的有效期。用来检查令牌是否可用。"""
    reader = request.auth
    names = ("slug", "name", "short_name", "region")
    own = {name: getattr(reader.office, name) for name in names}
    return schemas.OfficeOut(**own, as_of=timezone.localtime(), valid_until=request.key.valid_until)


@router.get("/plans", summary="文件", **question("plans", schemas.PlanPage))
def plans(request, year: Year = None, limit: Limit = USUAL, cursor: Cursor = None):
    """已下发和已归档的工作要点、任务分工，按编号排列。"""
    rows = Plan.objects.visible_to(request.auth).defer("layout")
    if year is not None:
        rows = rows.filter(year=year)
    found, after = cut(request, rows, limit=limit, cursor=cursor)
    return schemas.PlanPage(items=plans_out(found), next=after)


@router.get("/plans/{int:pk}", summary="一份文件", **question("plan", schemas.PlanOut, may_miss=True))
def plan(request, pk: Key):
    """一份已下发或已归档的文件。"""
    return plans_out([_plan(request, pk)])[0]


def plans_out(found: list[Plan]) -> list[schemas.PlanOut]:
    """Return what is told of the plans of a page, with their figures of today: sums of tallies, one query for all."""
    today, standing = timezone.localdate(), defaultdict(list)
    for plan, _, state, due_on, number in standings([row.pk for row in found], AsOf(today)):
        standing[plan].append((state, due_on, number))
    return [schemas.PlanOut.of(row, count(standing[row.pk], today)) for row in found]


@router.get("/tasks", summary="任务", **question("tasks", schemas.TaskPage, may_miss=True))
def tasks(request, plan: PlanKey = None, limit: Limit = USUAL, cursor: Cursor = None):
    """文件里的各项任务，按编号排列；在文件中的次序见 position。"""
    rows = Task.objects.visible_to(request.auth).select_related("heading").defer("duties")
    if plan is not None:
        rows = rows.filter(plan=_plan(request, plan))
    found, after = cut(request, rows, limit=limit, cursor=cursor)
    return schemas.TaskPage(items=[schemas.TaskOut.of(row) for row in found], next=after)


@router.get("/assignments", summary="单位任务", **question("assignments", schemas.AssignmentPage, may_miss=True))
def assignments(
    request,
    plan: PlanKey = None,
    unit: UnitKey = None,
    state: State = None,
    year: Year = None,
    changed_since: Since = ALL_TIME,
    limit: Limit = USUAL,
    cursor: YearCursor = None,
):
    """每个单位承担的任务和办理状态，按年度、编号排列。翻页期间新增的排在后面，已读到的不会再出现。"""
    rows = Assignment.objects.visible_to(request.auth).select_related("unit")
    if plan is not None:  # its year as well: the index goes by years
        chosen = _plan(request, plan)
        rows = rows.filter(plan=chosen, year=chosen.year)
    if unit is not None:
        rows = rows.filter(unit=get_object_or_404(Unit.objects.visible_to(request.auth), pk=unit))
    if state is not None:
        rows = rows.filter(state=state)
    if year is not None:
        rows = rows.filter(year=year)
    if changed_since is not None:
        rows = rows.filter(changed_at__gte=min(max(changed_since, EARLIEST), LATEST))
    found, after = cut(request, rows, limit=limit, cursor=cursor, order=("year", "pk"))
    today = timezone.localdate()
    return schemas.AssignmentPage(items=[schemas.AssignmentOut.of(row, today) for row in found], next=after)


@router.get("/activities", summary="活动", **question("activities", schemas.ActivityPage))
def activities(request, year: Year = None, limit: Limit = USUAL, cursor: Cursor = None):
    """已下发的活动安排表里的政务公开讲和政府开放日，按编号排列。"""
    rows = Activity.objects.visible_to(request.auth).select_related("schedule")
    if year is not None:
        rows = rows.filter(schedule__year=year)
    found, after = cut(request, rows, limit=limit, cursor=cursor)
    return schemas.ActivityPage(items=[schemas.ActivityOut.of(row) for row in found], next=after)


@router.get("/units", summary="单位", **question("units", schemas.UnitPage))
def units(request, limit: Limit = USUAL, cursor: Cursor = None):
    """办公室登记的单位，包括已撤并的，按编号排列。"""
    found, after = cut(request, Unit.objects.visible_to(request.auth), limit=limit, cursor=cursor)
    return schemas.UnitPage(items=[schemas.UnitOut.of(row) for row in found], next=after)


def _plan(request, pk) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.auth).defer("layout"), pk=pk)
