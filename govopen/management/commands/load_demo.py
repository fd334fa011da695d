"""Loads the three offices, imports their papers with the real importer, and issues them. Runs again without harm."""

from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from calendar_events.services import schedule_issue, schedule_roll_forward
from calendar_events.workdays import WorkdayCalendar
from govopen.demo.course import play, play_activities
from govopen.demo.offices import OFFICES, SHOWN_LOGINS
from govopen.demo.registers import give_passwords, load_registers, settle_open_groups
from imports.services import batch_apply, batch_open, batch_preview
from reminders import outbox, planning
from tasks.services.issue import plan_close, plan_issue
from tasks.services.roll_forward import plan_roll_forward
from tasks.services.rules import plan_set_rules
from units import history
from units.models import Membership, Office, User
from units.terminal import TerminalCommand

PAPERS = Path(settings.BASE_DIR) / "fixtures" / "papers"
LOGINS = Path(settings.VAR_DIR) / "logins.txt"
ORIGIN = "load_demo"  # each step is an act of its own in the history, as it would be on the pages


class Command(TerminalCommand):
    """Fill an empty installation with something to look at."""

    help = "Load the demonstration offices; what stands already is left alone"

    def handle(self, *args, **options):
        for demo in OFFICES:
            if not Office.objects.filter(slug=demo.slug).exists():
                self.load(demo)

    def load(self, demo):
        """Load one office, all of it or nothing, so that an interrupted start can simply be repeated."""
        self.say(f"{demo.name}：名册和账号……")
        at = timezone.now()
        with transaction.atomic():
            office = Office.objects.create(
                slug=demo.slug, name=demo.name, short_name=demo.short_name, region=demo.region
            )
            with history.act(ORIGIN):
                load_registers(office, at)
                settle_open_groups(office)
                passwords = give_passwords(office, at)
            clerk = User.objects.get(username=f"{demo.slug}-jingban1")
            plans = [self.import_paper(office, name, clerk, at) for name in demo.papers]
            if demo.goes_on:
                self.show_a_year(plans[0], clerk)
            for plan in plans:
                with history.act(ORIGIN):
                    self.say(f"　　下发《{plan.title}》：单位任务{plan_issue(plan=plan, by=clerk, at=at)}件")
            if demo.goes_on:  # as any office does once the new paper stands
                with history.act(ORIGIN):
                    plan_close(plan=plans[0], by=clerk, at=at)
            for schedule in office.schedules.all():
                self.show_activities(schedule, clerk)
        remember(passwords)

    def import_paper(self, office, name, clerk, at):
        """Import one paper and return the draft plan."""
        with history.act(ORIGIN):
            batch = batch_open(office=office, name=name, content=(PAPERS / name).read_bytes(), by=clerk, at=at)
        preview = batch_preview(batch)
        with history.act(ORIGIN):
            counts = batch_apply(batch=batch, by=clerk, at=at, stamp=preview.stamp)
        batch.refresh_from_db()
        activities = f"，活动{counts['activities']}场" if counts["activities"] else ""
        self.say(f"　　导入{name}：任务{counts['created']}项{activities}")
        return batch.plan

    def show_a_year(self, plan, clerk):
        """Roll the plan forward to this year, let its units act until today, and remind them twice on the way."""
        today = timezone.localdate()
        title = f"演示：{today.year}年商河县政务公开重点工作任务分工"
        opened = min(timezone.make_aware(datetime.combine(today.replace(month=4, day=20), time(9))), timezone.now())
        with history.act(ORIGIN):
            new = plan_roll_forward(plan=plan, year=today.year, title=title, by=clerk, at=opened)
        with history.act(ORIGIN):
            plan_issue(plan=new, by=clerk, at=opened)
            new.refresh_from_db()
            plan_set_rules(plan=new, by=clerk, at=opened, is_public=True)
        self.say(f"　　{title}：模拟各单位一年来的反馈，约20秒……")
        touched, sent = self.let_time_pass(new, clerk, today)
        self.say(f"　　{touched}件单位任务有了进展，发出{sent}封提醒")

    def let_time_pass(self, plan, clerk, today) -> tuple[int, int]:
        """Play the year until today with two mornings of letters on the way; return how many assignments and letters."""
        touched, sent, mornings = set(), 0, letter_days(plan, today)
        for moment, assignment in play(plan, clerk, today):
            while mornings and mornings[0] <= moment:
                sent += remind(plan.office, mornings.pop(0))
            touched.add(assignment.pk)
        return len(touched), sent + sum(remind(plan.office, at) for at in mornings)

    def show_activities(self, schedule, clerk):
        """Copy the schedule to this year and let its hosts act until today."""
        today = timezone.localdate()
        title = f"演示：{today.year}年活动安排表"
        new = schedule_roll_forward(schedule=schedule, year=today.year, title=title, by=clerk, at=timezone.now())
        new.is_public = True
        new.save(update_fields=["is_public"])
        for each in (schedule, new):
            schedule_issue(schedule=each, by=clerk, at=timezone.now())
        play_activities(new, clerk, today)
        self.say(f"　　{title}：{new.activities.count()}场")

    def say(self, text):
        """Show progress at once."""
        self.stdout.write(text)
        self.stdout.flush()


def letter_days(plan, today) -> list[datetime]:
    """Return two mornings of the past weeks on which people work, as far as the plan was issued by then."""
    calendar = WorkdayCalendar(plan.office)
    days = (calendar.on_or_before(today - timedelta(weeks=weeks)) for weeks in (4, 2))
    mornings = (timezone.make_aware(datetime.combine(day, time(9))) for day in days)
    return [at for at in mornings if at >= plan.issued_at]


def remind(office, at) -> int:
    """Send the digests of a moment and return how many letters that made."""
    planning.plan(office, at)
    return sum(outbox.send(pk, at) is not None for pk in outbox.due(at, office))


def remember(passwords: dict[str, str]) -> None:
    """Write the logins to a file that only its owner can read: first those to try, then all."""
    held = _read()
    held.update(passwords)
    names = dict(Membership.objects.filter(user__username__in=held).values_list("user__username", "user__name"))
    line = "{}　密码 {}　{}".format
    shown = [line(login, held[login], names.get(login, "")) for login in SHOWN_LOGINS if login in held]
    rest = [line(login, word, names.get(login, "")) for login, word in sorted(held.items())]
    LOGINS.touch(mode=0o600)
    LOGINS.write_text("\n".join([*shown, "", *rest, ""]), encoding="utf-8")


def _read() -> dict[str, str]:
    if not LOGINS.exists():
        return {}
    parts = [line.split("　") for line in LOGINS.read_text(encoding="utf-8").splitlines() if line]
    return {login: word.removeprefix("密码 ") for login, word, _ in parts}
