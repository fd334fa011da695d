"""Ready phrases for a return: the office's own, or a default set until it has some."""

from tasks.models import ReturnPhrase

DEFAULTS = (
    "没有佐证，请补充公开页面的链接或截图。",
    "内容过于笼统，请写明公开了什么、何时公开、在哪里公开、多少条。",
    "与任务要求不符，请对照“具体要求”重新填报。",
    "只写了打算，没有写完成情况，请办理后再报。",
    "次数或数量没有达到要求，请补齐，或说明原因和完成时间。",
    "与上次反馈相同，请写本期的进展。",
    "链接打不开，或者打开的不是本项内容，请核对后重报。",
)


def phrases_of(office) -> list[str]:
    """Return the phrases that the office offers itself when it returns an answer, in its order."""
    own = ReturnPhrase.objects.filter(office=office).order_by("position", "pk").values_list("text", flat=True)
    return list(own) or list(DEFAULTS)


def take_over_defaults(office, *, beside: str = "") -> None:
    """Make the default set the office's own when it has none yet; beside is a phrase that is about to be added."""
    if not ReturnPhrase.objects.filter(office=office).exists():
        ReturnPhrase.objects.bulk_create(
            ReturnPhrase(office=office, text=text, position=place)
            for place, text in enumerate(DEFAULTS, start=1)
            if text != beside
        )
