"""What a benchmark prints, and how it waits."""

import json
import sys
import time

# Seconds that a start, a rendition or a count may take before the benchmark gives up.
PATIENCE = 60


def say(text):
    """Progress, for the person who waits; stdout is for figures alone."""
    print(text, file=sys.stderr, flush=True)


def report(bench, figure, value, peer, peer_value, ratio, runs):
    """Prints one figure; a ratio above 1 means that Throng is better."""
    line = {
        "bench": bench,
        "figure": figure,
        "value": round(value, 3),
        "peer": peer,
        "peer_value": round(peer_value, 3),
        "ratio": round(ratio, 3),
        "runs": runs,
    }
    print(json.dumps(line), flush=True)


def wait_until(probe, what):
    """Asks the probe again and again for something true, and gives that."""
    end = time.monotonic() + PATIENCE
    while not (found := probe()):
        if time.monotonic() > end:
            sys.exit(f"waited {PATIENCE} s for {what}")
        time.sleep(0.1)
    return found
