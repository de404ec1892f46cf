#!/usr/bin/env python3
"""Loads the server for half an hour and checks that nothing of it grows."""

import contextlib
import json
import pathlib
import subprocess
import time

import harness
import slopes

# Name, unit, and growth over the whole run that does not matter
SERIES = (("heap after GC", "MB", 2.0), ("resident memory", "MB", 8.0), ("direct memory", "MB", 1.0),
          ("file descriptors", "", 2.0), ("threads", "", 2.0))
MEGABYTE = 1 << 20
# A growth that must not hide in the noise: a multiple of what does not matter, or a share of the level
TOLERABLE_MULTIPLE, TOLERABLE_SHARE = 8, 0.1
MOST_REFUSED = 0.01


def options():
    parser = harness.parser(
        __doc__ + " The load is open, a share of the peak of closed loops. Each sample asks the JVM for a full collection "
        "first. A series leaks if its slope is above zero by more than its noise (99 %%) and adds up to more than what does "
        "not matter. Exits with 1 then, and where the noise is too large to tell or the server refused its load.")
    parser.add_argument("--model", default="lite0", help="id (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=1800, help="of load after settling (default: %(default)s)")
    parser.add_argument("--settle", type=float, metavar="S",
                        help="load before the first sample counts (default: a sixth of --seconds)")
    parser.add_argument("--share", type=float, default=0.7, help="of the peak (default: %(default)s)")
    parser.add_argument("--interval", type=float, metavar="S",
                        help="between samples (default: 15, less where --seconds is below 600)")
    parser.add_argument("--peak-seconds", type=float, default=15,
                        help="of the closed loop, and of settling before it (default: %(default)s)")
    parser.add_argument("--samples", type=pathlib.Path, metavar="FILE", help="write all samples there as JSON")
    args = parser.parse_args()
    args.settle = args.seconds / 6 if args.settle is None else args.settle
    args.interval = min(15, args.seconds / 40) if args.interval is None else args.interval
    if not (0 < args.seconds <= 3600 and 0 <= args.settle <= 3600 and args.interval > 0):
        parser.error("--seconds and --settle are 3600 at most, --seconds and --interval above 0")
    if args.seconds / args.interval < 2 * slopes.FEWEST_SAMPLES:
        parser.error(f"this gives fewer than {2 * slopes.FEWEST_SAMPLES} samples; use a shorter --interval")
    return args


def sample(server):
    """One value for each of SERIES. Connections that the load keeps open are no growth of the server's."""
    harness.jcmd(server, "GC.run")
    return [server.meter("jvm_memory_used_bytes", area="heap") / MEGABYTE, harness.rss_megabytes(server.pid),
            server.meter("jvm_buffer_memory_used_bytes", id="direct") / MEGABYTE,
            harness.descriptors(server.pid) - harness.open_connections(server.port), harness.threads(server.pid)]


@contextlib.contextmanager
def load_in_background(url, **options):
    process = subprocess.Popen([harness.CLASSIFIER, *map(str, harness.load_arguments(url, options))],
                               stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def judged(seconds, samples):
    """Rows of the table, and a sentence for each series that leaks or tells nothing."""
    rows, failures = [], []
    for (name, unit, negligible), values in zip(SERIES, zip(*samples)):
        slope = slopes.fit(seconds, values)
        tolerable = max(TOLERABLE_MULTIPLE * negligible, TOLERABLE_SHARE * sum(values) / len(values))
        verdict = "zero is within the noise" if slope.is_zero_within_noise() else "zero is outside the noise, negligible"
        if slope.is_leak(negligible):
            verdict = "leaks"
            failures.append(f"{name} leaks")
        elif slope.is_too_noisy(tolerable):
            verdict = "too noisy to tell"
            failures.append(f"{name} is too noisy to tell")
        rows.append([f"{name} {unit}".strip(), f"{values[0]:.1f}", f"{values[-1]:.1f}",
                     f"{slope.per_hour:+.2f} +- {slope.noise_per_hour:.2f}", f"{slope.drift:+.2f}", f"{negligible:g}",
                     verdict])
    return rows, failures


def refusals(row):
    """A sentence where the load was not carried."""
    refused = row["overloaded"] + row["deadlineExceeded"]
    failed = row["other"] + row["connectionErrors"] + row["notSent"]
    if failed:
        return [f"{failed} requests were answered neither with 200, 429 nor 504, or not at all"]
    if refused > MOST_REFUSED * (row["ok"] + refused):
        return [f"{refused} of {row['ok'] + refused} requests were refused or late, so the load was not {row['rate']:g}/s"]
    return []


def watched(server, load, args):
    """Times in seconds and samples, those of settling left out."""
    seconds, samples, start = [], [], time.monotonic()
    while load.poll() is None and time.monotonic() - start < args.settle + args.seconds:
        time.sleep(args.interval)
        if not server.is_alive():
            raise harness.Failure("the server died")
        now, taken = time.monotonic() - start, sample(server)
        if now >= args.settle:
            samples.append(taken)
            seconds.append(now)
        harness.say(f"{now:.0f} of {args.settle + args.seconds:.0f} s: " + ", ".join(
            f"{name} {value:.0f} {unit}".rstrip() for (name, unit, _), value in zip(SERIES, taken)))
    if len(samples) < slopes.FEWEST_SAMPLES:
        raise harness.Failure(f"only {len(samples)} samples came about; use more --seconds")
    return seconds, samples


def main():
    args = options()
    report = harness.Report(args.output)
    images = [str(path) for path in harness.image_files(args.images)]
    with harness.models(args.models, [args.model]) as directory, \
            harness.ClassifierServer(directory, [args.model], args.server_option) as server:
        server.await_ready()
        harness.settle(server, args.peak_seconds, model=args.model, images=images)
        peak = harness.peak(server, "8", model=args.model, images=images, seconds=args.peak_seconds)
        rate = args.share * peak
        report.add(f"{harness.machine()}; {args.model}; {rate:.1f} images/s, {100 * args.share:g} % of the peak of "
                   f"{peak:.1f}, for {args.seconds:g} s after {args.settle:g} s of settling; a sample every "
                   f"{args.interval:g} s.")
        with load_in_background(server.url, rate=f"{rate:.2f}", model=args.model, images=images,
                                warm_up=args.settle, seconds=args.seconds) as load:
            seconds, samples = watched(server, load, args)
            output = load.communicate(timeout=120)[0]
            if load.returncode != 0:
                raise harness.Failure("the load failed, as it says above")
    row, = json.loads(output)
    if args.samples:
        args.samples.write_text(json.dumps({"series": [name for name, *_ in SERIES], "seconds": seconds,
                                            "samples": samples}))
    rows, failures = judged(seconds, samples)
    failures += refusals(row)
    report.table(["series", "first", "last", "slope per hour (99 %)", "over the run", "negligible", "verdict"], rows)
    report.add(f"{row['ok']} answers with 200, {row['overloaded']} with 429, {row['deadlineExceeded']} with 504; p50 "
               f"{row['p50Ms']} ms, p99 {row['p99Ms']} ms, with the full collections of the samples in them.")
    report.add(*(f"FAILED: {text}" for text in failures), *([] if failures else ["Nothing grows beyond its noise."]))
    report.end()
    return 1 if failures else 0


if __name__ == "__main__":
    harness.main(main)
