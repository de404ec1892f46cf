#!/usr/bin/env python3
"""Puts 1, 2 and 4 times its peak load on the server and checks that it stays up."""

import resource
import statistics
import threading
import time
import urllib.error
import urllib.request

import harness

GOODPUT = 0.95
RECOVERY_SECONDS = 5
# Of the latency without load, so that jitter is no failure
BASELINE_FACTOR = 1.5
CALM_ANSWERS = 5
FLAT = 1.1
SAMPLE_SECONDS = 1


def options():
    parser = harness.parser(
        __doc__ + " The peak is the best of closed loops. Targets: goodput at least 95 %% of the peak, every answer 200, "
        "429 or 504, 99 of 100 accepted within the deadline, resident memory flat, and latency back to that of an idle "
        "server within 5 s. Exits with 1 and the reason where one is missed.")
    parser.add_argument("--model", default="lite0", help="id (default: %(default)s)")
    parser.add_argument("--factors", default="1,2,4", help="times the peak (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="of each load (default: %(default)s)")
    parser.add_argument("--warm-up", type=float, default=5, help="of each load (default: %(default)s)")
    parser.add_argument("--peak-connections", default="8,16,32", help="closed loops for the peak (default: %(default)s)")
    parser.add_argument("--peak-seconds", type=float, default=15, help="of each of them (default: %(default)s)")
    parser.add_argument("--settle", type=float, default=15, metavar="S",
                        help="load before the peak is measured (default: %(default)s)")
    parser.add_argument("--deadline", type=float, default=2, metavar="S", help="of each request (default: %(default)s)")
    return parser.parse_args()


class MemorySamples:
    """Resident memory of a process, once a second in the background."""

    def __init__(self, pid):
        self.pid = pid
        self.megabytes = []
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def _sample(self):
        while not self.done.wait(SAMPLE_SECONDS):
            try:
                self.megabytes.append(harness.rss_megabytes(self.pid))
            except OSError:
                return

    def growth(self):
        """Of the last third over the middle third; a heap grows to its size in the first."""
        third = len(self.megabytes) // 3
        if third == 0:
            return 1.0
        return max(self.megabytes[2 * third:]) / max(self.megabytes[third:2 * third])


def ask(server, model, image):
    """Seconds until the answer with status 200, None where it has another one."""
    request = urllib.request.Request(f"{server.url}/v1/classify?model={model}", data=image,
                                     headers={"Content-Type": "application/octet-stream"})
    start = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
    except urllib.error.HTTPError as refused:
        refused.read()
        return None
    return time.monotonic() - start


def baseline(server, model, image, count=50):
    answers = [ask(server, model, image) for _ in range(count)]
    if None in answers:
        raise harness.Failure("the idle server refuses requests")
    return statistics.median(answers)


def recovery(server, model, image, calm):
    """Seconds from now until the first of several answers in a row that took no longer than usual."""
    start, in_a_row, first = time.monotonic(), 0, 0.0
    while time.monotonic() - start < 10 * RECOVERY_SECONDS:
        began = time.monotonic() - start
        took = ask(server, model, image)
        if took is None or took > calm * BASELINE_FACTOR:
            in_a_row = 0
            continue
        first = began if in_a_row == 0 else first
        in_a_row += 1
        if in_a_row == CALM_ANSWERS:
            return first
    return float("inf")


def misses(row, memory, recovered, peak, factor, deadline):
    """The targets that a load missed, each as a sentence."""
    found = []
    if row["goodput"] < GOODPUT * peak:
        found.append(f"goodput is {100 * row['goodput'] / peak:.0f} % of the peak, below {100 * GOODPUT:.0f} %")
    if row["other"]:
        found.append(f"{row['other']} answers are neither 200, 429 nor 504: {row['statuses']}")
    if row["connectionErrors"]:
        found.append(f"{row['connectionErrors']} requests had no complete answer")
    if row["notSent"]:
        found.append(f"{row['notSent']} requests could not be sent, since too many were in flight")
    if row["p99Ms"] is None or row["p99Ms"] > 1000 * deadline:
        found.append(f"99 of 100 accepted took up to {row['p99Ms']} ms, the deadline is {1000 * deadline:g} ms")
    if memory.growth() > FLAT:
        found.append(f"resident memory grew by {100 * (memory.growth() - 1):.0f} % within the load")
    if recovered > RECOVERY_SECONDS:
        found.append(f"latency was back after {recovered:.1f} s, later than {RECOVERY_SECONDS} s")
    return [f"{factor:g} x peak: {text}" for text in found]


class Generator:
    """The cores that the load generator took, which the server on the same machine did not have."""

    def __enter__(self):
        self.start, self.processor = time.monotonic(), self._seconds()
        return self

    def __exit__(self, *_):
        self.cores = (self._seconds() - self.processor) / (time.monotonic() - self.start)

    @staticmethod
    def _seconds():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime


def left_over(cores, at_peak, now):
    """What the generator leaves of the cores, as a share of what it left at the peak."""
    return (cores - now) / (cores - at_peak)


def cells(row, memory, recovered, peak, factor, left):
    return [f"{factor:g} x", f"{row['rate']:.1f}", f"{row['goodput']:.1f} ({100 * row['goodput'] / peak:.0f} %)",
            f"{100 * left:.0f} % ({100 * row['goodput'] / (peak * left):.0f} %)", row["ok"],
            row["overloaded"], row["deadlineExceeded"], row["other"], row["connectionErrors"], row["notSent"],
            *(milliseconds(row[key]) for key in ("p50Ms", "p99Ms", "maxMs", "refusedP50Ms", "refusedP99Ms",
                                                  "sendDelayP99Ms")),
            f"{memory.megabytes[0]:.0f} / {memory.megabytes[-1]:.0f}" if memory.megabytes else "-", f"{recovered:.1f}"]


def milliseconds(value):
    return "-" if value is None else f"{value:.1f}"


def main():
    args = options()
    report = harness.Report(args.output)
    images = [str(path) for path in harness.image_files(args.images)]
    probe = harness.image_files(args.images)[0].read_bytes()
    failed, lines = [], []
    with harness.models(args.models, [args.model]) as directory, \
            harness.ClassifierServer(directory, [args.model], args.server_option) as server:
        server.await_ready()
        harness.settle(server, args.settle, model=args.model, images=images)
        with Generator() as at_peak:
            peak = harness.peak(server, args.peak_connections, model=args.model, images=images,
                                seconds=args.peak_seconds, warm_up=args.warm_up)
        calm = baseline(server, args.model, probe)
        report.add(f"{harness.machine()}; {args.model}; peak {peak:.1f} images/s with {args.peak_connections} connections, "
                   f"idle latency {1000 * calm:.1f} ms, deadline {args.deadline:g} s; each load {args.seconds:g} s after "
                   f"{args.warm_up:g} s of warm-up, Poisson arrivals, from the same machine.")
        for factor in (float(text) for text in args.factors.split(",")):
            harness.say(f"{factor:g} times the peak ..")
            with MemorySamples(server.pid) as memory, Generator() as generator:
                row, = harness.load(server.url, rate=f"{factor * peak:.2f}", model=args.model, images=images,
                                    seconds=args.seconds, warm_up=args.warm_up, timeout=f"{1000 * args.deadline:.0f}ms")
            recovered = row["drainMs"] / 1000 + recovery(server, args.model, probe, calm)
            if not server.is_alive():
                raise harness.Failure(f"the server died under {factor:g} times its peak")
            left = left_over(harness.cores(None), at_peak.cores, generator.cores)
            lines.append(cells(row, memory, recovered, peak, factor, left))
            failed += misses(row, memory, recovered, peak, factor, args.deadline)
    report.table(["load", "sent/s", "goodput/s (of peak)", "cores left to the server, of those at the peak (goodput of that)", "200", "429", "504", "other", "errors", "not sent", "p50 ms",
                  "p99 ms", "max ms", "429 p50 ms", "429 p99 ms", "sent late p99 ms", "RSS MB first / last",
                  "calm after s"], lines)
    report.add(*(f"MISSED: {text}" for text in failed), *([] if failed else ["All targets are met."]))
    report.end()
    return 1 if failed else 0


if __name__ == "__main__":
    harness.main(main)
