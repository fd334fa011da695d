"""Makes a backup while everything runs."""

from pathlib import Path

from django.core.management.base import CommandError
from django.db import DatabaseError

from govopen.backup.errors import BackupFailed, disk_words
from govopen.backup.keeping import dated_name, remove_oldest
from govopen.backup.making import make_backup
from govopen.backup.verifying import told
from units.clock import database_now
from units.terminal import TerminalCommand, database_words

LACKS_FILES = 2  # exit code: the backup is whole, the installation is not


class Command(TerminalCommand):
    """Exit code 0: done. 1: not done. 2: done, and files are missing or changed in the installation itself."""

    help = "备份数据库、佐证文件、导入的文件和操作记录归档；运行中也可以做"
    requires_system_checks = []  # whatever is wrong with a page must not stand in the way

    def add_arguments(self, parser):
        parser.add_argument(
            "where", type=Path, metavar="目录或文件", help="放备份的目录；以 .tar 结尾的是备份文件本身的名称"
        )
        parser.add_argument("--tar", action="store_true", help="在目录里写成一个 .tar 文件，而不是一个子目录")
        parser.add_argument("--keep", type=int, metavar="N", help="做完以后目录里只留最新的 N 份完整备份")

    def handle(self, *args, where, tar, keep, **options):
        if keep is not None and (keep < 1 or where.suffix == ".tar"):
            raise CommandError("--keep 至少为 1，并且要给出目录而不是 .tar 文件。")
        try:
            at = database_now()
            target = where if where.suffix == ".tar" else where / dated_name(at, tar=tar)
            made = make_backup(target, at)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from None
        except DatabaseError as error:
            raise CommandError(f"没有备份：{database_words(error)}") from None
        self.stdout.write(f"备份完成：{made.path}（{told(made.manifest)}，{made.size} 字节）")
        for note in made.manifest.notes:
            self.stderr.write(note)
        if keep is not None:
            self._keep(where, keep)
        if made.faults:
            raise CommandError(
                f"备份是完整的，但现用系统有 {len(made.faults)} 个文件不对，见上面。", returncode=LACKS_FILES
            )

    def _keep(self, folder, keep):
        try:
            for path in remove_oldest(folder, keep):
                self.stdout.write(f"删除了旧备份：{path.name}")
        except (BackupFailed, OSError) as error:
            words = disk_words(error) if isinstance(error, OSError) else error
            raise CommandError(f"备份已完成，旧备份没有删除：{words}") from None
