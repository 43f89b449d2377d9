"""Measures batches, links and jobs on this machine, beside the load that it makes itself. Everything is bounded in number and time.

  delivery_figures.py <program> [batch|link|jobs …]        all where none is named; SONGS and JOBS set the numbers (10000)
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from started import KEY, free_port, start_service

PROGRAM = Path(sys.argv[1]).resolve()
PARTS = sys.argv[2:] or ["batch", "link", "jobs"]
SONGS, JOBS = int(os.environ.get("SONGS", "10000")), int(os.environ.get("JOBS", "10000"))
HEAD = {"X-API-Key": KEY, "Content-Type": "application/json"}
TICK = os.sysconf("SC_CLK_TCK")
# Longest time for a part, in seconds.
LONGEST = 900


def start(more=None, port="0"):
    return start_service(PROGRAM, {"API_KEYS": f"web={KEY}", "PORT": str(port), "LOG_LEVEL": "info", **(more or {})})


def stop(process):
    process.terminate()
    process.wait()


def family(pid):
    """The process and its children."""
    ids = [str(pid)]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            ids.extend((thread / "children").read_text().split())
        except OSError:
            pass
    return ids


def memory(pid):
    """Megabytes that the processes hold."""
    pages = 0
    for each in family(pid):
        try:
            pages += int(Path(f"/proc/{each}/statm").read_text().split()[1])
        except OSError:
            pass
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def busy(pid):
    """Seconds of processors that the processes have used."""
    ticks = 0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        except OSError:
            pass
    return ticks / TICK


def song(n, output="pdf"):
    lines = "\n".join("[C]La la [G]la la [Am]la la [F]la" for _ in range(24))
    return json.dumps({"content": f"{{title: Song {n}}}\n{lines}\n", "output_format": output})


def percentile(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000


def interactive(address, seconds):
    """Times of single conversions, one after the other."""
    connection = http.client.HTTPConnection(address)
    times, end, n = [], time.time() + seconds, 0
    while time.time() < end:
        begun, n = time.time(), n + 1
        connection.request("POST", "/convert", song(f"x{time.time()}{n}"), HEAD)
        connection.getresponse().read()
        times.append(time.time() - begun)
        time.sleep(0.02)
    return times


def batch():
    process, address = start()
    alone = percentile(interactive(address, 5), 0.99)
    host, port = address.rsplit(":", 1)
    stream = socket.create_connection((host, int(port)))
    head = f"POST /batch HTTP/1.1\r\nHost: {address}\r\nX-API-Key: {KEY}\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"

    def send():
        stream.sendall(head.encode())
        for n in range(SONGS):
            line = (song(n) + "\n").encode()
            stream.sendall(b"%x\r\n%b\r\n" % (len(line), line))
        stream.sendall(b"0\r\n\r\n")

    begun, used = time.time(), busy(process.pid)
    threading.Thread(target=send, daemon=True).start()
    beside = []
    watch = threading.Thread(target=lambda: beside.extend(interactive(address, 8)))
    watch.start()
    first, lines, most = None, 0, 0.0
    stream.settimeout(LONGEST)
    while lines < SONGS:
        piece = stream.recv(1 << 18)
        assert piece, "the answer broke off"
        lines += piece.count(b'"index":')
        if first is None and lines:
            first = time.time() - begun
        most = max(most, memory(process.pid)) if lines % 50 == 0 or lines == SONGS else most
    took, used = time.time() - begun, busy(process.pid) - used
    watch.join()
    print(f"batch: {SONGS} songs in {took:.1f} s, {SONGS / took:.0f} a second; first after {first * 1000:.0f} ms; "
          f"most memory {most:.0f} MB; {used / took:.2f} of {os.cpu_count()} cores busy")
    print(f"interactive: p99 {alone:.1f} ms alone, {percentile(beside, 0.99):.1f} ms beside the batch")
    stop(process)


def link():
    process, address = start()
    connection = http.client.HTTPConnection(address)
    connection.request("POST", "/links", json.dumps({"content": "{title: A}\n[C]La", "output_format": "svg"}), HEAD)
    path = json.loads(connection.getresponse().read())["path"]
    if subprocess.run(["sh", "-c", "command -v wrk"], capture_output=True).returncode == 0:
        print(subprocess.run(["wrk", "-t1", "-c32", "-d8s", f"http://{address}{path}"], capture_output=True, text=True).stdout)
    else:
        host, port = address.rsplit(":", 1)
        # Requests one behind the other on a connection: what the service can do, not what this client can.
        request, count = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 0
        stream, end, begun = socket.create_connection((host, int(port))), time.time() + 8, time.time()
        while time.time() < end:
            stream.sendall(request * 64)
            seen = 0
            while seen < 64:
                piece = stream.recv(1 << 20)
                assert piece, "the connection was closed"
                seen += piece.count(b"HTTP/1.1 200")
            count += seen
        print(f"link: {count / (time.time() - begun):.0f} a second from the cache, over one connection")
    stop(process)


def jobs():
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"]
        redis = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        time.sleep(1)
        shared = {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "REDIS_TIMEOUT": "2s", "JOBS_KEY": "00" * 32, "JOBS_LEASE": "2s",
                  "JOBS_ATTEMPTS": "1000", "JOBS_PENDING": "1000000", "WORKERS": "1"}
        desk, address = start({**shared, "JOBS": "serve"})
        replicas = [start({**shared, "JOBS": "work"})[0] for _ in range(2)]
        own = threading.local()

        def asked(method, path, body=None):
            for _ in range(LONGEST):
                try:
                    own.connection = getattr(own, "connection", None) or http.client.HTTPConnection(address)
                    own.connection.request(method, path, body, HEAD)
                    answer = own.connection.getresponse()
                    content = answer.read()
                    if answer.status != 503:
                        return answer.status, content
                except (OSError, http.client.HTTPException):
                    own.connection = None
                time.sleep(0.5)
            raise AssertionError(f"{method} {path} is not answered")

        begun, is_over = time.time(), threading.Event()

        def disturb():
            nonlocal redis
            rounds = 0
            while not is_over.wait(4):
                replicas[0].send_signal(signal.SIGKILL)
                replicas[0].wait()
                replicas[0] = start({**shared, "JOBS": "work"})[0]
                rounds += 1
                if rounds == 2:
                    redis.terminate()
                    redis.wait()
                    time.sleep(1)
                    redis = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)

        disturber = threading.Thread(target=disturb) if os.environ.get("CALM") is None else None
        if disturber:
            disturber.start()
        with ThreadPoolExecutor(16) as pool:
            sent = list(pool.map(lambda n: json.loads(asked("POST", "/jobs", song(n))[1])["path"], range(JOBS)))

            def fetched(path):
                end = time.time() + LONGEST
                while time.time() < end:
                    status, content = asked("GET", path + "/result")
                    if status != 202:
                        return status == 200 and content.startswith(b"%PDF-")
                    time.sleep(0.2)
                return False

            right = sum(pool.map(fetched, sent))
        is_over.set()
        took = time.time() - begun
        if disturber:
            disturber.join()
        print(f"jobs: {right} of {JOBS} right, {JOBS / took:.0f} a second end to end, over two replicas"
              + (", one killed every four seconds, Redis stopped once" if disturber else ""))
        for process in [*replicas, desk, redis]:
            stop(process)
        assert right == JOBS


for part in PARTS:
    {"batch": batch, "link": link, "jobs": jobs}[part]()
