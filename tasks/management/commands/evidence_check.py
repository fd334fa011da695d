"""The nightly check of evidence, by hand: after a restore, or when the log speaks of it."""

import sys

from django.utils import timezone

from tasks.services.evidence_check import evidence_check
from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Say what is wrong, a line each; exit code 1 if anything is."""

    help = "Check that every evidence row has its file and every file its row; clears cut-off uploads away"

    def handle(self, *args, **options):
        found = evidence_check(at=timezone.now())
        for sentence in found.wrong:
            self.stdout.write(sentence)
        self.stdout.write(f"佐证文件：{len(found.wrong)}处不对，清理了{found.cleared}个中断的上传。")
        if found.wrong:
            sys.exit(1)
