"""Runs the Python examples of docs/security.md as they are printed, against a service started for them."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from started import KEY, examples, start_service

BODY_KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

PROGRAM = Path(sys.argv[1]).resolve()


def status(url, headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def check_signing(example, url):
    names = {}
    exec(example, names)
    headers = {"Authorization": names["authorization"]("web", KEY, "GET", "/formats", "", b"")}
    assert status(f"{url}/formats", headers) == 200
    assert status(f"{url}/formats", headers) == 401, "a signature counts once"


def check_link(example, url):
    names = {}
    exec(example, names)
    link = names["link"]("web", KEY, "/diagrams/Am7.svg", "instrument=ukulele", 60)
    assert status(url + link, {}) == 200
    assert status(url + link.replace("Am7", "Dm7"), {}) == 401


def check_encryption(example, url):
    settings = {**os.environ, "URL": url, "KEY": KEY, "BODY_KEY": BODY_KEY}
    done = subprocess.run([sys.executable, "-c", example], env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Amazing grace" in done.stdout, done.stdout


def main():
    printed = examples("security.md", "python")
    checks = [check_signing, check_link, check_encryption]
    assert len(printed) == len(checks), "every example has its check"
    keys = {"API_KEYS": f"web={KEY}", "JWE_KEYS": f"web={BODY_KEY}"}
    process, address = start_service(PROGRAM, keys)
    url = f"http://{address}"
    failed = 0
    try:
        for check, example in zip(checks, printed):
            try:
                check(example, url)
                print(f"test {check.__name__} ... ok")
            except Exception as error:  # One that fails must not hide the others.
                failed += 1
                print(f"test {check.__name__} ... FAILED: {error}")
    finally:
        process.terminate()
        process.wait()
    outcome = "FAILED" if failed else "ok"
    print(f"test result: {outcome}. {len(checks) - failed} passed; {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
