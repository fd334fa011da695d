"""One attempt to import a paper: the file, what was read, what was answered, and what came of it."""

from pathlib import PurePath
from uuid import uuid4

from django.db import models

from calendar_events.models import ActivitySchedule
from documents import wire
from documents.paper import Paper
from imports.querysets import BatchQuerySet
from tasks.models import Plan
from units.models import Office, User
from units.querysets import ScopedQuerySet


def upload_key(batch, name: str) -> str:
    """Return a storage name of our own; of the clerk's file name only a harmless ending is kept."""
    ending = PurePath(name).suffix.lower()
    return f"imports/{uuid4().hex}{ending if ending.isascii() and len(ending) <= 6 else ''}"


class ImportBatch(models.Model):
    """A stored preview. 读取中 → 待确认 → 写入中 → 已导入 → 已撤销; 读不出 and 已放弃 end it. A batch is applied once.

    Every arrow is one conditional UPDATE. 读取中 and 写入中 are passed through at once by small files; large ones wait there
    for a background job, which holds the batch until ``lease_until``: a job that died leaves it to the next.
    """

    class State(models.TextChoices):
        """Where the batch stands."""

        READING = "reading", "读取中"
        UNREADABLE = "unreadable", "读不出"
        PREVIEWED = "previewed", "待确认"
        APPLYING = "applying", "写入中"
        APPLIED = "applied", "已导入"
        DISCARDED = "discarded", "已放弃"
        UNDONE = "undone", "已撤销"

    office = models.ForeignKey(Office, models.PROTECT, verbose_name="办公室", related_name="import_batches")
    file = models.FileField("文件", upload_to=upload_key, max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件指纹", max_length=64)
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    title = models.CharField("标题", max_length=200)
    columns = models.JSONField(
        "各列的含义", default=dict, blank=True
    )  # printed head → meaning, where the office said so
    content = models.TextField("读到的内容", blank=True)  # the paper as documents.wire writes it
    answers = models.JSONField("答复", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PREVIEWED)
    lease_until = models.DateTimeField("后台处理至", null=True, blank=True)
    progress_done = models.PositiveIntegerField("已处理", default=0)
    progress_total = models.PositiveIntegerField("共", default=0)
    confirmed_stamp = models.CharField("确认时的版本", max_length=60, blank=True)  # for an apply in the background
    refusal = models.TextField("没有完成的原因", blank=True)  # one Chinese sentence: unreadable, or not applied
    result = models.JSONField("结果", default=dict, blank=True)  # while a batch waits for a job: state.waiting_since
    trace = models.JSONField("改动记录", default=dict, blank=True)  # imports.trace.Trace: what an undo needs
    plan = models.ForeignKey(Plan, models.SET_NULL, verbose_name="任务分工", null=True, blank=True)
    schedule = models.ForeignKey(ActivitySchedule, models.SET_NULL, verbose_name="活动安排表", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="上传人", null=True, related_name="+")
    created_at = models.DateTimeField("上传时间")
    applied_by = models.ForeignKey(User, models.PROTECT, verbose_name="导入人", null=True, related_name="+")
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入记录"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.file_name

    @property
    def paper(self) -> Paper:
        """The paper as read from the file, loaded once as long as the content is the same; nobody changes it."""
        content, paper = self.__dict__.get("_loaded", (None, None))
        if content is not self.content:
            paper = wire.load(self.content)
            self._loaded = (self.content, paper)
        return paper


class ColumnMeaning(models.Model):
    """What an office once said a printed head means; the next paper with that head is read the same way."""

    office = models.ForeignKey(Office, models.CASCADE, verbose_name="办公室", related_name="column_meanings")
    head = models.CharField("表头", max_length=100)
    meaning = models.CharField("含义", max_length=20)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "表头的含义"
        ordering = ["office", "head"]
        constraints = [models.UniqueConstraint(fields=["office", "head"], name="imports_column_meaning_once")]

    def __str__(self):
        return f"{self.head}：{self.meaning}"
