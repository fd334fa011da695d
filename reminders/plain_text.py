"""The text part of a letter. Put together by hand: a template takes several times as long, and letters come by thousands."""

from collections.abc import Iterator

from documents.days import long_day

BY_HAND = "这是办公室工作人员通过政务公开工作平台发出的催办；已经办好的没有列入。"
BY_ITSELF = "本邮件由政务公开工作平台自动发出，每天最多一封；办理后不再提醒。"


def plain_text(letter: dict) -> str:
    """Return the text of a letter, which is given by what its HTML part shows (``reminders.digest``)."""
    return "\n".join(_lines(**letter)) + "\n"


def _lines(*, office, name, opening, asking, groups, keys, days, date, home) -> Iterator[str]:
    day = long_day(date)
    yield f"{name}：\n"
    yield f"{opening}\n\n{office.name}　{day}" if opening else f"{office.name}提醒您，{asking}（{day}）。"
    for unit, address in keys:
        yield f"\n不用登录，打开下面的链接就可以签收、填报这封邮件里{unit}的任务：\n{address}"
    if keys:
        yield f"\n（链接在邮件发出后{days}天内有效，只供您本人使用，请不要转发这封邮件。）"
    for group in groups:
        yield f"\n【{group.label}】{group.count}{group.counter}"
        for number, entry in enumerate(group.entries, start=1):
            yield from _entry(number, entry, group.link)
        if group.more:
            yield f"\n另有{group.more}{group.counter}，见平台：{home}"
    yield f"\n登录平台查看全部：{home}\n"
    yield BY_HAND if opening else BY_ITSELF


def _entry(number, entry, link) -> Iterator[str]:
    yield f"\n{number}. {entry.title}"
    yield f"   出处：{entry.place}\n   单位：{entry.unit}\n   {entry.term}{entry.when}"
    for note in entry.notes:
        yield f"   {note}"
    yield f"   {link}：{entry.url}"
