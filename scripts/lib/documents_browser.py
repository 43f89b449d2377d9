"""The viewer of a browser (Chromium's, without a screen) asked what it makes of a document."""

import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "about:blank"]

# The viewer's own element, which knows how far it came, how many pages there are, and what they are called.
ASK = """(() => {
    const viewer = document.querySelector('pdf-viewer');
    const of = name => viewer?.[name + '_'] ?? viewer?.[name];
    return JSON.stringify({state: of('loadState'), progress: of('loadProgress'), pages: of('docLength'), title: of('title')});
})()"""
PATIENCE = 20


class Browser:
    def __enter__(self):
        self.profile = Path(tempfile.mkdtemp())
        command = ["chromium", *FLAGS[:-1], f"--user-data-dir={self.profile}", FLAGS[-1]]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        told = self.profile / "DevToolsActivePort"
        if not wait(lambda: told.exists() and told.read_text().count("\n")):
            self.__exit__()
            raise RuntimeError("the browser does not start")
        self.address = "http://127.0.0.1:" + told.read_text().split()[0]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        shutil.rmtree(self.profile, ignore_errors=True)

    def ask(self, path, method="GET"):
        request = urllib.request.Request(self.address + path, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()

    def faults(self, pdf, pages, title):
        """What is wrong with a document as the browser shows it."""
        tab = json.loads(self.ask(f"/json/new?{pdf.as_uri()}", "PUT"))["id"]
        known = {}

        def is_done():
            known.update(self.viewer())
            return known.get("progress") in (100, -1) and known.get("pages") != 0

        try:
            wait(is_done)
        finally:
            self.ask(f"/json/close/{tab}")
        if known.get("progress") != 100 or known.get("pages") != pages:
            yield f"the browser does not show its {pages} pages: {known}"
        elif title and known.get("title") != title:
            yield f"the browser calls it {known.get('title')!r}, not {title!r}"

    def viewer(self):
        for target in json.loads(self.ask("/json/list")):
            if target["type"] == "iframe" and target["url"].startswith("chrome-extension://"):
                try:
                    return json.loads(evaluated(target["webSocketDebuggerUrl"]) or "{}")
                except websocket.WebSocketException:
                    # It has just gone, or begins anew.
                    return {}
        return {}


def evaluated(address):
    socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
    try:
        socket.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": {"expression": ASK}}))
        while True:
            message = json.loads(socket.recv())
            if message.get("id") == 1:
                return message.get("result", {}).get("result", {}).get("value")
    finally:
        socket.close()


def wait(is_there):
    """Whether it comes about in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if is_there():
            return True
        time.sleep(0.05)
    return False
