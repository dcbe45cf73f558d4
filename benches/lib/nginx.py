"""The peer: nginx, which serves files as fast as anything does."""

import json
import re
import socket
import subprocess
import sys
import urllib.parse

from lib.say import wait_until


class Nginx:
    """nginx with the given answers, {address: (headers, body)}, as static files on the same addresses."""

    def __init__(self, folder, answers):
        self.folder = folder
        self.answers = answers
        version = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=True).stderr
        self.name = "nginx " + re.search(r"nginx/(\d+\.\d+)", version)[1]

    def __enter__(self):
        # Started by root, its workers run as another user and must be able to read the files.
        self.folder.mkdir(mode=0o755)
        self.folder.parent.chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        configuration = self.folder / "nginx.conf"
        configuration.write_text(self.configuration(port))
        self.process = subprocess.Popen(
            ["nginx", "-p", self.folder, "-c", configuration, "-e", self.folder / "error.log"]
        )
        wait_until(lambda: self.answers_on(port), "nginx")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def answers_on(self, port):
        if self.process.poll() is not None:
            sys.exit("nginx did not start")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def configuration(self, port):
        """Everything that makes static files quick, and no access log: the peer at its best."""
        locations = "".join(self.location(*item) for item in enumerate(self.answers.items()))
        return f"""
            daemon off; pid nginx.pid; worker_processes auto;
            events {{ worker_connections 4096; }}
            http {{
                access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; etag on; server_tokens off;
                keepalive_timeout 120s; keepalive_requests 1000000000;
                open_file_cache max=100 inactive=600s; open_file_cache_valid 600s;
                client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                server {{ listen 127.0.0.1:{port} backlog=4096; {locations} }}
            }}"""

    def location(self, number, item):
        address, (headers, body) = item
        file = self.folder / f"{number}.bin"
        file.write_bytes(body)
        headers = {name.lower(): value for name, value in headers.items()}
        added = "".join(
            f"add_header {name} {json.dumps(headers[name])};"
            for name in ("content-encoding", "cache-control", "vary")
            if name in headers
        )
        path = urllib.parse.urlsplit(address).path
        kind = headers["content-type"]
        return f'location = {path} {{ alias {file}; types {{ }} default_type "{kind}"; {added} }}\n'
