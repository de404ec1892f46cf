#!/usr/bin/env python3
"""Compares the server with FastAPI, and with its own pipeline in process, without HTTP."""

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
CLASSIFIER, OTHER, PIPELINE = "classifier", "FastAPI", "pipeline"
# Images of one run of the pipeline; a run has all cores
BATCHES = (1, 8)


def options():
    parser = harness.parser(__doc__ + " Both servers run all the time; in each round one is loaded, then the other, "
                            "then the pipeline runs on all cores with the executor that serves, in turns. Writes tables in "
                            "Markdown. Ratios are those of the medians; the pipeline's are to its batch of 1 for one "
                            "connection, else to its faster batch.")
    parser.add_argument("--model", default="b0,lite0", help="ids, comma-separated (default: %(default)s)")
    parser.add_argument("--connections", default="1,8,32", help="of the closed loops (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="(default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=10, help="of each load in each round (default: %(default)s)")
    parser.add_argument("--warm-up", type=float, default=3, help="of each load in each round (default: %(default)s)")
    parser.add_argument("--settle", type=float, default=10, metavar="S",
                        help="load on each server and model before the first round (default: %(default)s)")
    parser.add_argument("--cores", metavar="LIST",
                        help="pin each server and the pipeline to these cores, as taskset takes them")
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


def measure(servers, models, directory, args, images):
    """Rows of all rounds by model, connections and server, and by model, batch and PIPELINE."""
    rows = collections.defaultdict(list)
    executors = {model: servers[CLASSIFIER].executor(model) for model in models}
    contestants = [*servers, *([] if args.no_pipeline else [PIPELINE])]
    for turn in range(args.rounds):
        order = contestants if turn % 2 == 0 else list(reversed(contestants))
        for model in models:
            for name in order:
                harness.say(f"Round {turn + 1} of {args.rounds}, {model}, {name} ..")
                if name == PIPELINE:
                    for row in pipeline(directory, model, executors[model], args, images):
                        rows[model, row["batch"], name].append(row)
                    continue
                for row in harness.load(servers[name].url, model=model, connections=args.connections,
                                        seconds=args.seconds, warm_up=args.warm_up, images=images):
                    rows[model, row["connections"], name].append(row)
    return rows


def pipeline(directory, model, executor, args, images):
    """Encoded images to labels in process: a row for each batch."""
    return json.loads(harness.classifier(
        "bench", "--pipeline", "--model", model, "--directory", directory, "--executor", executor,
        "--threads", harness.cores(args.cores), "--batch", ",".join(map(str, BATCHES)), "--seconds", args.seconds,
        "--format", "json", *images, cores=args.cores))


def median(rows, key):
    values = [row[key] for row in rows if row[key] is not None]
    return statistics.median(values) if values else float("nan")


def tables(report, rows, models, connections):
    """The servers beside each other, then the pipeline, both with what the server reaches of the others."""
    lines = []
    for model in models:
        for count in connections:
            for name in (CLASSIFIER, OTHER):
                mine = rows[model, count, name]
                failed = sum(r["overloaded"] + r["deadlineExceeded"] + r["other"] + r["connectionErrors"] for r in mine)
                lines.append([model, count, name, spread(mine, "goodput"), f"{median(mine, 'p50Ms'):.1f}",
                              f"{median(mine, 'p99Ms'):.1f}", failed,
                              *(ratios(rows, model, count) if name == CLASSIFIER else ["", "", ""])])
    report.table(["model", "connections", "server", "images/s (range of rounds)", "p50 ms", "p99 ms", "failed",
                  "images/s to FastAPI", "p99 to FastAPI", "images/s to pipeline"], lines)
    lines = [[model, batch, spread(mine, "imagesPerSecond"), f"{median(mine, 'p50Ms'):.1f}",
              f"{median(mine, 'p99Ms'):.1f}"] for model in models for batch in BATCHES
             if (mine := rows[model, batch, PIPELINE])]
    if lines:
        report.add("The pipeline in process, without HTTP, all cores on one run (`bench --pipeline`):")
        report.table(["model", "batch", "images/s (range of rounds)", "p50 ms", "p99 ms"], lines)


def spread(rows, key):
    values = [row[key] for row in rows]
    return f"{median(rows, key):.1f} ({min(values):.1f}-{max(values):.1f})"


def ratios(rows, model, connections):
    """What the server reaches of FastAPI, its p99 to FastAPI's, and what it reaches of the pipeline."""
    ours, theirs = rows[model, connections, CLASSIFIER], rows[model, connections, OTHER]
    batches = BATCHES[:1] if connections == 1 else BATCHES
    alone = max(median(rows[model, batch, PIPELINE], "imagesPerSecond") for batch in batches)
    return [quotient(median(ours, "goodput"), median(theirs, "goodput")),
            quotient(median(ours, "p99Ms"), median(theirs, "p99Ms")), quotient(median(ours, "goodput"), alone)]


def quotient(ours, other):
    return f"{ours / other:.2f}" if other > 0 else "-"


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
    files = harness.image_files(args.images)
    images = [str(file) for file in files]
    report = harness.Report(args.output)
    with harness.models(args.models, ids) as directory:
        port, = harness.free_ports(1)
        with harness.ClassifierServer(directory, ids, args.server_option, args.cores) as ours, \
                harness.Server(OTHER, [FASTAPI / "run.sh", directory, str(port)], port, args.cores) as theirs:
            servers = {CLASSIFIER: ours.await_ready(), OTHER: theirs.await_ready()}
            check_same_work(servers, ids, files)
            report.add(f"{harness.machine()}; {versions()}; {len(images)} images in turn, {args.rounds} interleaved rounds of "
                       f"{args.seconds:g} s after {args.warm_up:g} s of warm-up, medians of the rounds; the load ran on the "
                       f"same machine.")
            report.add("Executors: " + ", ".join(f"{model} {ours.executor(model)}" for model in ids) + ".")
            for model in ids:
                for server in servers.values():
                    harness.settle(server, args.settle, model=model, images=images)
            rows = measure(servers, ids, directory, args, images)
            tables(report, rows, ids, [int(count) for count in args.connections.split(",")])
    report.end()
    return 0


if __name__ == "__main__":
    harness.main(main)
