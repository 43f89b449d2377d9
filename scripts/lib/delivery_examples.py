"""Runs the examples of docs/links.md and docs/jobs.md as they are printed, in curl, Python and JavaScript, against a service started for them
with a Redis of its own, and the check of a callback by the library of Standard Webhooks.

  delivery_examples.py <program> <folder of callback.json, which the tests wrote>
"""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import started
from started import KEY, examples, free_port
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

PUBLIC = "pppppppppppppppp"
JOBS_KEY = "00" * 32

PROGRAM = Path(sys.argv[1]).resolve()
SAMPLES = Path(sys.argv[2]).resolve()


def start_redis(folder):
    port = free_port()
    process = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"],
        cwd=folder, stdout=subprocess.DEVNULL,
    )
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, f"redis://127.0.0.1:{port}/0"
        time.sleep(0.05)
    sys.exit("Redis did not start")


def start_service(folder, redis):
    keys = Path(folder) / "keys"
    keys.write_text(f"web={KEY}\nwiki={PUBLIC}; scope=link\n")
    settings = {"API_KEYS_FILE": str(keys), "REDIS_URL": redis, "REDIS_TIMEOUT": "2s", "JOBS_KEY": JOBS_KEY}
    process, address = started.start_service(PROGRAM, settings)
    return process, f"http://{address}"


def ran(command, url, folder):
    settings = {**os.environ, "URL": url, "KEY": KEY}
    done = subprocess.run(command, env=settings, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def followed(url, packed):
    with urllib.request.urlopen(f"{url}/song/{packed}.svg?key={PUBLIC}") as answer:
        return answer.status == 200 and answer.headers["content-type"] == "image/svg+xml"


def check_packing_in_python(url, _):
    names = {}
    exec(examples("links.md", "python")[0], names)
    assert followed(url, names["pack"]("{title: Ä}\n[C]La"))


def check_packing_in_javascript(url, folder):
    script = examples("links.md", "javascript")[0] + 'pack("{title: Ä}\\n[C]La").then(console.log);'
    assert followed(url, ran(["node", "-e", script], url, folder).strip())
    share = examples("links.md", "javascript")[0] + 'pack("{}", [1]).then(console.log);'
    packed = ran(["node", "-e", share], url, folder).strip()
    assert base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))[0] == 1, "the byte 0x01 comes first"


def check_a_link_by_curl(url, folder):
    made = json.loads(ran(["bash", "-c", examples("links.md", "sh")[0]], url, folder))
    with urllib.request.urlopen(url + made["path"]) as answer:
        assert answer.status == 200


def check_batches(url, folder):
    line = json.dumps({"content": "{title: One}\n[C]La", "output_format": "text"})
    (Path(folder) / "songs.ndjson").write_text(line + "\n" + line + "\n")
    told = ran(["bash", "-c", examples("jobs.md", "sh")[0]], url, folder).splitlines()
    assert [json.loads(line)["status"] for line in told] == [200, 200]
    assert ran([sys.executable, "-c", examples("jobs.md", "python")[0]], url, folder).count(".txt") == 2
    assert ran(["node", "--input-type=module", "-e", examples("jobs.md", "javascript")[0]], url, folder).count(".txt") == 2


def check_a_job_by_curl(url, folder):
    head = ran(["bash", "-c", examples("jobs.md", "sh")[1]], url, folder)
    path = re.search(r"^location: (\S+)", head, re.M | re.I)[1]
    for _ in range(200):
        request = urllib.request.Request(f"{url}{path}/result", headers={"X-API-Key": KEY})
        with urllib.request.urlopen(request) as answer:
            if answer.status == 200:
                assert answer.read().startswith(b"%PDF-")
                return
        time.sleep(0.05)
    raise AssertionError("there is no result")


def check_a_callback_by_the_public_library(_url, _folder):
    sample = json.loads((SAMPLES / "callback.json").read_text())
    hook = Webhook(sample["secret"])
    assert hook.verify(sample["body"], sample["headers"])["type"] == "job.done"
    try:
        hook.verify(sample["body"].replace("done", "lost"), sample["headers"])
    except WebhookVerificationError:
        return
    raise AssertionError("another body is taken for the one that was signed")


def main():
    checks = [
        check_packing_in_python, check_packing_in_javascript, check_a_link_by_curl, check_batches, check_a_job_by_curl,
        check_a_callback_by_the_public_library,
    ]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        redis, address = start_redis(folder)
        service, url = start_service(folder, address)
        try:
            for check in checks:
                try:
                    check(url, folder)
                    print(f"test {check.__name__} ... ok")
                except Exception as error:  # One that fails must not hide the others.
                    failed += 1
                    print(f"test {check.__name__} ... FAILED: {error!r}")
        finally:
            for process in (service, redis):
                process.terminate()
                process.wait()
    outcome = "FAILED" if failed else "ok"
    print(f"test result: {outcome}. {len(checks) - failed} passed; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
