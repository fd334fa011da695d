"""企业微信群机器人: text messages of at most 2,048 bytes; the key stands in the address."""


class Robot:
    """Writes for a group robot of WeCom."""

    longest = 2048

    def request(self, url, secret, text, at):
        """Return where to post, and what."""
        return url, {"msgtype": "text", "text": {"content": text}}

    def refusal(self, answer):
        """Return why the robot did not take it, or nothing when it did."""
        return "" if answer.get("errcode") == 0 else f"{answer.get('errcode')} {answer.get('errmsg', '')}".strip()
