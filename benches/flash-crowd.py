"""Story page, picture page and 1600-px rendition against nginx with the same bytes as static files

The server gets a story with a picture by its own API. Then each of the three addresses is asked for by keep-alive
connections over the loopback, and nginx is asked for the very bytes that the server sent, kept as files; the two take
turns, and the median counts. At the end every answer that was delivered must have been counted as a hit or a load.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from lib.load import Load
from lib.nginx import Nginx
from lib.picture import noisy_png
from lib.say import report, say, wait_until
from lib.throng import Throng

BENCH = "flash-crowd"
RENDITION_WIDTH = 1600
CONNECTIONS = (64, 256)
RUNS = 3


def publish(throng):
    """Creates the picture and its story; gives the three addresses that the crowd asks for, with where each is counted."""
    say("uploading the picture")
    picture = throng.post_file(
        "/api/v1/pictures",
        ("crowd.png", "image/png", noisy_png(2400, 1600)),
        {"title": "A crowd", "alt": "Coloured noise", "licence": "CC0-1.0"},
    )
    rendition = wait_until(
        lambda: widest_jpeg(throng.get(f"/api/v1/pictures/{picture['id']}")),
        f"a JPEG rendition of {RENDITION_WIDTH} px",
    )
    body = "A paragraph about it, as long as people write them. " * 12
    story = throng.post(
        "/api/v1/stories",
        {"title": "The night of the crowd", "body": "\n\n".join([body] * 6), "pictures": [picture["id"]]},
    )
    picture_hits = f"/api/v1/pictures/{picture['id']}/hits"
    return [
        ("story page", f"/s/{story['slug']}", f"/api/v1/stories/{story['id']}/hits", "hits"),
        ("picture page", f"/p/{picture['id']}", picture_hits, "hits"),
        ("rendition", rendition, picture_hits, "loads"),
    ]


def widest_jpeg(picture):
    """The address of the rendition under test, or None while it is being made."""
    for rendition in picture["renditions"]:
        if rendition["width"] == RENDITION_WIDTH and rendition["media_type"] == "image/jpeg":
            parts = urlsplit(rendition["url"])
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return None


def race(throng, nginx, name, address, connections, seconds):
    """Lets the two take turns, prints their figures, and gives the number of answers that Throng delivered."""
    runs = {throng: [], nginx: []}
    for turn in range(RUNS):
        for server in (throng, nginx):
            say(f"{name}, {connections} connections, run {turn + 1} of {RUNS}: {server.name}")
            runs[server].append(Load(server.origin + address, connections, seconds).run())

    def median(server, figure):
        return statistics.median(run[figure] for run in runs[server])

    figure = f"{name}, {connections} connections"
    rate, peer_rate = median(throng, "per_second"), median(nginx, "per_second")
    report(BENCH, f"{figure}: answers per second", rate, nginx.name, peer_rate, rate / peer_rate, RUNS)
    p99, peer_p99 = median(throng, "p99_ms"), median(nginx, "p99_ms")
    report(BENCH, f"{figure}: p99 in ms", p99, nginx.name, peer_p99, peer_p99 / p99, RUNS)

    failed = sum(run["failed"] for run in runs[throng] + runs[nginx])
    if failed:
        sys.exit(f"{figure}: {failed} requests failed, so the figures above say nothing")
    return sum(run["answers"] for run in runs[throng])


def check_count(throng, name, counted, delivered, slack):
    """
    Every answer that a client had in full is counted; what was on its way when a run stopped may be, one a connection.
    Gives whether that is so.
    """
    report(BENCH, f"{name}: counted of delivered", counted, "wrk", delivered, counted / delivered, 1)
    exact = delivered <= counted <= delivered + slack
    if not exact:
        say(f"{name}: {delivered} answers were delivered, {counted} were counted (allowed: {slack} more)")
    return exact


def main():
    options = argparse.ArgumentParser(prog="./bench flash-crowd", description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=5, help="length of one run (default: 5)")
    seconds = options.parse_args().seconds

    with tempfile.TemporaryDirectory(prefix="throng-bench-") as folder, Throng(Path(folder) / "data") as throng:
        addresses = publish(throng)
        before = {name: throng.get(counter)[field] for name, _, counter, field in addresses}
        answers = {address: throng.fetch(address) for _, address, _, _ in addresses}
        delivered = dict.fromkeys(before, 1)
        with Nginx(Path(folder) / "nginx", answers) as nginx:
            for name, address, _, _ in addresses:
                for connections in CONNECTIONS:
                    delivered[name] += race(throng, nginx, name, address, connections, seconds)

        slack = RUNS * sum(CONNECTIONS)
        exact = []
        for name, _, counter, field in addresses:
            counted = throng.settled(lambda: throng.get(counter)[field]) - before[name]
            exact.append(check_count(throng, name, counted, delivered[name], slack))
        sys.exit(0 if all(exact) else 1)


if __name__ == "__main__":
    main()
