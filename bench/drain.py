#!/usr/bin/env python3
"""Stops a busy server again and again and looks for requests that it lost.

Each time callers classify one image after another on connections that they keep, the server gets SIGTERM, and they
go on until nobody answers. Every request sent before the settle time ended must be answered 200.
"""

import collections
import contextlib
import signal
import subprocess
import time

import harness

# What the server may take after settling: its drain time, and what is left over for good measure
END_SECONDS = 60
IN_ORDER = (0, 143)


def options():
    parser = harness.parser(__doc__)
    parser.add_argument("--model", default="lite0", help="id (default: %(default)s)")
    parser.add_argument("--repetitions", type=int, default=20, help="how often to stop a server (default: %(default)s)")
    parser.add_argument("--connections", type=int, default=32, help="callers at once (default: %(default)s)")
    parser.add_argument("--settle", type=float, default=5, metavar="S",
                        help="classifier.shutdown.settle (default: %(default)s)")
    parser.add_argument("--before", type=float, default=2, metavar="S",
                        help="load before the signal (default: %(default)s)")
    return parser.parse_args()


def repetition(args, directory, images):
    """What became of requests sent before the settle time ended and later, the exit code, and seconds until the end."""
    calls = []
    server_options = [f"--classifier.shutdown.settle={1000 * args.settle:.0f}ms", *args.server_option]
    with harness.ClassifierServer(directory, [args.model], server_options) as server:
        server.await_ready()
        with harness.callers(server.url, "/v1/classify?timeout=10s", images, args.connections,
                             lambda sent, seconds, outcome, answer: calls.append((sent, outcome))):
            time.sleep(args.before)
            server.process.send_signal(signal.SIGTERM)
            signalled = time.monotonic()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(args.settle + END_SECONDS)
            code, ended = server.process.poll(), time.monotonic()
            server.stop()
    settled = signalled + args.settle
    return (collections.Counter(outcome for sent, outcome in calls if sent < settled),
            collections.Counter(outcome for sent, outcome in calls if sent >= settled), code, ended - signalled)


def text(outcomes):
    return ", ".join(f"{outcome}: {count}" for outcome, count in sorted(outcomes.items())) or "none"


def problems(before, code):
    """Sentences on what was not in order."""
    found = []
    lost = sum(before.values()) - before["200"]
    if lost:
        found.append(f"{lost} requests sent before the settle time ended were not answered 200")
    if not before["200"]:
        found.append("no request was answered before the settle time ended")
    if code not in IN_ORDER:
        found.append("the server did not end" if code is None else f"the server ended with {code}")
    return found


def main():
    args = options()
    images = [path.read_bytes() for path in harness.image_files(args.images)]
    report = harness.Report(args.output)
    rows, failed = [], []
    with harness.models(args.models, [args.model]) as directory:
        for run in range(1, args.repetitions + 1):
            before, after, code, seconds = repetition(args, directory, images)
            failed += [f"run {run}: {problem}" for problem in problems(before, code)]
            rows.append([run, text(before), text(after), code, f"{seconds:.1f}"])
            harness.say(f"Run {run} of {args.repetitions}: {text(before)} before, stopped after {seconds:.1f} s")
    report.add(f"{harness.machine()}; {args.model}; {args.connections} connections, settle {args.settle:g} s")
    report.table(["run", "sent before the settle time ended", "sent later", "exit code", "stopped after s"], rows)
    report.add(*(f"FAILED: {each}" for each in failed), *([] if failed else ["No request was lost."]))
    report.end()
    return 1 if failed else 0


if __name__ == "__main__":
    harness.main(main)
