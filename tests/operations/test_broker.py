"""The folder queue under several processes: nothing lost, nothing twice, nothing half."""

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from govopen import broker

WRITERS, READERS, EACH = 3, 2, 150


@pytest.fixture
def options(tmp_path):
    return {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "processed_folder": str(tmp_path / "processed"),
        "control_folder": str(tmp_path / "control"),
    }


@pytest.fixture
def channel(options):
    with Connection("filesystem://", transport="govopen.broker:Transport", transport_options=options) as connection:
        yield connection.channel()


def start(role, options, *arguments):
    script = Path(__file__).with_name("queue_process.py")
    command = [sys.executable, str(script), role, options["data_folder_in"], *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(process):
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output.split()


def test_several_processes_lose_nothing_and_take_nothing_twice(options):
    writers = [start("write", options, f"w{number}", EACH) for number in range(WRITERS)]
    readers = [start("read", options) for _ in range(READERS)]
    for writer in writers:
        finish(writer)
    Path(options["data_folder_in"]).with_name("closed").touch()
    taken = Counter(message for reader in readers for message in finish(reader))
    assert taken == Counter(f"w{writer}-{number}" for writer in range(WRITERS) for number in range(EACH))


def test_a_reader_never_sees_a_message_that_is_being_written(channel, monkeypatch):
    """Hold the writer between opening the file and giving it its name: where the stock transport loses messages."""
    written, go_on = threading.Event(), threading.Event()
    replace = broker.os.replace

    def slow_replace(*names):
        written.set()
        assert go_on.wait(5)
        replace(*names)

    monkeypatch.setattr(broker.os, "replace", slow_replace)
    writer = threading.Thread(target=channel._put, args=("celery", {"body": "x"}))
    writer.start()
    assert written.wait(5)
    assert channel._size("celery") == 0
    with pytest.raises(Empty):
        channel._get("celery")
    go_on.set()
    writer.join(5)
    assert channel._get("celery") == {"body": "x"}


def test_messages_come_in_the_order_in_which_they_were_sent(channel):
    for number in range(5):
        channel._put("celery", {"number": number})
    assert [channel._get("celery")["number"] for _ in range(5)] == list(range(5))


def test_a_taken_message_leaves_no_file(channel, options):
    channel._put("celery", {})
    channel._get("celery")
    assert [file for folder in set(options.values()) for file in Path(folder).iterdir()] == []


def test_the_table_of_queues_survives_binding_from_many_sides(channel, options):
    queues = [f"queue{number}" for number in range(20)]
    threads = [threading.Thread(target=channel._queue_bind, args=("all", "", "", queue)) for queue in queues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert sorted(entry.queue for entry in channel.get_table("all")) == sorted(queues)
    channel._delete("queue7", "all", "", "")
    assert len(channel.get_table("all")) == 19
