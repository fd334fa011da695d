"""Out again: an activity schedule in the form of the papers' annex, which reads back as it stands."""

from calendar_events.models import Activity, ActivitySchedule
from documents.writers.laid_out import LaidOut
from documents.writers.schedule import ScheduleRow, lay_out_schedule, merge_months
from documents.writers.sheet import Workbook
from documents.writers.word import word_document

SHEET = "活动安排表"
STATE_HEADS = ("状态", "举办日期", "地点", "活动情况")  # our own columns, which no reading takes for more
OWN_CHOICE = "自主选定"


def schedule_workbook(schedule: ActivitySchedule, *, with_states: bool = False) -> bytes:
    """Return the schedule as a workbook; imported again it is "0 changes"."""
    book = Workbook()
    book.add(SHEET, _laid_out(schedule, with_states))
    return book.content()


def schedule_word(schedule: ActivitySchedule, *, with_states: bool = False) -> bytes:
    """Return the schedule as a Word document; imported again it is "0 changes"."""
    return word_document(_laid_out(schedule, with_states), schedule.title, landscape=with_states)


def _laid_out(schedule, with_states) -> LaidOut:
    activities = schedule.activities.select_related("host").order_by("seq")
    rows = [_row(activity, with_states) for activity in activities]
    heads = STATE_HEADS if with_states else ()
    notes = [line for line in schedule.note.splitlines() if line.strip()]
    out = lay_out_schedule(schedule.title, rows, extra_heads=heads, notes=notes)
    if str(schedule.year) not in schedule.title:
        out.lines[0].cells[0] += f"（{schedule.year}年）"
    merge_months(out)
    return out


def _row(activity: Activity, with_states: bool) -> ScheduleRow:
    return ScheduleRow(
        number=str(activity.seq),
        month=f"{activity.month}月" if activity.month else "待定",
        theme=_theme(activity),
        host=activity.host_text,
        talk=activity.is_talk,
        open_day=activity.is_open_day,
        remark=activity.remark,
        extra=_states(activity) if with_states else (),
    )


def _theme(activity) -> str:
    """Return the theme; where the host may choose, the words that say so stand beside what was chosen."""
    if not activity.self_selected:
        return activity.theme
    return f"{activity.theme}（{OWN_CHOICE}）" if activity.theme else OWN_CHOICE


def _states(activity) -> tuple[str, ...]:
    return activity.get_state_display(), str(activity.day or ""), activity.place, activity.report_url
