#!/usr/bin/env python3
"""Starts the service again and again and times it until it is ready and until its first answer, several builds in turn."""

import http.client
import itertools
import os
import pathlib
import statistics
import time

import harness

POLL_SECONDS = 0.01
NEXT_REQUESTS = 20
TICKS = os.sysconf("SC_CLK_TCK")


def main():
    options = harness.parser(__doc__.splitlines()[0])
    options.add_argument("builds", nargs="*", metavar="NAME=DIR",
                         help="folders laid out like /app of the image, measured in turn (default: this one)")
    options.add_argument("--starts", type=int, default=5, metavar="N", help="of each build (default: %(default)s)")
    options.add_argument("--cores", metavar="LIST", help="cores that the server keeps to, as taskset takes them")
    arguments = options.parse_args()
    builds = dict(build.split("=", 1) for build in arguments.builds) or {"this": None}
    photos = [path.read_bytes() for path in harness.image_files(arguments.images)]
    report = harness.Report(arguments.output)
    report.add(f"{arguments.starts} starts each, in turn, {harness.machine()}")
    starts = {name: [] for name in builds}
    for _, (name, folder) in itertools.product(range(arguments.starts), builds.items()):
        starts[name].append(start(name, folder, arguments, photos))
        harness.say(f"{name}: " + " ".join(cells([starts[name][-1]])))
    report.table(["build", "ready s", "CPU s", "first answer s", "CPU s", "slowest of the next 20, ms", "resident MB"],
                 [[name, *cells(results)] for name, results in starts.items()])
    report.end()


def start(name, folder, arguments, photos):
    """Seconds and seconds of CPU until ready and until the first answer, the slowest of the answers after it, memory."""
    begin = time.monotonic()
    with Build(name, folder, arguments) as server:
        await_answer(server, "GET", "/readyz")
        ready = (time.monotonic() - begin, cpu_seconds(server.pid))
        await_answer(server, "POST", "/v1/classify", photos[0])
        first = (time.monotonic() - begin, cpu_seconds(server.pid))
        resident = harness.rss_megabytes(server.pid)
        slowest = max(timed(server, photo) for photo in itertools.islice(itertools.cycle(photos), NEXT_REQUESTS))
        return (*ready, *first, slowest * 1000, resident)


class Build(harness.Server):
    """A server from a folder like the image's, or from this one."""

    def __init__(self, name, folder, arguments):
        port, management = harness.free_ports(2)
        root = pathlib.Path(folder).resolve() if folder else harness.ROOT
        environment = []
        if folder:
            environment = ["env", f"CLASSIFIER_JAR={root}/efficientnet-classifier.jar",
                           f"CLASSIFIER_ONNXRUNTIME_NATIVES={root}/onnxruntime"]
        models = [f"--classifier.models.directory={arguments.models.resolve()}"] if arguments.models else []
        super().__init__(name, [
            *environment, root / "bin" / "classifier", "serve", f"--server.port={port}",
            f"--management.server.port={management}", "--classifier.shutdown.settle=0s", *models,
            *arguments.server_option], port, arguments.cores)


def await_answer(server, method, path, body=None):
    end = time.monotonic() + harness.START_SECONDS
    while call(server, method, path, body) != http.client.OK:
        if time.monotonic() > end or not server.is_alive():
            raise harness.Failure(f"{server.name} did not answer {path}")
        time.sleep(POLL_SECONDS)


def call(server, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=harness.CALL_SECONDS)
    try:
        connection.request(method, path, body, {"Content-Type": "application/octet-stream"} if body else {})
        response = connection.getresponse()
        response.read()
        return response.status
    except OSError:
        return None
    finally:
        connection.close()


def timed(server, photo):
    begin = time.monotonic()
    await_answer(server, "POST", "/v1/classify", photo)
    return time.monotonic() - begin


def cpu_seconds(pid):
    """What a process has used, user and system."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cells(results):
    """Median and range of each column."""
    return [text(values, digits) for values, digits in zip(zip(*results), (2, 2, 2, 2, 0, 0))]


def text(values, digits):
    middle = f"{statistics.median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}-{max(values):.{digits}f})"


if __name__ == "__main__":
    harness.main(main)
