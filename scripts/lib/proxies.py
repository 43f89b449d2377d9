"""Rolling restarts behind a proxy: every request must get its answer.

Two instances of the service run behind a proxy of the machine, with the configuration of deploy/proxies in which only names and ports
are replaced. Clients ask, half of them on a connection for each request, while the instances are restarted one after the other.
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

KEY = "proxies-key-0123456789"
CLIENTS = 8
# No run takes longer, whatever happens.
LONGEST = 600


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(what, holds, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.02)
    raise SystemExit(f"{what}: not within {seconds} seconds")


def status_of(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None


class Instance:
    """One service on a port of its own, which it keeps over restarts."""

    def __init__(self, program, log):
        self.program, self.log, self.port = program, log, free_port()
        self.start()

    def start(self):
        settings = {
            "API_KEYS": f"test={KEY}",
            "BIND": "127.0.0.1",
            "PORT": str(self.port),
            "AUDIT_LOG": "off",
            "LOG_LEVEL": "warn",
            "WORKERS": "1",
        }
        self.process = subprocess.Popen([self.program], env=settings, stdout=self.log, stderr=self.log)
        until("an instance is ready", lambda: status_of(self.port, "/health/ready") == 200)

    def restart(self):
        self.stop()
        self.start()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=60)
        if status != 0:
            raise SystemExit(f"an instance left with {status}")


class Load:
    """Clients that ask until the requests are used up."""

    def __init__(self, port, requests):
        self.port, self.left, self.lock = port, requests, threading.Lock()
        self.right, self.wrong, self.slowest = 0, [], 0.0
        self.threads = [threading.Thread(target=self.ask, args=(n,), daemon=True) for n in range(CLIENTS)]

    def take(self):
        with self.lock:
            self.left -= 1
            return self.left

    def ask(self, client):
        keeps = client % 2 == 0
        connection = None
        while (number := self.take()) >= 0:
            # One in eight is converted anew, the others are kept answers.
            mark = f"Sheet {number if number % 8 == 0 else number % 64}"
            body = json.dumps({"content": f"{{title: {mark}}}\n[C]La la\n", "output_format": "text"})
            headers = {"Content-Type": "application/json", "X-API-Key": KEY}
            if not keeps:
                headers["Connection"] = "close"
            begun = time.monotonic()
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("POST", "/convert", body, headers)
                answer = connection.getresponse()
                text = answer.read().decode()
                outcome = None if answer.status == 200 and mark in text else f"{answer.status}: {text[:80]!r}"
                if not keeps or answer.will_close:
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                outcome, connection = repr(error), None
            with self.lock:
                self.slowest = max(self.slowest, time.monotonic() - begun)
                if outcome is None:
                    self.right += 1
                else:
                    self.wrong.append(outcome)

    def is_running(self):
        return any(thread.is_alive() for thread in self.threads)


def configured(name, folder, port, instances):
    """The configuration of a proxy with names and ports of this run, and the command that starts it. haproxy-h2 is HAProxy that speaks
    HTTP/2 to the service, in requests and in health checks."""
    name, _, protocol = name.partition("-")
    source = pathlib.Path("deploy/proxies", {"nginx": "nginx.conf", "haproxy": "haproxy.cfg", "caddy": "Caddyfile"}[name])
    text = source.read_text()
    if protocol:
        text, count = re.subn(r"^( +server .*)$", rf"\1 proto {protocol}", text, flags=re.M)
        if count != len(instances):
            raise SystemExit(f"{source} does not name {len(instances)} servers")
    for number, instance in enumerate(instances, 1):
        old = f"chordpro-{number}:8080"
        if old not in text:
            raise SystemExit(f"{source} does not name {old}")
        text = text.replace(old, f"127.0.0.1:{instance.port}")
    listen = {"nginx": ("listen 80;", f"listen 127.0.0.1:{port};"), "haproxy": ("bind :80", f"bind 127.0.0.1:{port}"),
              "caddy": (":80 {", f"http://127.0.0.1:{port} {{")}[name]
    if listen[0] not in text:
        raise SystemExit(f"{source} does not listen at port 80")
    text = text.replace(*listen)
    path = folder / source.name
    path.write_text(text)
    if name == "nginx":
        # What Debian's own nginx.conf has around it, without its paths.
        main = folder / "main.conf"
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        main.write_text(
            f"daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{ access_log off; {temporary} include {path}; }}\n"
        )
        return ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)]
    if name == "haproxy":
        return ["haproxy", "-db", "-f", str(path)]
    # Its administration would listen on a port that may be taken.
    path.write_text("{\n\tadmin off\n}\n" + text)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(path)]


def run(name, program, requests):
    """Runs one proxy; whether every request had its answer."""
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        folder.chmod(0o755)
        with open(folder / "services.log", "wb") as log, open(folder / "proxy.log", "wb") as proxy_log:
            instances, proxy = [], None
            try:
                instances = [Instance(program, log) for _ in range(2)]
                port = free_port()
                command = configured(name, folder, port, instances)
                proxy = subprocess.Popen(command, stdout=proxy_log, stderr=proxy_log,
                                         env={**os.environ, "HOME": place, "XDG_DATA_HOME": place, "XDG_CONFIG_HOME": place})
                until(f"{name} listens", lambda: status_of(port, "/health/live") == 200)
                load, restarts, begun = Load(port, requests), 0, time.monotonic()
                for thread in load.threads:
                    thread.start()
                while load.is_running():
                    if time.monotonic() - begun > LONGEST:
                        raise SystemExit(f"{name}: the load does not end")
                    instances[restarts % 2].restart()
                    restarts += 1
                    # As whoever restarts them waits for the proxy to notice that the instance is back.
                    time.sleep(1.5)
                took = time.monotonic() - begun
            finally:
                for process in [proxy] + [instance.process for instance in instances]:
                    if process and process.poll() is None:
                        process.terminate()
                        try:
                            process.wait(timeout=20)
                        except subprocess.TimeoutExpired:
                            process.kill()
                            process.wait()
        print(f"{name}: {load.right} of {requests} requests answered over {restarts} restarts "
              f"in {took:.0f} s, the slowest in {load.slowest:.2f} s", flush=True)
        for outcome in load.wrong[:10]:
            print(f"  lost: {outcome}")
        if load.wrong:
            print((folder / "error.log").read_text()[-2000:] if name == "nginx" else (folder / "proxy.log").read_text()[-2000:])
        if restarts < 2:
            raise SystemExit(f"{name}: too few restarts for a test")
        return not load.wrong and load.right == requests


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("proxies", nargs="+", choices=["nginx", "haproxy", "haproxy-h2", "caddy"])
    parser.add_argument("--requests", type=int, required=True)
    options = parser.parse_args()
    outcomes = [run(name, os.path.abspath(options.program), options.requests) for name in options.proxies]
    print(f"test result: {sum(outcomes)} passed; {outcomes.count(False)} failed")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
