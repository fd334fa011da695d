"""A queue in a folder, for one machine without Redis.

kombu's filesystem transport does nearly all of it, but its stock form opens a file under its final name and then fills
it. A reader that looks in between takes the empty file: the message is lost, and a Celery worker that meets one dies
with a JSONDecodeError (kombu issue 1551). The table of bound queues is rewritten in place in the same way.

So here every file is written under another name and appears whole, by os.replace. Message names begin with the wall
clock, padded, so that their order survives a reboot. A reader claims a message by renaming it inside the queue's own
folder: the stock transport moves it to the system's temporary folder, which may lie on another disk, where a move is a
copy and two readers can both have it.

Nothing here survives kill -9 of a worker between claim and work. That is no loss: what is due stands in the database,
and the next sweep finds it (docs/operations.md).
"""

import os
import time
import uuid
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem, virtual
from kombu.transport.filesystem import LOCK_EX, exchange_queue_t, lock, unlock
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """The stock channel with files that appear whole or not at all."""

    def __init__(self, connection, **kwargs):
        super().__init__(connection, **kwargs)
        for folder in (self.data_folder_in, self.data_folder_out, self.processed_folder, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True)

    def _put(self, queue, payload, **kwargs):
        name = f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        write_whole(Path(self.data_folder_out, name), payload)

    def _get(self, queue):
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            claimed = Path(self.processed_folder, name)
            try:
                os.rename(Path(self.data_folder_in, name), claimed)
            except FileNotFoundError:
                continue  # another worker was faster
            payload = loads(claimed.read_text())
            if not self.store_processed:
                claimed.unlink()
            return payload
        raise Empty

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        bound = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change_table(exchange, lambda table: table if bound in table else [bound, *table])

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs):
        virtual.Channel._delete(self, queue)  # purges; the stock class would also rewrite the table in place
        bound = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change_table(exchange, lambda table: [entry for entry in table if entry != bound])

    def _change_table(self, exchange, change):
        """Replace the table of queues bound to exchange; the lock keeps two changes from losing one of them."""
        file = self._exchange_file(exchange)
        with file.with_suffix(".lock").open("w") as guard:
            lock(guard, LOCK_EX)
            try:
                table = self.get_table(exchange)
                changed = change(table)
                if changed != table:
                    write_whole(file, changed)
            finally:
                unlock(guard)


class Transport(filesystem.Transport):
    """What CELERY_BROKER_TRANSPORT names."""

    Channel = Channel


def write_whole(file: Path, content) -> None:
    """Write content as JSON so that whoever looks sees the whole file or none."""
    part = file.with_name(f"{file.name}.part")
    part.write_text(dumps(content))
    os.replace(part, file)
