"""A coverage plugin that saves while a child process runs: Ray ends its workers without warning."""

import os
import threading

from coverage import Coverage, CoveragePlugin
from coverage.plugin_support import Plugins
from coverage.types import TConfigurable

SECONDS = 0.5


class SaveWhileRunning(CoveragePlugin):
    """Starts the saving thread in the children of the test run, which saves its own at its end."""

    def configure(self, config: TConfigurable) -> None:
        """Coverage's hook, called once a process before measuring."""
        if "COVERAGE_PROCESS_CONFIG" in os.environ:
            # No daemon: Python waits for it before it takes the interpreter apart, where a
            # thread that is still writing brings the process down with a segmentation fault.
            threading.Thread(target=keep_saving).start()


def keep_saving() -> None:
    """Write down what was measured so far, again and again until the main thread ends."""
    main = threading.main_thread()
    while main.is_alive():
        main.join(SECONDS)
        if main.is_alive() and (current := Coverage.current()) is not None:
            current.save()


def coverage_init(registry: Plugins, options: dict[str, str]) -> None:
    """Coverage's entry point for plugins."""
    registry.add_configurer(SaveWhileRunning())
