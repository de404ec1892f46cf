#!/usr/bin/env python3
"""Compares the server with FastAPI, and with its own pipeline without HTTP."""

import collections
import json
import os
import pathlib
import statistics
import subprocess
import urllib.request

import harness

FASTAPI = harness.ROOT / "bench" / "fastapi"
# float32 sums in another order, and another runtime
LARGEST_DIFFERENCE = 1e-3
CLASSIFIER, OTHER = "classifier", "FastAPI"


def options():
    parser = harness.parser(__doc__ + " Both servers run all the time; in each round one is loaded, then the other, in "
                            "turns. Writes a table in Markdown.")
    parser.add_argument("--model", default="b0,lite0", help="ids, comma-separated (default: %(default)s)")
    parser.add_argument("--connections", default="1,8,32", help="of the closed loops (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="(default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=10, help="of each load in each round (default: %(default)s)")
    parser.add_argument("--warm-up", type=float, default=3, help="of each load in each round (default: %(default)s)")
    parser.add_argument("--settle", type=float, default=10, metavar="S",
                        help="load on each server and model before the first round (default: %(default)s)")
    parser.add_argument("--cores", metavar="LIST", help="pin each server to these cores, as taskset takes them")
    parser.add_argument("--no-pipeline", action="store_true", help="leave out the pipeline without HTTP")
    return parser.parse_args()


def best_class(url, model, image):
    request = urllib.request.Request(f"{url}/v1/classify?model={model}&top=1", data=image.read_bytes(),
                                     headers={"Content-Type": "application/octet-stream"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        best = json.load(answer)["predictions"][0]
    return best["index"], best["probability"]


def check_same_work(servers, models, images):
    """Both must see the same picture, or the comparison means nothing."""
    for model in models:
        for image in images[:10]:
            (ours, p), (theirs, q) = (best_class(server.url, model, image) for server in servers.values())
            if ours != theirs or abs(p - q) > LARGEST_DIFFERENCE:
                raise harness.Failure(f"the servers differ on {image.name} with {model}: {ours} {p}, {theirs} {q}")


def measure(servers, models, args, images):
    rows = collections.defaultdict(list)
    for turn in range(args.rounds):
        order = list(servers) if turn % 2 == 0 else list(reversed(servers))
        for model in models:
            for name in order:
                harness.say(f"Round {turn + 1} of {args.rounds}, {model}, {name} ..")
                for row in harness.load(servers[name].url, model=model, connections=args.connections,
                                        seconds=args.seconds, warm_up=args.warm_up, images=[str(i) for i in images]):
                    rows[model, row["connections"], name].append(row)
    return rows


def median(rows, key):
    values = [row[key] for row in rows if row[key] is not None]
    return statistics.median(values) if values else float("nan")


def table(report, rows, servers, models, connections):
    lines = []
    for model in models:
        for count in connections:
            ours, theirs = (rows[model, count, name] for name in servers)
            for name in servers:
                mine = rows[model, count, name]
                failed = sum(r["overloaded"] + r["deadlineExceeded"] + r["other"] + r["connectionErrors"] for r in mine)
                goodput = [r["goodput"] for r in mine]
                lines.append([model, count, name, f"{median(mine, 'goodput'):.1f} ({min(goodput):.1f}-{max(goodput):.1f})",
                              f"{median(mine, 'p50Ms'):.1f}", f"{median(mine, 'p99Ms'):.1f}", failed,
                              *(ratios(ours, theirs) if name == CLASSIFIER else ["", ""])])
    report.table(["model", "connections", "server", "images/s (range of rounds)", "p50 ms", "p99 ms", "failed",
                  "images/s ratio", "p99 ratio"], lines)


def ratios(ours, theirs):
    return [f"{median(ours, 'goodput') / median(theirs, 'goodput'):.2f}",
            f"{median(ours, 'p99Ms') / median(theirs, 'p99Ms'):.2f}"]


def pipeline(report, directory, models, images, seconds):
    rows = json.loads(harness.classifier("bench", "--pipeline", "--model", ",".join(models), "--directory", directory,
                                         "--batch", "1,8", "--seconds", seconds, "--format", "json", *images))
    report.add("In process, without HTTP (`bench --pipeline`):")
    report.table(["model", "executor", "threads", "batch", "images/s", "p50 ms", "p99 ms"],
                 [[row["model"], row["executor"], row["threads"], row["batch"], f"{row['imagesPerSecond']:.1f}",
                   f"{row['p50Ms']:.1f}", f"{row['p99Ms']:.1f}"] for row in rows])


def versions():
    python = pathlib.Path(os.environ.get("FASTAPI_VENV", FASTAPI / ".venv")) / "bin" / "python"
    script = "import sys, platform; from importlib.metadata import version as v; " \
        "print(' '.join(['Python', platform.python_version()] + [f'{n} {v(n)}' for n in sys.argv[1:]]))"
    other = subprocess.run([python, "-c", script, "fastapi", "uvicorn", "onnxruntime", "pillow", "numpy"],
                           capture_output=True, text=True, check=True).stdout.strip()
    ours = harness.classifier("--version").splitlines()[0].strip()
    return f"{ours}; {other}, two workers, one thread each"


def main():
    args = options()
    ids = args.model.split(",")
    images = harness.image_files(args.images)
    report = harness.Report(args.output)
    with harness.models(args.models, ids) as directory:
        port, = harness.free_ports(1)
        with harness.ClassifierServer(directory, ids, args.server_option, args.cores) as ours, \
                harness.Server(OTHER, [FASTAPI / "run.sh", directory, str(port)], port, args.cores) as theirs:
            servers = {CLASSIFIER: ours.await_ready(), OTHER: theirs.await_ready()}
            check_same_work(servers, ids, images)
            report.add(f"{harness.machine()}; {versions()}; {len(images)} images in turn, {args.rounds} interleaved rounds of "
                       f"{args.seconds:g} s after {args.warm_up:g} s of warm-up, medians of the rounds; the load ran on the "
                       f"same machine.")
            report.add("Executors: " + ", ".join(f"{model} {ours.executor(model)}" for model in ids) + ".")
            for model in ids:
                for server in servers.values():
                    harness.settle(server, args.settle, model=model, images=[str(i) for i in images])
            rows = measure(servers, ids, args, images)
            table(report, rows, servers, ids, [int(n) for n in args.connections.split(",")])
        if not args.no_pipeline:
            pipeline(report, directory, ids, images, args.seconds)
    report.end()
    return 0


if __name__ == "__main__":
    harness.main(main)
