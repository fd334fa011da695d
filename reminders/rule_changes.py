"""Changes of an office's rules, each with its entry in the history: what was, what is."""

from django.db import transaction

from documents.days import long_day
from reminders.models import ContactPause, PlanTiming, QuietPeriod, ReminderPolicy
from reminders.rule_forms import POLICY, TIMING
from reminders.rules import Rules
from tasks.models import Plan
from tasks.services.errors import ActRefused
from units.history import record
from units.models import Membership, Office
from units.seen import mark, mark_of, refuse_unseen
from units.words import in_words

CHANGED = "设置提醒规则"


@transaction.atomic
def rules_save(*, office, policy: dict, steps, quiet, pauses, by, at, seen="") -> bool:
    """Let the office's rules be as given, and return whether anything changed.

    steps, quiet and pauses are unsaved rows and take the place of those that are there; quiet days and pauses that are
    over stay, for they explain why no letter left. Raises ActRefused for people who are not of the office, and
    ChangedMeanwhile when what stands is not what the person has seen (seen: the ``rules_mark`` of then).
    """
    office = Office.objects.again(office).select_for_update(no_key=True).get()  # on SQLite the transaction is the lock
    _refuse_strangers(office, steps, pauses)
    rules = Rules(office)
    over = {"to_on__gte": rules.today(at)}
    saved, _ = ReminderPolicy.objects.get_or_create(office=office)
    now = rules_mark(saved, rules.escalation, quiet_of(office), pauses_of(office))
    changes = _assign(saved, policy)
    if changes:
        saved.full_clean(exclude=["office"])
        saved.save()
    names = dict(Membership.objects.filter(office=office).values_list("pk", "user__name"))
    changes |= _replace("逾期告知", rules.escalation, steps, _step_words(names), _save_step)
    changes |= _replace("静默日期", list(QuietPeriod.objects.filter(office=office, **over)), quiet, _span)
    changes |= _replace(
        "暂停收信",
        list(ContactPause.objects.filter(contact__office=office, **over)),
        pauses,
        lambda row: f"{names[row.contact_id]}{_span(row)}",
    )
    refuse_unseen(seen, now, changes)
    if changes:
        record(CHANGED, saved, by=by, at=at, office=office, changes=changes)
    return bool(changes)


@transaction.atomic
def sending_switch(*, office, on: bool, by, at) -> ReminderPolicy:
    """Let the office send mail, or stop all of it; return its rules."""
    office = Office.objects.again(office).select_for_update(no_key=True).get()
    saved, _ = ReminderPolicy.objects.get_or_create(office=office)
    if saved.enabled == on:
        raise ActRefused("提醒本来就在发送。" if on else "提醒本来就已停止。")
    saved.enabled = on
    saved.save(update_fields=["enabled"])
    verb = "恢复发送提醒" if on else "停止发送提醒"
    words = {True: "发送", False: "停止"}
    record(verb, saved, by=by, at=at, office=office, changes={"发送提醒": [words[not on], words[on]]})
    return saved


@transaction.atomic
def plan_timing_save(*, plan, values: dict | None, by, at, seen="") -> bool:
    """Give the plan steps of its own, or none (values is None: it follows its office); return whether that changed.

    Raises ChangedMeanwhile when what stands is not what the person has seen (seen: the ``timing_mark`` of then).
    """
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    saved = PlanTiming.objects.filter(plan=plan).first()
    own, now = "本文件单独设置", timing_mark(saved)
    if values is None:
        changes = {"提醒步骤": [own, "按办公室规则"]} if saved else {}
        PlanTiming.objects.filter(plan=plan).delete()
    else:
        timing = saved or PlanTiming(plan=plan, steps=[], overdue_weeks=0, year_end_from="", cutoff="")
        changes = _assign(timing, values)
        changes |= {} if saved else {"提醒步骤": ["按办公室规则", own]}
        timing.full_clean(exclude=["plan"])
        timing.save()
    refuse_unseen(seen, now, changes)
    if changes:
        record("设置提醒步骤", plan, by=by, at=at, office=plan.office, changes=changes)
    return bool(changes)


def quiet_of(office) -> list[dict]:
    """Return the office's quiet days, also those that are over."""
    return list(QuietPeriod.objects.filter(office=office).order_by("from_on", "pk").values("from_on", "to_on", "why"))


def pauses_of(office) -> list[dict]:
    """Return the pauses of the office's contacts, also those that are over."""
    rows = ContactPause.objects.filter(contact__office=office).order_by("from_on", "pk")
    return list(rows.values("contact", "from_on", "to_on", "why"))


def rules_mark(policy, steps, quiet: list[dict], pauses: list[dict]) -> str:
    """Return the mark (``units.seen``) of all that ``rules_save`` writes, and of what is over: midnight changes nothing."""
    audiences = [(step.after_days, step.audience, sorted(step.listed)) for step in steps]
    return mark(mark_of(policy, POLICY), audiences, quiet, pauses)


def timing_mark(timing: PlanTiming | None) -> str:
    """Return the mark of a plan's own steps, and of none."""
    return mark_of(timing, TIMING) if timing else mark()


def _refuse_strangers(office, steps, pauses) -> None:
    listed = {member for step in steps for member in step.listed}
    colleagues = Membership.objects.filter(office=office, role__in=Membership.OFFICE_ROLES, pk__in=listed)
    contacts = {row.contact_id for row in pauses}
    if colleagues.count() < len(listed):
        raise ActRefused("只能指定本办公室的人员。")
    if Membership.objects.filter(office=office, pk__in=contacts).count() < len(contacts):
        raise ActRefused("只能为本办公室的联系人暂停收信。")


def _assign(row, values: dict) -> dict:
    """Set the values and return what changed, in words."""
    changes = {}
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            changes[str(row._meta.get_field(name).verbose_name)] = [in_words(old), in_words(value)]
            setattr(row, name, value)
    return changes


def _replace(label, saved, wanted, words, save=None) -> dict:
    """Let the rows that are wanted take the place of the saved ones; what stays the same is not touched."""
    old, new = {words(row): row for row in saved}, {words(row): row for row in wanted}
    for text in old.keys() - new.keys():
        old[text].delete()
    for text, row in new.items():
        if text not in old:
            row.save()
            if save:
                save(row)
    return {label: ["；".join(old), "；".join(new)]} if old.keys() != new.keys() else {}


def _save_step(step) -> None:
    step.members.set(step.listed)


def _step_words(names):
    def words(step) -> str:
        people = "、".join(names.get(pk, "") for pk in sorted(step.listed))
        return f"{step}（{people}）" if people else str(step)

    return words


def _span(row) -> str:
    return f"{long_day(row.from_on)}至{long_day(row.to_on)}{f'（{row.why}）' if row.why else ''}"
