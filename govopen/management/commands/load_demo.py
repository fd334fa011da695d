"""Loads the three offices, imports their papers with the real importer, and issues them. Runs again without harm."""

from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from calendar_events.services import schedule_roll_forward
from govopen.demo.course import play, play_activities
from govopen.demo.offices import OFFICES, SHOWN_LOGINS
from govopen.demo.registers import load_people, load_registers
from imports.services import batch_apply, batch_open, batch_preview
from tasks.services.issue import plan_issue
from tasks.services.roll_forward import plan_roll_forward
from units import history
from units.models import Membership, Office, User

PAPERS = Path(settings.BASE_DIR) / "fixtures" / "papers"
LOGINS = Path(settings.VAR_DIR) / "logins.txt"


class Command(BaseCommand):
    """Fill an empty installation with something to look at."""

    help = "Load the demonstration offices; what stands already is left alone"

    def handle(self, *args, **options):
        with history.act("load_demo"):
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
            load_registers(office)
            passwords = load_people(office, at)
            clerk = User.objects.get(username=f"{demo.slug}-jingban1")
            for name in demo.papers:
                plan = self.import_paper(office, name, demo.answers, clerk, at)
            if demo.slug == "shanghe":
                self.show_a_year(plan, clerk)
            for schedule in office.schedules.all():
                self.show_activities(schedule, clerk)
        remember(passwords)

    def import_paper(self, office, name, answers, clerk, at):
        """Import one paper and issue the plan."""
        batch = batch_open(office=office, name=name, content=(PAPERS / name).read_bytes(), by=clerk, at=at)
        batch.answers = answers
        batch.save(update_fields=["answers"])
        preview = batch_preview(batch)
        counts = batch_apply(batch=batch, by=clerk, at=at, plan_version=preview.plan_version)
        batch.refresh_from_db()
        issued = plan_issue(plan=batch.plan, by=clerk, at=at)
        self.say(f"　　导入{name}：任务{counts['created']}项，活动{counts['activities']}场；下发单位任务{issued}件")
        return batch.plan

    def show_a_year(self, plan, clerk):
        """Roll the plan forward to this year and let its units act until today."""
        today = timezone.localdate()
        year = today.year
        new = plan_roll_forward(
            plan=plan, year=year, title=f"演示：{year}年商河县政务公开重点工作任务分工", by=clerk, at=timezone.now()
        )
        opened = timezone.make_aware(datetime.combine(today.replace(month=4, day=20), time(9)))
        plan_issue(plan=new, by=clerk, at=min(opened, timezone.now()))
        self.say("　　演示：模拟各单位一年来的反馈……")
        self.say(f"　　演示：{play(new, clerk, today)}件单位任务有了进展")

    def show_activities(self, schedule, clerk):
        """Copy the schedule to this year and let its hosts act until today."""
        today = timezone.localdate()
        title = f"演示：{today.year}年活动安排表"
        new = schedule_roll_forward(schedule=schedule, year=today.year, title=title, by=clerk, at=timezone.now())
        play_activities(new, clerk, today)
        self.say(f"　　{title}：{new.activities.count()}场")

    def say(self, text):
        """Show progress at once."""
        self.stdout.write(text)
        self.stdout.flush()


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
