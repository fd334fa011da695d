"""Celery functions of the door."""

import logging
from pathlib import Path

from celery import shared_task
from django.conf import settings

from govopen.backup.errors import BackupFailed
from govopen.backup.keeping import dated_name, remove_oldest
from govopen.backup.making import make_backup
from units.clock import database_now

log = logging.getLogger(__name__)
LONGEST = 3 * 3600  # seconds


@shared_task(soft_time_limit=LONGEST, time_limit=LONGEST + 60)
def backup():
    """Make the nightly backup; a failure and what the installation lacks go to the log. The next night tries anew."""
    folder, at = Path(settings.BACKUP_DIR), database_now()
    try:
        made = make_backup(folder / dated_name(at, tar=False), at)
        gone = remove_oldest(folder, settings.BACKUP_KEEP)
    except (BackupFailed, OSError) as failure:
        log.error("夜间备份没有完成：%s", failure)
        return
    for sentence in made.faults:
        log.error("夜间备份：%s", sentence)
    log.info("backup made: %s, %s bytes, %s older ones removed", made.path, made.size, len(gone))
