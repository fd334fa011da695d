"""Infrastructure that tests share: databases, a queue, a mail server. People and papers are in tests/world.py."""

import asyncio
import gc
import os
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path, PurePath

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from celery.contrib.testing.worker import start_worker
from django.conf import settings as configured
from django.db import connection, transaction
from django.test import TransactionTestCase

from documents import wire
from govopen import celery_app
from imports.services import reading
from reminders import hold, services
from tests.services import free_port, kept, order
from tests.services.postgres import postgres
from units import guards

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")  # gw0, gw1, …: which of the parallel pytest processes this is


def pytest_configure(config):
    """Give each parallel process a Redis database of its own, before anything connects."""
    if configured.REDIS_URL:
        celery_app.conf.broker_url = f"{configured.REDIS_URL.rpartition('/')[0]}/{WORKER.removeprefix('gw')}"


def pytest_collection_finish(session):
    """What is loaded by now stays to the end: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Parallel processes begin with the longest files, so that none waits for the other at the end."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        order.longest_first(items)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Begin with a copy of a migrated database (tests/services/kept.py).

    SQLite stays in a file as in real life: threads of an in-memory database share one connection, hence its locks.
    """
    database = configured.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        configured.VAR_DIR.mkdir(parents=True, exist_ok=True)
        file = configured.VAR_DIR / f"test-{WORKER}.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)
        kept.sqlite(file)
    elif server := os.environ.get("TEST_POSTGRES"):
        database.setdefault("TEST", {})["TEMPLATE"] = kept.postgresql(server)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """Take the copy for what it is; it goes with its folder."""
    return django_db_keepdb or configured.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a PostgreSQL without the name of a database: that of the run, or one of our own."""
    if server := os.environ.get("TEST_POSTGRES"):
        yield server
        return
    with postgres() as url:
        yield url.rpartition("/")[0]


@pytest.fixture(scope="session", autouse=True)
def _each_paper_is_read_once():
    """Read the same bytes in a child process (documents/child.py) only the first time: many tests begin with the same paper.

    Refusals are not remembered, nor is a reading that tells how far it is. Processes of their own always read.
    """
    read, known = reading.read_in_child, {}

    def read_or_remember(path, *, year, columns, tell):
        key = PurePath(path).name, Path(path).read_bytes(), year, repr(columns)
        if tell is not None:
            return read(path, year=year, columns=columns, tell=tell)
        if key not in known:
            known[key] = wire.dump(read(path, year=year, columns=columns))
        return wire.load(known[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_in_child", read_or_remember)
        yield


@pytest.fixture(scope="module")
def lasting(django_db_setup, django_db_blocker):
    """A transaction around all tests of a module: what its own fixtures write is built once and gone at the end.

    Each test takes back what it did itself. Not for modules with `transaction=True`.
    """
    around = transaction.atomic()
    around._from_testcase = True  # as Django marks its own: durable blocks may begin inside
    with django_db_blocker.unblock(), around:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_after_transactional_tests():
    """Let the flush between tests empty the history: its triggers are those of production and know no tests.

    They are taken away for the flush and put back by the function that the migration calls.
    """
    flush = TransactionTestCase._fixture_teardown

    def flush_without_guards(case):
        guards.remove(connection)
        flush(case)
        guards.install(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_guards)
        yield


@pytest.fixture(autouse=True)
def _clock_that_nobody_has_looked_at(monkeypatch):
    """Tests name moments as they like; the process must not take that for a clock that was set (reminders.hold)."""
    monkeypatch.setattr(services, "CLOCK", hold.Clock())


@pytest.fixture(scope="session")
def redis_url():
    """The address of this process's empty Redis database."""
    if not configured.REDIS_URL:
        pytest.skip("needs Redis: make test, or python -m tests.services")
    return celery_app.conf.broker_url


@pytest.fixture
def celery_worker(redis_url, transactional_db):
    """A real worker on a real Redis, in a thread: `job.delay()` is done by it."""
    celery_app.control.purge()
    with start_worker(celery_app, pool="solo", perform_ping_check=False) as worker:
        yield worker


DROP, TAKE_AND_DROP, HANG = "drop the line", "take it and drop the line", "say nothing"


class MailServer:
    """Handler of a loopback SMTP server: keeps what it takes, refuses whom it is told to refuse, and plays scripts."""

    def __init__(self):
        self.messages: list[EmailMessage] = []
        self.refused: dict[str, str] = {}  # recipient → SMTP answer, such as "550 no such user" or "451 try later"
        self.script: dict[str, list[str]] = {}  # MAIL, RCPT, DATA, QUIT → its next answers, DROP or HANG
        self.password_is_right = True
        self.most_in_a_session = 0  # messages, then 421
        self.connections = 0

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        return AuthResult(success=self.password_is_right, handled=False)

    async def answer(self, command, server, usual="250 OK"):
        reply = self.script[command].pop(0) if self.script.get(command) else usual
        if reply in (DROP, TAKE_AND_DROP):
            server.transport.abort()
        if reply == HANG:
            await asyncio.sleep(60)
        return reply

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name, session.count = hostname, 0
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.most_in_a_session and session.count >= self.most_in_a_session:
            return "421 4.7.0 too many messages on this connection"
        session.count += 1
        reply = await self.answer("MAIL", server)
        if reply.startswith("2"):
            envelope.mail_from = address
        return reply

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.refused.get(address) or await self.answer("RCPT", server)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):
        reply = await self.answer("DATA", server)
        if reply.startswith("2") or reply == TAKE_AND_DROP:
            self.messages.append(message_from_bytes(envelope.content, policy=modern))
        return reply

    async def handle_QUIT(self, server, session, envelope):
        return await self.answer("QUIT", server, "221 Bye")


@pytest.fixture
def smtp_server(settings):
    """A real mail server that Django sends to; `.messages` holds what came, `.refused` whom it does not want."""
    handler = MailServer()
    controller = Controller(
        handler, hostname="127.0.0.1", port=free_port(), authenticator=handler.authenticate, auth_require_tls=False
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield handler
    controller.stop()
