"""What a channel must be able to do, and the way to post what it wrote."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from units.history import one_line

TIMEOUT = 10  # seconds
LONGEST_ANSWER = 10_000  # bytes


class Channel(Protocol):
    """Writes for one kind of robot and reads its answers. Knows no network."""

    longest: int  # bytes of text that it takes

    def request(self, url: str, secret: str, text: str, at: datetime) -> tuple[str, dict]:
        """Return where to post, and what, so that text stands in the group."""

    def refusal(self, answer: dict) -> str:
        """Return why the robot did not take it, or nothing when it did."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a post: taken, refused for good, to be tried again, or unknown."""

    state: str  # sent, failed, later, unclear
    words: str


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None  # the allowed host is the allowed host


def is_allowed(url: str) -> bool:
    """Tell whether the operator of this installation lets posts go to the place of url (setting WEBHOOKS)."""
    try:
        place = urlsplit(url)
        origin = f"{place.scheme}://{place.netloc}"
    except ValueError:
        return False
    return origin in settings.WEBHOOKS and "@" not in place.netloc


def post(channel: Channel, url: str, secret: str, text: str, at: datetime) -> Outcome:
    """Post text and return what became of it. A connection cut off after the post went is unclear: nobody repeats it."""
    if not is_allowed(url):
        return Outcome("failed", "这个地址不在允许的群机器人地址之内，请系统管理员设置")
    address, body = channel.request(url, secret, text, at)
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as response:
            answer = json.loads(response.read(LONGEST_ANSWER))
            refusal = channel.refusal(answer)
    except urllib.error.HTTPError as error:
        with error:
            return Outcome("later" if error.code in (429, 502, 503, 504) else "failed", f"HTTP {error.code}")
    except urllib.error.URLError as error:
        timed_out = isinstance(error.reason, TimeoutError)
        return Outcome("unclear" if timed_out else "later", one_line(str(error.reason))[:300])
    except http.client.InvalidURL:  # its words would show the key
        return Outcome("failed", "机器人地址写错了，请重新填写")
    except http.client.HTTPException as error:  # it answered something, but no HTTP
        return Outcome("unclear", type(error).__name__)
    except (OSError, ValueError, TypeError, AttributeError) as error:  # cut off, or an answer that is none
        return Outcome("unclear", one_line(f"{type(error).__name__}: {error}")[:300])
    return Outcome("failed", one_line(refusal)[:300]) if refusal else Outcome("sent", "已接收")
