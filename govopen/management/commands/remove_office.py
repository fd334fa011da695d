"""Removes an office for good; without --yes it only tells what would go."""

from django.core.management.base import CommandError
from django.utils import timezone

from govopen.removal import contents, office_remove
from units import history
from units.models import Office
from units.terminal import TerminalCommand


class Command(TerminalCommand):
    """List what an office has, and delete it when --yes is given."""

    help = "Remove an office with everything that is its own; the history stays. Make a backup first."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--yes", action="store_true", help="really delete")

    def handle(self, *args, slug, yes, **options):
        office = Office.objects.filter(slug=slug).first()
        if office is None:
            slugs = "、".join(Office.objects.order_by("slug").values_list("slug", flat=True)) or "（没有）"
            raise CommandError(f"没有代码为“{slug}”的办公室；现有：{slugs}。")
        name = office.name
        if yes:
            with history.act("remove_office"):
                found = office_remove(office=office, by=None, at=timezone.now())
        else:
            found = contents(office)
        told = "，".join(f"{kind}{count}" for kind, count in found.items()) or "没有内容"
        self.stdout.write(f"{name}：{told}。{'已全部删除。' if yes else '没有删除；确认无误、做好备份后加 --yes。'}")
