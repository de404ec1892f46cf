#!/usr/bin/env python3
"""Stops a busy server again and again and looks for requests that it lost.

Each time: starts bin/classifier, has callers classify one image after another on
connections that they keep, sends SIGTERM, and goes on calling until nobody answers.
Every request sent before the settle time ended must be answered 200.
"""
import argparse
import collections
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
START_SECONDS = 120
STOP_SECONDS = 120


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=20, help="how often to stop a server (default 20)")
    parser.add_argument("--connections", type=int, default=32, help="callers at once (default 32)")
    parser.add_argument("--settle", type=float, default=5, help="seconds of classifier.shutdown.settle (default 5)")
    parser.add_argument("--before", type=float, default=2, help="seconds of load before the signal (default 2)")
    parser.add_argument("--image", type=pathlib.Path,
                        default=ROOT / "src/main/resources/io/efficientnet/classifier/cli/photo.jpg",
                        help="what to classify (default: the photo that ships with the project)")
    parser.add_argument("options", nargs="*", help="further options of the server, after --")
    return parser.parse_args()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_ready(server, port):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    sys.exit("drain: the server does not get ready")


def call(port, image, calls):
    """One caller: (when it was sent, what came of it) for each request, until refused."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    refused = False
    while not refused:
        sent = time.monotonic()
        try:
            connection.request("POST", "/v1/classify?timeout=10s", image, {"Content-Type": "image/jpeg"})
            answer = connection.getresponse()
            answer.read()
            outcome = str(answer.status)
        except ConnectionRefusedError:
            outcome, refused = "refused", True
        except http.client.RemoteDisconnected:
            outcome = "closed"
        except OSError as failure:
            outcome = type(failure).__name__
        except http.client.HTTPException as failure:
            outcome = type(failure).__name__
        if not outcome.isdigit():
            connection.close()
        calls.append((sent, outcome))


def repetition(args, image, log):
    port, management = free_port(), free_port()
    server = subprocess.Popen(
        [str(ROOT / "bin/classifier"), "serve", f"--server.port={port}", f"--management.server.port={management}",
         f"--classifier.shutdown.settle={int(args.settle * 1000)}ms", *args.options], stdout=log, stderr=log)
    try:
        await_ready(server, port)
        calls = []
        callers = [threading.Thread(target=call, args=(port, image, calls)) for _ in range(args.connections)]
        for caller in callers:
            caller.start()
        time.sleep(args.before)
        server.send_signal(signal.SIGTERM)
        signalled = time.monotonic()
        code = server.wait(STOP_SECONDS)
        stopped = time.monotonic() - signalled
        for caller in callers:
            caller.join()
    finally:
        server.kill()
    settled = signalled + args.settle
    before = collections.Counter(outcome for sent, outcome in calls if sent < settled)
    after = collections.Counter(outcome for sent, outcome in calls if sent >= settled)
    return before, after, code, stopped


def text(outcomes):
    return ", ".join(f"{outcome}: {count}" for outcome, count in sorted(outcomes.items())) or "none"


def main():
    args = arguments()
    image = args.image.read_bytes()
    print(f"{args.connections} connections, settle {args.settle} s, {os.cpu_count()} cores")
    print("| run | sent before the settle time ended | sent later | exit code | stopped after |")
    print("|---|---|---|---|---|")
    lost = 0
    with tempfile.TemporaryFile() as log:
        for run in range(1, args.repetitions + 1):
            before, after, code, stopped = repetition(args, image, log)
            lost += sum(before.values()) - before["200"] + (code not in (0, 143))
            print(f"| {run} | {text(before)} | {text(after)} | {code} | {stopped:.1f} s |", flush=True)
    print("No request was lost." if lost == 0 else f"{lost} requests were lost, or ends were not in order.")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
