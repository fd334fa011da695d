"""Restores a backup into an installation that is empty, or into one that is given up for it."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from govopen.backup.contents import ARCHIVES
from govopen.backup.errors import BackupFailed
from govopen.backup.existing import existing
from govopen.backup.restoring import restore, sound_manifest
from govopen.backup.verifying import told
from units import history
from units.terminal import TerminalCommand
from units.verifying import verify


class Command(TerminalCommand):
    """Exit code 0: restored. 1: not restored, or the history in it is not sound."""

    help = "从备份恢复：先核对备份，恢复数据库和文件，升级到本版本，扣留邮件，注销全部登录"
    requires_system_checks = []  # whatever is wrong with a page must not stand in the way

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, metavar="备份", help="备份目录或 .tar 文件")
        parser.add_argument("--replace", action="store_true", help="数据库里已有数据时也恢复：现有数据全部被替换")
        parser.add_argument("--yes", action="store_true", help="和 --replace 一起用：不再询问")

    def handle(self, *args, backup, replace, yes, **options):
        try:
            manifest = sound_manifest(backup)
            self.stdout.write(f"备份完好：{told(manifest)}")
            self._agree(replace, yes)
            with history.act("restore"):
                # Not the database's clock: it may be broken, or not there yet.
                done = restore(backup, manifest, timezone.now())
        except BackupFailed as failure:
            raise CommandError(str(failure)) from None
        self._tell(manifest, done)
        if problems := verify().problems:
            raise CommandError("\n".join(["已经恢复，但操作记录没有通过核对：", *problems[:20]]))
        self.stdout.write("操作记录的封存链核对无误。")

    def _agree(self, replace, yes):
        found = existing()
        if found is None:
            return
        if not replace:
            raise CommandError(f"{found.words}\n没有恢复。确实要替换时加 --replace。")
        self.stdout.write(found.words)
        if yes:
            return
        self.stdout.write(f"确认替换，请输入现有办公室的个数（{found.offices} 以外的回答都算取消）：")
        self.stdout.flush()
        if sys.stdin.readline().strip() != str(found.offices):
            raise CommandError("没有恢复，什么都没有改动。")

    def _tell(self, manifest, done):
        say = self.stdout.write
        say(f"恢复完成：{manifest.rows} 行，写入 {done.files} 个文件。全部登录已注销。")
        say(f"邮件已扣留，有 {done.waiting} 封待发：由系统管理员在“邮件服务器状态”放行，或运行 mail_hold --release。")
        for note in manifest.notes:
            say(note)
        if any(part.name.startswith(f"{ARCHIVES}/") for part in manifest.files):
            say(f"操作记录归档放在 {settings.VAR_DIR / ARCHIVES}；清理时写 audit purge --from 这个目录。")
        if done.strays:
            say(f"上传目录里有 {done.strays} 个文件是备份里没有的，没有动；evidence_check 会逐个指出。")
        say(f"备份以后停用的账号、收回的令牌和链接（{manifest.moment} 以后）又有效了，请重新核对。")
