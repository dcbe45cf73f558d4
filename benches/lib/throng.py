"""The server under test."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid

from lib.load import BROWSER
from lib.say import PATIENCE


class Throng:
    """The release binary ($THRONG_BIN) serving a new data folder, with the owner's token."""

    name = "throng"

    def __init__(self, data):
        self.data = data
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("THRONG_")}

    def __enter__(self):
        self.binary = os.environ["THRONG_BIN"]
        self.log = open(f"{self.data}.log", "w+b")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--data", self.data, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=self.environment,
            text=True,
        )
        try:
            self.origin = self.announced()
            self.token = self.owner_token()
        except BaseException:
            self.process.kill()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()

    def announced(self):
        """The first address that it prints; the rest of its output is read and dropped, so that it never blocks on it."""
        for line in self.process.stdout:
            if found := re.search(r"http://[^\s/]+:\d+", line):
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
                return found[0]
        self.log.seek(0)
        sys.exit(f"the server ended at once:\n{self.log.read().decode(errors='replace')[-2000:]}")

    def owner_token(self):
        """Uses up a one-time owner link, as a program does."""
        command = [self.binary, "owner-link", "--data", self.data]
        printed = subprocess.run(command, capture_output=True, text=True, env=self.environment, check=True).stdout
        link = re.search(r"https?://\S+", printed)
        if not link:
            sys.exit(f"owner-link printed no link: {printed}")
        path = urllib.parse.urlsplit(link[0])
        address = path.path + (f"?{path.query}" if path.query else "")
        return self.ask("POST", address, b"", {"Accept": "application/json"}, token=None)["token"]

    def ask(self, method, address, body=None, headers=None, token="own"):
        """One request of the API; gives the JSON of its answer, and ends the benchmark unless that is a success."""
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {self.token}"
        status, _, answer = self.request(method, address, body, headers)
        if not 200 <= status < 300:
            sys.exit(f"{method} {address}: {status} {answer.decode(errors='replace')[:500]}")
        return json.loads(answer)

    def get(self, address):
        return self.ask("GET", address)

    def post(self, address, fields):
        return self.ask("POST", address, json.dumps(fields).encode(), {"Content-Type": "application/json"})

    def post_file(self, address, file, fields):
        """A multipart upload of one (name, media type, bytes) as `file`, with text fields."""
        boundary = uuid.uuid4().hex
        name, media_type, content = file
        texts = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        )
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {media_type}\r\n\r\n"
        )
        body = texts.encode() + head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self.ask("POST", address, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def fetch(self, address):
        """What a browser gets: (headers, the body as sent, still compressed)."""
        status, headers, body = self.request("GET", address, None, BROWSER)
        if status != 200:
            sys.exit(f"GET {address}: {status}")
        return headers, body

    def request(self, method, address, body, headers):
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(self.origin, address))
        connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        result = answer.status, dict(answer.getheaders()), answer.read()
        connection.close()
        return result

    def settled(self, count):
        """What the function counts, though that is folded in the background, once it has stood still for two seconds."""
        end = time.monotonic() + PATIENCE
        last, since = count(), time.monotonic()
        while time.monotonic() - since < 2:
            if time.monotonic() > end:
                sys.exit(f"a count still moves after {PATIENCE} s without load")
            time.sleep(0.25)
            if (now := count()) != last:
                last, since = now, time.monotonic()
        return last
