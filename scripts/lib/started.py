"""What programs that use the service share: starting it, a free port, and the examples of a page."""

import json
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

KEY = "0123456789abcdef0123"
ROOT = Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start_service(program, settings):
    """A service on the loopback interface, on a free port unless the settings name one; gives the process and its address."""
    settings = {"PORT": "0", "BIND": "127.0.0.1", "AUDIT_LOG": "off", **settings}
    process = subprocess.Popen([program], env=settings, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        address = json.loads(line).get("address")
        if address:
            # A pipe that nobody reads would stop the service.
            threading.Thread(target=lambda: [None for _ in process.stdout], daemon=True).start()
            return process, address
    sys.exit("the service did not start")


def examples(page, language):
    """The code of a page of docs/ in one language, block by block."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
