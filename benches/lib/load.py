"""The crowd: wrk, with the headers of a browser."""

import json
import os
import re
import subprocess
import sys
import tempfile

# What a browser sends: a crowd asks for compressed pages, and must not be taken for robots.
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    "Accept-Encoding": "gzip, br",
    "Referer": "https://front.example/",
}


class Load:
    """wrk on one address: keep-alive connections that ask again as soon as they are answered."""

    # wrk hands its sums to this script, which prints them as JSON; latencies come in microseconds.
    SCRIPT = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.stderr:write(string.format(
    '{"answers": %d, "seconds": %.6f, "failed": %d, "p99_ms": %.3f}',
    summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(99) / 1e3))
end
"""

    def __init__(self, url, connections, seconds):
        headers = [part for name, value in BROWSER.items() for part in ("-H", f"{name}: {value}")]
        threads = min(2, os.cpu_count() or 1)
        self.command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", *headers]
        self.url = url

    def run(self):
        """{answers, seconds, failed, p99_ms, per_second}"""
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            script.write(self.SCRIPT)
            script.flush()
            done = subprocess.run([*self.command, "-s", script.name, self.url], capture_output=True, text=True)
        found = re.search(r"\{.*\}", done.stderr)
        if not found:
            sys.exit(f"wrk: {done.stderr or done.stdout}")
        figures = json.loads(found[0])
        return {**figures, "per_second": figures["answers"] / figures["seconds"]}
