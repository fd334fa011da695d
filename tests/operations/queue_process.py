"""One writer or reader of the folder queue, as a process of its own: `queue_process.py write|read FOLDER …`."""

import sys
import time
from pathlib import Path
from queue import Empty

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kombu import Connection

from govopen.broker import Transport


def main(role, folder, *arguments):
    root = Path(folder).parent
    options = {"data_folder_in": folder, "data_folder_out": folder}
    options |= {"processed_folder": str(root / "processed"), "control_folder": str(root / "control")}
    with Connection("filesystem://", transport=Transport, transport_options=options) as connection:
        {"write": write, "read": read}[role](connection.channel(), *arguments)


def write(channel, name, count):
    for number in range(int(count)):
        channel._put("celery", {"id": f"{name}-{number}", "padding": "满" * 20_000})


def read(channel):
    """Read until the queue is empty and the file `closed` says that nobody writes any more."""
    closed = Path(channel.data_folder_in).with_name("closed")
    while True:
        last_round = closed.exists()
        try:
            sys.stdout.write(channel._get("celery")["id"] + "\n")
        except Empty:
            if last_round:
                return
            time.sleep(0.005)


if __name__ == "__main__":
    main(*sys.argv[1:])
