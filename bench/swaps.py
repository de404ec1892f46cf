#!/usr/bin/env python3
"""Replaces a model again and again while requests come: none may fail, and memory may not grow.

A control shows that growth would be noticed: it has the server load another copy of the model at each step and keep it.
"""

import contextlib
import functools
import http.client
import json
import os
import pathlib
import shutil
import tempfile
import urllib.parse

import harness
import slopes

MODEL = "swapped"
VARIANT = "efficientnet-lite0"
BAD_EVERY = 10
PROGRESS_EVERY = 10
# Less than one copy of the model in all; one leaked at each swap would be a hundred times as much.
NEGLIGIBLE_MB = 15
# Until then the virtual machine compiles and allocators take what they keep.
WARM_UP_SHARE = 0.25
# A heap that is resident from the start, so that what grows is native.
HEAP = "-Xms256m -Xmx256m -XX:+AlwaysPreTouch"


def main():
    options = harness.parser(__doc__.splitlines()[0])
    options.add_argument("--swaps", type=int, default=200, metavar="N", help="default: %(default)s")
    options.add_argument("--control-steps", type=int, default=24, metavar="N",
                         help="copies that the control loads; 0 leaves it out (default: %(default)s)")
    options.add_argument("--connections", type=int, default=8, metavar="N", help="default: %(default)s")
    options.add_argument("--image", type=pathlib.Path,
                         default=harness.ROOT / "src/test/resources/samples/coffee.jpg", help="what is classified")
    arguments = options.parse_args()
    os.environ.setdefault("CLASSIFIER_JAVA_OPTIONS", HEAP)
    report = harness.Report(arguments.output)
    report.add(f"{arguments.swaps} swaps of {VARIANT} under {arguments.connections} connections, {harness.machine()}")
    with tempfile.TemporaryDirectory(prefix="bench-swaps-") as folder:
        versions = [build(pathlib.Path(folder) / f"version-{seed}", seed) for seed in (1, 2)]
        swapped = run(arguments, versions, pathlib.Path(folder) / "models", swap, arguments.swaps)
        results = {"swaps": swapped}
        if arguments.control_steps:
            results["control"] = run(arguments, versions, pathlib.Path(folder) / "control", add,
                                     arguments.control_steps)
    report.table(["run", "steps", "requests", "failed", "p99 ms", "resident MB, first to last", "MB per step", "noise",
                  "leak"], [row(name, result) for name, result in results.items()])
    for name, result in results.items():
        tenth = max(1, len(result.resident) // 10)
        for what, series in (("", result.resident), (" with what the allocator kept", result.untrimmed)):
            report.add(f"{name}, resident MB{what}, every {tenth} steps: "
                       + " ".join(f"{megabytes:.0f}" for megabytes in series[::tenth]))
    report.end()
    return verdict(**results)


def verdict(swaps, control=None):
    problems = swaps.failures[:5]
    if swaps.is_leak():
        problems.append("resident memory grows with the swaps")
    if len(swaps.weights) != 2:
        problems.append("the requests did not meet both versions")
    if control and not control.is_leak():
        problems.append("the control leaks and was not noticed, so that the check is worth nothing")
    for problem in problems:
        harness.say(f"FAILED: {problem}")
    return 1 if problems else 0


def row(name, result):
    line = result.line()
    steps = len(result.resident)
    times = sorted(result.seconds)
    p99 = times[min(len(times) - 1, int(0.99 * len(times)))] * 1000
    return [name, steps, len(times), len(result.failures), f"{p99:.0f}",
            f"{result.resident[0]:.0f} to {result.resident[-1]:.0f}", f"{line.per_hour / 3600:+.2f}",
            f"{line.noise_per_hour / 3600:.2f}", "yes" if result.is_leak() else "no"]


class Result:
    """What the requests met, and the resident memory after each step in MB.

    The allocator keeps what was freed, for a while more from swap to swap, so that resident counts once it has given
    that back; untrimmed is before.
    """

    def __init__(self):
        self.failures = []
        self.weights = set()
        self.seconds = []
        self.resident = []
        self.untrimmed = []

    def line(self):
        """A step counts as a second, so that the slope is one per step."""
        kept = self.resident[int(WARM_UP_SHARE * len(self.resident)):]
        return slopes.fit(list(range(len(kept))), kept)

    def is_leak(self):
        return self.line().is_leak(NEGLIGIBLE_MB)


def build(directory, seed):
    harness.classifier("models", "build", "--variant", VARIANT, "--id", MODEL, "--seed", seed, "--directory", directory)
    return directory / MODEL


def run(arguments, versions, directory, step, steps):
    result = Result()
    shutil.copytree(versions[0], directory / MODEL)
    options = ["--classifier.models.poll=0", "--classifier.models.memory=64GB", *arguments.server_option]
    with harness.ClassifierServer(directory, [MODEL], options).await_ready() as server:
        with harness.callers(server.url, "/v1/classify?top=1", [arguments.image.read_bytes()], arguments.connections,
                             functools.partial(hear, result)):
            for number in range(1, steps + 1):
                step(server, directory, versions, number)
                result.untrimmed.append(resident_mb(server.pid))
                harness.jcmd(server, "System.trim_native_heap")
                result.resident.append(resident_mb(server.pid))
                if not server.is_alive():
                    raise harness.Failure(f"the server died at step {number}")
                if number % PROGRESS_EVERY == 0 or number == steps:
                    harness.say(f"{step.__name__} {number} of {steps}: {len(result.seconds)} requests, "
                                f"{len(result.failures)} failed, {result.resident[-1]:.0f} MB resident")
    return result


def swap(server, directory, versions, number):
    if number % BAD_EVERY == 0:
        before = served(server, MODEL)
        put(directory, MODEL, versions[number % 2], torn=True)
        post(server, "/actuator/models")
        if served(server, MODEL) != before:
            raise harness.Failure("a torn version serves")
    put(directory, MODEL, versions[number % 2])
    post(server, "/actuator/models")
    expected = json.loads((versions[number % 2] / "model.json").read_text())["weights"]["sha256"]
    if served(server, MODEL) != expected:
        raise harness.Failure(f"swap {number} was not taken in")


def add(server, directory, versions, number):
    """The leak of the control: a copy that stays loaded."""
    name = f"copy-{number}"
    put(directory, name, versions[number % 2])
    post(server, "/actuator/models")
    status, _ = exchange(server.url, "POST", f"/v1/classify?timeout=10s&model={name}",
                         (harness.ROOT / "src/test/resources/samples/coffee.jpg").read_bytes())
    if status != 200:
        raise harness.Failure(f"copy {number} does not serve: {status}")


def put(directory, name, version, torn=False):
    """As an operator does: a folder beside, renamed into place."""
    fresh, old = directory / ".fresh", directory / ".old"
    shutil.copytree(version, fresh)
    description = (fresh / "model.json").read_text()
    (fresh / "model.json").write_text(description.replace(f'"{MODEL}"', f'"{name}"'))
    if torn:
        (fresh / "model.onnx").write_bytes(b"torn")
    if (directory / name).exists():
        (directory / name).rename(old)
    fresh.rename(directory / name)
    shutil.rmtree(old, ignore_errors=True)


def served(server, name):
    status, body = exchange(server.url, "GET", f"/v1/models/{name}")
    if status != 200:
        raise harness.Failure(f"GET /v1/models/{name}: {status}")
    return json.loads(body)["weights"]["sha256"]


def post(server, path):
    status, _ = exchange(server.management, "POST", path)
    if status != 200:
        raise harness.Failure(f"POST {path}: {status}")


def exchange(url, method, path, body=None):
    with contextlib.closing(http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)) as connection:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()


def hear(result, _, seconds, outcome, body):
    result.seconds.append(seconds)
    if outcome == "200":
        result.weights.add(json.loads(body)["receipt"]["weights"])
    else:
        result.failures.append(f"{outcome}: {body[:200]}")


def resident_mb(pid):
    """Without the pages of mapped files, which the kernel may drop."""
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise harness.Failure("no resident memory in /proc")


if __name__ == "__main__":
    harness.main(main)
