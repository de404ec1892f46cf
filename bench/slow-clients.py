#!/usr/bin/env python3
"""Measures healthy callers with and without a crowd of slow ones beside them.

Half of the slow ones send a header byte by byte, half a body; those that the server
hangs up on come back at once. Prints rate and latencies of the healthy callers, and
fails where one of them was not answered or the crowd costs more than is allowed.
"""

import collections
import contextlib
import multiprocessing
import os
import queue
import resource
import selectors
import socket
import time
import urllib.parse

import harness

DRIP_SECONDS = 1
TURNS = 20
CROWD_SECONDS = 60
HEAD = b"POST /v1/classify HTTP/1.1\r\nHost: localhost\r\n"
BEGINNINGS = (HEAD + b"X-Slow: ", HEAD + b"Content-Length: 1000000\r\n\r\n")


def options():
    parser = harness.parser(__doc__)
    parser.add_argument("--model", default="lite0", help="id (default: %(default)s)")
    parser.add_argument("--clients", type=int, default=1000, help="slow ones (default: %(default)s)")
    parser.add_argument("--connections", type=int, default=8, help="healthy ones (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=30, help="of each measurement (default: %(default)s)")
    parser.add_argument("--settle", type=float, default=15, metavar="S",
                        help="load before the first measurement (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=0.9,
                        help="least share of the rate without them (default: %(default)s)")
    parser.add_argument("--p99", type=float, default=1.5, help="most times the p99 without them (default: %(default)s)")
    return parser.parse_args()


class Crowd:
    """Keeps so many slow connections open, each sending a byte a second."""

    def __init__(self, host, port, clients):
        self.address = (host, port)
        self.clients = clients
        self.selector = selectors.DefaultSelector()
        self.ended = collections.Counter()

    def run(self, complete, stopping, ends):
        # Their machines are not this one, so their own work shall take no core from the server or the healthy callers
        os.nice(19)
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


@contextlib.contextmanager
def crowd(url, clients):
    """Slow clients in a process of their own, since threads of one share Python's lock with the healthy callers.

    Yields a list that tells, when the block has ended, what became of them."""
    complete, stopping, ends = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
    address = urllib.parse.urlsplit(url)
    process = multiprocessing.Process(target=Crowd(address.hostname, address.port, clients).run,
                                      args=(complete, stopping, ends), daemon=True)
    process.start()
    became = []
    try:
        if not complete.wait(CROWD_SECONDS):
            raise harness.Failure(f"the {clients} slow clients could not connect")
        yield became
        stopping.set()
        with contextlib.suppress(queue.Empty):
            became += sorted(ends.get(timeout=CROWD_SECONDS).items())
    finally:
        process.kill()
        process.join()


def measure(args, server, images):
    """Rate and latencies of the healthy callers, and how they were answered."""
    calls, path = [], f"/v1/classify?model={args.model}"
    with harness.callers(server.url, path, images, args.connections,
                         lambda sent, seconds, outcome, answer: calls.append((seconds, outcome))):
        time.sleep(args.seconds)
    times = sorted(seconds for seconds, _ in calls)
    return {"rate": len(times) / args.seconds, "p50": 1000 * times[len(times) // 2],
            "p99": 1000 * times[int(len(times) * 0.99)],
            "outcomes": collections.Counter(outcome for _, outcome in calls)}


def row(name, result):
    return [name, f"{result['rate']:.1f}", f"{result['p50']:.1f}", f"{result['p99']:.1f}",
            text(result["outcomes"].items())]


def text(counts):
    return ", ".join(f"{name}: {count}" for name, count in sorted(counts)) or "none"


def faults(args, without, beside):
    """Sentences on what the crowd did to the healthy callers."""
    found = []
    if set(without["outcomes"]) | set(beside["outcomes"]) != {"200"}:
        found.append("a healthy caller was not answered")
    if beside["rate"] < args.rate * without["rate"]:
        found.append(f"the rate fell below {args.rate:g} of that without them")
    if beside["p99"] > args.p99 * without["p99"]:
        found.append(f"the p99 rose above {args.p99:g} times that without them")
    return found


def main():
    args = options()
    files = harness.image_files(args.images)
    images = [path.read_bytes() for path in files]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    report = harness.Report(args.output)
    with harness.models(args.models, [args.model]) as directory, \
            harness.ClassifierServer(directory, [args.model], args.server_option) as server:
        server.await_ready()
        harness.settle(server, args.settle, model=args.model, images=[str(path) for path in files])
        harness.say("Healthy callers alone ..")
        without = measure(args, server, images)
        harness.say(f"Healthy callers beside {args.clients} slow ones ..")
        with crowd(server.url, args.clients) as became:
            beside = measure(args, server, images)
        if not server.is_alive():
            raise harness.Failure("the server died")
    report.add(f"{harness.machine()}; {args.model}; {args.connections} healthy connections, {args.seconds:g} s each")
    report.table(["slow clients", "images/s", "p50 ms", "p99 ms", "answers"],
                 [row("none", without), row(args.clients, beside)])
    report.add("Slow ones: " + text(became))
    failed = faults(args, without, beside)
    report.add(*(f"FAILED: {each}" for each in failed), *([] if failed else ["Healthy callers were not disturbed."]))
    report.end()
    return 1 if failed else 0


if __name__ == "__main__":
    harness.main(main)
