"""Serves the application by gunicorn in this process, so that the opened vault key is inherited and written nowhere."""

from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn with the office's few settings."""

    def __init__(self, bind: str, workers: int) -> None:
        self._options = {"bind": bind, "workers": workers, "timeout": 60, "accesslog": None, "preload_app": True, "control_socket_disable": True}
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


def run(bind: str, workers: int) -> None:
    """Answers until stopped."""
    Server(bind, workers).run()
