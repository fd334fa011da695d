"""钉钉群机器人: text messages; with a secret, the address is signed with the time in milliseconds (HMAC-SHA256)."""

import base64
import hashlib
import hmac
from urllib.parse import quote_plus


class Robot:
    """Writes for a custom group robot of DingTalk."""

    longest = 20_000

    def request(self, url, secret, text, at):
        """Return where to post, and what."""
        body = {"msgtype": "text", "text": {"content": text}}
        if not secret:
            return url, body
        stamp = round(at.timestamp() * 1000)
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        joint = "&" if "?" in url else "?"
        return f"{url}{joint}timestamp={stamp}&sign={quote_plus(base64.b64encode(digest))}", body

    def refusal(self, answer):
        """Return why the robot did not take it, or nothing when it did."""
        return "" if answer.get("errcode") == 0 else f"{answer.get('errcode')} {answer.get('errmsg', '')}".strip()
