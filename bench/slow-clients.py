#!/usr/bin/env python3
"""Measures healthy callers with and without a crowd of slow ones beside them.

Half of the slow ones send a header byte by byte, half a body; those that the server
hangs up on come back at once. Prints rate and latencies of the healthy callers, and
fails where one of them was not answered or the crowd costs more than is allowed.
"""
import argparse
import collections
import http.client
import multiprocessing
import os
import pathlib
import resource
import selectors
import socket
import sys
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
DRIP_SECONDS = 1
TURNS = 20
HEAD = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\n"
BEGINNINGS = (HEAD + b"X-Slow: ", HEAD + b"Content-Length: 1000000\r\n\r\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="of the server (default %(default)s)")
    parser.add_argument("--clients", type=int, default=1000, help="slow ones (default 1000)")
    parser.add_argument("--connections", type=int, default=8, help="healthy ones (default 8)")
    parser.add_argument("--seconds", type=float, default=30, help="of each measurement (default 30)")
    parser.add_argument("--rate", type=float, default=0.9, help="least share of the rate without them (default 0.9)")
    parser.add_argument("--p99", type=float, default=1.5, help="most times the p99 without them (default 1.5)")
    parser.add_argument("--image", type=pathlib.Path,
                        default=ROOT / "src/main/resources/io/efficientnet/classifier/cli/photo.jpg",
                        help="what to classify (default: the photo that ships with the project)")
    return parser.parse_args()


class Crowd:
    """Keeps so many slow connections open, each sending a byte a second."""

    def __init__(self, host, port, clients):
        self.address = (host, port)
        self.clients = clients
        self.selector = selectors.DefaultSelector()
        self.ended = collections.Counter()

    def run(self, complete, stopping, ends):
        for i in range(self.clients):
            self.connect(i % 2)
        complete.set()
        turn = 0
        while not stopping.is_set():
            start = time.monotonic()
            for key, _ in self.selector.select(0):
                self.look(key.fileobj, key.data)
            # A part of them at a time, so that they do not come in waves
            for key in list(self.selector.get_map().values())[turn::TURNS]:
                self.drip(key.fileobj, key.data)
            turn = (turn + 1) % TURNS
            time.sleep(max(0, start + DRIP_SECONDS / TURNS - time.monotonic()))
        ends.put(self.ended)

    def connect(self, kind):
        slow = socket.create_connection(self.address, timeout=10)
        slow.sendall(BEGINNINGS[kind])
        slow.setblocking(False)
        self.selector.register(slow, selectors.EVENT_READ, kind)

    def look(self, slow, kind):
        try:
            answer = slow.recv(4096)
        except OSError:
            answer = b""
        self.ended[("header", "body")[kind] + (" answered " + answer[9:12].decode() if answer else " closed")] += 1
        self.again(slow, kind)

    def drip(self, slow, kind):
        try:
            slow.send(b"x")
        except OSError:
            self.ended[("header", "body")[kind] + " reset"] += 1
            self.again(slow, kind)

    def again(self, slow, kind):
        self.selector.unregister(slow)
        slow.close()
        try:
            self.connect(kind)
        except OSError as failure:
            self.ended["could not connect: " + type(failure).__name__] += 1


def call(host, port, image, end, times, outcomes):
    connection = http.client.HTTPConnection(host, port, timeout=60)
    while time.monotonic() < end:
        start = time.monotonic()
        try:
            connection.request("POST", "/v1/classify", image)
            answer = connection.getresponse()
            answer.read()
            outcome = str(answer.status)
        except (OSError, http.client.HTTPException) as failure:
            outcome = type(failure).__name__
            connection.close()
        times.append(time.monotonic() - start)
        outcomes.append(outcome)


def measure(args, host, port, image, seconds):
    times, outcomes = [], []
    end = time.monotonic() + seconds
    callers = [threading.Thread(target=call, args=(host, port, image, end, times, outcomes))
               for _ in range(args.connections)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    times.sort()
    return {"rate": len(times) / seconds, "p50": 1000 * times[len(times) // 2],
            "p99": 1000 * times[int(len(times) * 0.99)], "outcomes": collections.Counter(outcomes)}


def row(name, result):
    outcomes = ", ".join(f"{outcome}: {count}" for outcome, count in sorted(result["outcomes"].items()))
    print(f"| {name} | {result['rate']:.1f} | {result['p50']:.1f} | {result['p99']:.1f} | {outcomes} |", flush=True)


def main():
    args = arguments()
    url = urllib.parse.urlsplit(args.url)
    host, port = url.hostname, url.port or 80
    image = args.image.read_bytes()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    measure(args, host, port, image, min(args.seconds, 10))
    print(f"{args.connections} healthy connections, {args.clients} slow ones, {os.cpu_count()} cores")
    print("| slow clients | images/s | p50 ms | p99 ms | answers |")
    print("|---|--:|--:|--:|---|")
    without = measure(args, host, port, image, args.seconds)
    row("none", without)
    # In a process of its own: threads of one share Python's lock with the healthy callers
    complete, stopping, ends = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
    crowd = multiprocessing.Process(target=Crowd(host, port, args.clients).run, args=(complete, stopping, ends),
                                    daemon=True)
    crowd.start()
    complete.wait()
    beside = measure(args, host, port, image, args.seconds)
    stopping.set()
    row(str(args.clients), beside)
    print("slow ones: " + ", ".join(f"{end}: {count}" for end, count in sorted(ends.get().items())))
    faults = []
    if set(beside["outcomes"]) != {"200"}:
        faults.append("a healthy caller was not answered")
    if beside["rate"] < args.rate * without["rate"]:
        faults.append(f"the rate fell below {args.rate} of that without them")
    if beside["p99"] > args.p99 * without["p99"]:
        faults.append(f"the p99 rose above {args.p99} times that without them")
    print("Healthy callers were not disturbed." if not faults else "; ".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
