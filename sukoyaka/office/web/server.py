"""Serves the application by gunicorn in this process, so that the opened vault key is inherited and written nowhere."""

import logging
import threading
from typing import Any

from django.db import Error, connections, transaction
from gunicorn.app.base import BaseApplication
from procrastinate.exceptions import ConnectorException

SEAL_EVERY = 5.0  # seconds
WORK_EVERY = 2.0  # seconds
DRAW_EVERY, DRAW_AT_ONCE = 3.0, 8  # seconds; pages: a tenth of a processor while there is something to draw
logger = logging.getLogger(__name__)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with the office's few settings."""

    def __init__(self, bind: str, workers: int) -> None:
        self._options = {"bind": bind, "workers": workers, "timeout": 60, "accesslog": None, "preload_app": True}
        self._options |= {"control_socket_disable": True, "post_worker_init": begin_background}
        super().__init__()

    def load_config(self) -> None:
        """Takes our settings; no file is read."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The application, loaded before the workers are forked."""
        from sukoyaka.office.web.wsgi import application

        connections.close_all()  # a connection must not be shared by forked workers
        return application


def begin_background(worker: object) -> None:
    """What runs beside the answers of a worker."""
    seal_now_and_then(worker)
    work_now_and_then(worker)
    draw_now_and_then(worker)


def seal_now_and_then(_: object) -> None:
    """Starts the sealer of a worker: a row of the audit waits for its seal for seconds, not until somebody asks."""
    threading.Thread(target=_seal_for_ever, daemon=True, name="sealer").start()


def _seal_for_ever() -> None:
    from sukoyaka.office.web.actions.seal_audit import seal_recent
    from sukoyaka.office.web.asking import as_office

    pause = threading.Event()
    while not pause.wait(SEAL_EVERY):
        try:
            with as_office():
                seal_recent()
        except Error:
            logger.warning("the audit could not be sealed just now; the next round tries again")
        finally:
            connections.close_all()


def work_now_and_then(_: object) -> None:
    """Starts the thread that does waiting jobs, so that papers appear without a second process."""
    threading.Thread(target=_work_for_ever, daemon=True, name="jobs").start()


def _work_for_ever() -> None:
    from sukoyaka.office.web import jobs
    from sukoyaka.office.web.asking import as_office
    from sukoyaka.office.web.models import Packet

    pause = threading.Event()
    while not pause.wait(WORK_EVERY):
        try:
            with transaction.atomic(), as_office():
                waiting = Packet.objects.filter(state="queued").exists()
            if waiting:
                jobs.work(wait=False)
        except (Error, ConnectorException):
            logger.warning("waiting jobs could not be done just now; the next round tries again")
        finally:
            connections.close_all()


def draw_now_and_then(_: object) -> None:
    """Starts the thread that draws children's pages before somebody opens them: a new list is read page after page."""
    threading.Thread(target=_draw_for_ever, daemon=True, name="drawing").start()


def _draw_for_ever() -> None:
    from sukoyaka.office.web.asking import as_office
    from sukoyaka.office.web.views.drawn import draw_ahead

    pause, wait = threading.Event(), DRAW_EVERY
    while not pause.wait(wait):
        try:
            with transaction.atomic(), as_office():
                wait = DRAW_EVERY if draw_ahead(DRAW_AT_ONCE) else DRAW_EVERY * 10
        except Error:
            logger.warning("pages could not be drawn ahead just now; the next round tries again")
        finally:
            connections.close_all()


def run(bind: str, workers: int) -> None:
    """Answers until stopped."""
    Server(bind, workers).run()
