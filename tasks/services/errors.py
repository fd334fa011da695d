"""What a service says when it refuses; the text is a Chinese sentence for the person."""

from units.refusals import Refused


class ActRefused(Refused):
    """The act does not fit the state of things."""


class StaleDraft(ActRefused):
    """Somebody else saved the draft in between. ``theirs`` is the report as it stands now."""

    def __init__(self, theirs):
        super().__init__(f"{theirs.author.name}刚刚保存过这份反馈，请对照两个版本后再保存。")
        self.theirs = theirs


class StaleTask(ActRefused):
    """Somebody else changed the row in between. ``theirs`` is the task as it stands now."""

    def __init__(self, theirs):
        super().__init__("打开页面之后，这一项被别人改过，还没有保存；请对照现在的内容，再按一次保存。")
        self.theirs = theirs
