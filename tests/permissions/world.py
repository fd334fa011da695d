"""Two offices with everything in them, and somebody in each role: what the policy table is walked with."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from calendar_events.models import ActivitySchedule
from calendar_events.services import picture_add
from imports.services import batch_open
from reminders.models import OutgoingMail
from reports.quarters import quarter_of
from tasks.models import Assignment
from tasks.services.evidence import evidence_add, evidence_draft
from tasks.services.extensions import extension_ask
from tasks.services.instructions import instruction_give
from tasks.services.reports import report_submit
from tests.imports.papers import THREE
from tests.world import AT, issue, make_clerk, make_office, make_person, make_plan, make_task, make_unit
from units.models import ApiToken, AuditEntry
from units.tokens import token_make

LAST_QUARTER = quarter_of(timezone.localdate())[0] - timedelta(days=1)  # its last day

GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


class Place:
    """One office with an object of every kind."""

    def __init__(self, slug, name, region):
        self.office = make_office(slug, name, region)
        self.unit, self.other = make_unit(self.office), make_unit(self.office, "县住建局")
        self.people = {
            "clerk": make_clerk(self.office),
            "office_leader": make_person(self.office, "office_leader"),
            "liaison": make_person(self.office, unit=self.unit),
            "unit_leader": make_person(self.office, "unit_leader", self.unit),
            "other_liaison": make_person(self.office, unit=self.other),
        }
        self.plan = make_plan(self.office, year=LAST_QUARTER.year)  # there is a circular without asking for a year
        tasks = [make_task(self.plan, self.unit, due_on=date(2026, 12, 31)) for _ in range(3)]
        issue(self.plan, by=self.people["clerk"])
        rows = [Assignment.objects.get(task=task) for task in tasks]
        by = {"by": self.people["liaison"], "at": AT}
        draft = evidence_draft(assignment=rows[1], **by)
        evidence = evidence_add(report=draft, upload=SimpleUploadedFile("说明.txt", "已公开。".encode()), **by).file
        draft.refresh_from_db()
        said = {"values": {"progress": "已公开。"}, "links": [], "version": draft.version}
        report = report_submit(assignment=rows[1], **said, **by)
        extension = extension_ask(assignment=rows[2], new_due_on=date(2027, 2, 1), reason="材料未齐", **by)
        instruction = instruction_give(assignment=rows[0], text="请办。", by=self.people["office_leader"], at=AT)
        paper = make_plan(self.office, title="草稿")
        schedule = ActivitySchedule.objects.create(office=self.office, year=2026, title="安排表", state="issued")
        activity = schedule.activities.create(seq=1, month=6, host=self.unit, host_text="县财政局")
        activity.state = "held"
        activity.save()
        picture, _ = picture_add(activity=activity, upload=SimpleUploadedFile("一.gif", GIF, "image/gif"), **by)
        activity.state = "planned"
        activity.save()
        mail = OutgoingMail.objects.create(
            office=self.office,
            address="a@qingshan.example",
            address_key="a@qingshan.example",
            local_date="2026-05-11",
            next_at=AT,
            message_id=f"<{slug}@x>",
        )
        batch = batch_open(office=self.office, name="分工.txt", content=THREE, by=self.people["clerk"], at=AT)
        now = timezone.now()
        until = timezone.localdate(now) + timedelta(days=90)
        token_make(office=self.office, name="市平台", valid_until=until, by=self.people["clerk"], at=now)
        self.objects = {
            "api_token": ApiToken.objects.get(office=self.office).pk,
            "unit": self.unit.pk,
            "plan": self.plan.pk,
            "task": tasks[0].pk,
            "draft": paper.pk,
            "draft_task": make_task(paper, self.unit).pk,
            "assignment": rows[0].pk,
            "report": report.pk,
            "evidence": evidence.pk,
            "extension": extension.pk,
            "instruction": instruction.pk,
            "schedule": schedule.pk,
            "activity": activity.pk,
            "suggestion": activity.suggestions.create(text="多办几场。", received_on="2026-05-11").pk,
            "picture": picture.pk,
            "mail": mail.pk,
            "batch": batch.pk,
            "act": AuditEntry.objects.filter(verb="下发", office_ref=self.office.pk).latest("pk").act,
        }


class World:
    """An office, and another one that must not see it."""

    def __init__(self):
        self.own = Place("qingshan", "青山县人民政府办公室", "青山县")
        self.foreign = Place("beihe", "北河县人民政府办公室", "北河县")
