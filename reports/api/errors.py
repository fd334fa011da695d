"""What the API says when it does not answer: one Chinese sentence under "detail", with the right status."""

from django.http import Http404
from ninja.errors import AuthenticationError, ValidationError

SENTENCES = {
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数值过大",
    "missing": "没有填写",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "string_pattern_mismatch": "应原样使用上一页 next 里的值",
}
NOT_THERE = "没有这个地址，或者这项内容不属于令牌所在的办公室。"


class NotAnswered(Exception):
    """The question is refused: a status and a sentence."""

    def __init__(self, status: int, sentence: str, headers: dict | None = None):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers or {}


def wrong_parameter(name: str, why: str) -> NotAnswered:
    """Return the refusal of a parameter."""
    return NotAnswered(400, f"参数 {name} 不对：{why}。")


def no_key(sentence: str) -> NotAnswered:
    """Return the refusal of a request without a key that opens."""
    return NotAnswered(401, sentence, {"WWW-Authenticate": 'Bearer realm="govopen"'})


def sentence_of(error: dict) -> NotAnswered:
    """Return the refusal of what the library found wrong in the first place."""
    kind, context = error["type"], error.get("ctx", {})
    if kind.startswith(("datetime", "timezone")):
        why = "应为带时区的时刻，如 2026-07-01T00:00:00Z；用 +08:00 时，加号在网址里写作 %2B"
    elif kind == "enum":
        why = (
            "应为"
            + str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
            + "之一"
        )
    else:
        why = SENTENCES.get(kind, "格式不对").format_map(context)
    return wrong_parameter(str(error["loc"][-1]), why)


def install(api) -> None:
    """Let api say all refusals in this form."""

    def say(request, refusal):
        response = api.create_response(request, {"detail": refusal.sentence}, status=refusal.status)
        for name, value in refusal.headers.items():
            response.headers[name] = value
        return response

    api.add_exception_handler(NotAnswered, say)
    api.add_exception_handler(ValidationError, lambda request, error: say(request, sentence_of(error.errors[0])))
    api.add_exception_handler(Http404, lambda request, _: say(request, NotAnswered(404, NOT_THERE)))
    api.add_exception_handler(
        AuthenticationError,
        lambda request, _: say(request, no_key("没有带令牌：请在请求头里写 Authorization: Bearer 加令牌。")),
    )
