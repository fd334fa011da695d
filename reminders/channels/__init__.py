"""Group robots beside the mail: one short message a day into an office's group. Off unless the operator names their hosts."""

from reminders.channels import dingtalk, wecom
from reminders.channels.base import Channel

CHANNELS: dict[str, Channel] = {"wecom": wecom.Robot(), "dingtalk": dingtalk.Robot()}
