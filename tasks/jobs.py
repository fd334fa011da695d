"""Celery functions of the room: a service is called, nothing else."""

import logging

from celery import shared_task
from django.utils import timezone

from tasks.services.evidence_check import evidence_check

log = logging.getLogger(__name__)


@shared_task
def check_evidence():
    """Check the evidence files; what is wrong goes to the log, each night again until it is mended."""
    found = evidence_check(at=timezone.now())
    for sentence in found.wrong:
        log.error("佐证文件检查：%s", sentence)
    log.info("evidence checked: %s wrong, %s cut-off uploads cleared away", len(found.wrong), found.cleared)
