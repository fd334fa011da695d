"""Celery functions of the room: a service is called, nothing else."""

import logging

from celery import shared_task
from django.db import connection, transaction
from django.utils import timezone

from tasks import past, tallies
from tasks.finding import REPORTS
from tasks.services.evidence_check import evidence_check
from units import pieces

log = logging.getLogger(__name__)


@shared_task
def check_evidence():
    """Check the evidence files; what is wrong goes to the log, each night again until it is mended."""
    found = evidence_check(at=timezone.now())
    for sentence in found.wrong:
        log.error("佐证文件检查：%s", sentence)
    log.info("evidence checked: %s wrong, %s cut-off uploads cleared away", len(found.wrong), found.cleared)


@shared_task
def tidy_tallies():
    """Put the rows of the tallies together and hold them against a fresh count; what differs is logged and mended."""
    tallies.compact(connection)
    if wrong := tallies.wrong(connection):
        log.error("单位任务的件数有%s处与实际不符，已重新计数。数据库触发器可能已丢失。", wrong)
        with transaction.atomic():
            tallies.install(connection)
    if not past.is_kept(connection):
        log.error("单位任务变动前的情况没有留存，已恢复留存；此前的变动查不到当时的情况。数据库触发器可能已丢失。")
        past.install(connection)


@shared_task
def keep_findable():
    """Build the index of words anew where a part of it is lost; until then 查找 may not find what was written since."""
    if not pieces.is_there(connection, REPORTS):
        log.error("查找所用的索引不完整，已重新建立。数据库触发器可能已丢失。")
        with transaction.atomic():
            pieces.install(connection, REPORTS)
