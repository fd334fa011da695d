"""The office's settings for its papers: read with their defaults, and changed with a history entry."""

from django.db import transaction

from reports.models import ReportSettings
from units.history import record
from units.seen import mark_of, refuse_unseen
from units.words import in_words

FIELDS = ("addressees", "pitch", "bold_levels", "ranks")


def report_settings(office) -> ReportSettings:
    """Return the office's settings; unsaved ones with the defaults where it has set none."""
    return ReportSettings.objects.filter(office=office).first() or ReportSettings(office=office)


@transaction.atomic
def report_settings_set(*, office, values: dict, by, at, seen="") -> ReportSettings:
    """Change the settings and return them as saved. Raises ValidationError for a line pitch that no office uses.

    seen: the mark of what the person has seen (``units.seen``). Raises ChangedMeanwhile when that is not what stands.
    """
    ReportSettings.objects.get_or_create(office=office)
    settings = ReportSettings.objects.select_for_update(of=("self",)).get(office=office)
    now, changes = mark_of(settings, FIELDS), {}
    for name in FIELDS:
        before, after = getattr(settings, name), values[name]
        if before != after:
            changes[str(ReportSettings._meta.get_field(name).verbose_name)] = [in_words(before), in_words(after)]
            setattr(settings, name, after)
    refuse_unseen(seen, now, changes)
    if changes:
        settings.full_clean()
        settings.save(update_fields=FIELDS)
        record("修改通报设置", settings, by=by, at=at, office=office, changes=changes)
    return settings
