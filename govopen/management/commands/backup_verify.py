"""Checks a backup; needs nothing but the backup."""

from pathlib import Path

from django.core.management.base import CommandError

from govopen.backup.verifying import faults, read_manifest, told
from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """Exit code 0: whole. 1: something is wrong, one sentence for each fault."""

    help = "核对一份备份：文件、指纹、数据库、行数；不需要数据库，也不改动任何东西"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, metavar="备份", help="备份目录或 .tar 文件")

    def handle(self, *args, backup, **options):
        if found := faults(backup):
            raise CommandError("\n".join([*found, f"备份 {backup} 不能用来恢复。"]))
        manifest = read_manifest(backup)
        for note in manifest.notes:
            self.stdout.write(note)
        self.stdout.write(f"备份完好：{backup}（{told(manifest)}）")
