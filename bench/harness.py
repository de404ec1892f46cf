"""What the scripts of this folder share: servers that are started and stopped, loads, and samples of a process."""

import argparse
import atexit
import contextlib
import http.client
import itertools
import json
import os
import pathlib
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
CLASSIFIER = ROOT / "bin" / "classifier"
SAMPLES = ROOT / "src" / "main" / "resources" / "io" / "efficientnet" / "classifier" / "cli"
START_SECONDS = 300
STOP_SECONDS = 40
CALL_SECONDS = 60
# As /proc/net/tcp writes it
ESTABLISHED = "01"
VARIANTS = {"b0": "efficientnet-b0", "lite0": "efficientnet-lite0"}

_started = []


class Failure(Exception):
    """Ends a script with one line."""


def main(body):
    """Runs a script: its processes end with it, however it ends."""
    atexit.register(_stop_all)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(body())
    except Failure as failure:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)


def parser(description):
    """Options that all scripts have."""
    result = argparse.ArgumentParser(description=description)
    result.add_argument("--models", type=pathlib.Path, metavar="DIR",
                        help="folder with models (default: a temporary one with synthetic models)")
    result.add_argument("--images", nargs="+", default=[], metavar="PATH",
                        help="images to send, files or folders (default: the photos of bench, 500x375 pixels)")
    result.add_argument("--server-option", action="append", default=[], metavar="OPTION",
                        help="Spring option for the server, for instance --server-option=--classifier.inference.executor=cpu")
    result.add_argument("--output", type=pathlib.Path, metavar="FILE", help="write the tables there too")
    return result


def say(text):
    print(text, file=sys.stderr, flush=True)


class Report:
    """Lines for standard output and, where one is named, a file."""

    def __init__(self, output):
        self.lines = []
        self.output = output

    def add(self, *lines):
        for line in lines:
            print(line, flush=True)
        self.lines.extend(lines)

    def table(self, header, rows):
        self.add("", "| " + " | ".join(header) + " |", "|" + "---|" * len(header))
        self.add(*("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows))
        self.add("")

    def end(self):
        if self.output:
            self.output.write_text("\n".join(self.lines) + "\n")


def machine():
    """This machine in words."""
    name = platform.machine()
    with contextlib.suppress(OSError, StopIteration):
        info = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in info if line.startswith("model name"))
    return f"{name}, {cores(None)} cores, {platform.system()} {platform.release()}"


def pinned(cores):
    """The beginning of a command that keeps to some cores, as taskset takes them."""
    return ["taskset", "--cpu-list", cores] if cores else []


def cores(pinning):
    """How many there are for a process that keeps to some of them."""
    return int(subprocess.run([*pinned(pinning), "nproc"], capture_output=True, text=True, check=True).stdout)


def classifier(*arguments, cores=None):
    """Runs a command of the program and returns what it printed."""
    done = subprocess.run([*pinned(cores), CLASSIFIER, *map(str, arguments)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise Failure(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}")
    for line in done.stderr.strip().splitlines():
        if line.startswith("classifier: "):
            say(line)
    return done.stdout


@contextlib.contextmanager
def models(directory, ids):
    """The folder of the models, made with synthetic weights where none is named."""
    if directory:
        missing = [name for name in ids if not (directory / name / "model.json").is_file()]
        if missing:
            raise Failure(f"no model {', '.join(missing)} in {directory}; --model names those to use")
        yield directory.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="bench-models-") as folder:
        for name in ids:
            if name not in VARIANTS:
                raise Failure(f"synthetic models are {', '.join(VARIANTS)}; for {name} name a folder with --models")
            classifier("models", "build", "--variant", VARIANTS[name], "--id", name, "--directory", folder)
        yield pathlib.Path(folder)


def image_files(paths):
    """The files that paths name, the photos of 500x375 pixels that come with bench if there are none."""
    files = []
    for path in map(pathlib.Path, paths or [SAMPLES]):
        suffixes = ("*.jpg", "*.jpeg", "*.png") if paths else ("*-500x375.jpg",)
        files += sorted(file for suffix in suffixes for file in path.glob(suffix)) if path.is_dir() else [path]
    return files


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Server:
    """A server process of its own process group, with its log in a file."""

    def __init__(self, name, command, port, cores=None):
        self.name = name
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([*pinned(cores), *command], stdout=self.log, stderr=subprocess.STDOUT,
                                        start_new_session=True)
        _started.append(self)

    @property
    def pid(self):
        return self.process.pid

    def await_ready(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, urllib.error.HTTPError):
                if get(self.url + "/readyz", timeout=5):
                    return self
            time.sleep(0.2)
        self.log.seek(0)
        last = self.log.read().strip().splitlines()[-5:]
        self.stop()
        raise Failure(f"{self.name} did not get ready: " + " / ".join(last))

    def is_alive(self):
        return self.process.poll() is None

    def stop(self):
        if self.is_alive():
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                pass
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()
        _started.remove(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self in _started:
            self.stop()


class ClassifierServer(Server):
    """Our server."""

    def __init__(self, directory, ids, options, cores=None):
        port, management = free_ports(2)
        self.management = f"http://127.0.0.1:{management}"
        super().__init__("the classifier", [
            CLASSIFIER, "serve", f"--server.port={port}", f"--management.server.port={management}",
            f"--classifier.models.directory={directory}", f"--classifier.models.default={ids[0]}",
            f"--classifier.models.preload={','.join(ids)}", *options], port, cores)

    def executor(self, model):
        """What computes a model here."""
        return json.loads(get(f"{self.url}/v1/models/{model}"))["executor"]

    def meter(self, name, **tags):
        """The sum of a meter's series as Prometheus sees it."""
        total, wanted = 0.0, [f'{key}="{value}"' for key, value in tags.items()]
        for line in get(self.management + "/actuator/prometheus").splitlines():
            series, _, value = line.rpartition(" ")
            if series.split("{", 1)[0] == name and all(tag in series for tag in wanted):
                total += float(value)
        return total


def get(url, timeout=10):
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return answer.read().decode()


def load_arguments(url, options):
    arguments = ["bench", "--url", url, "--format", "json"]
    for name, value in options.items():
        if value not in (None, [], ""):
            arguments += ["--" + name.replace("_", "-"), *(value if isinstance(value, list) else [value])]
    return arguments


def load(url, **options):
    """Puts loads on a server with bench --url, and returns its rows."""
    return json.loads(classifier(*load_arguments(url, options)))


def settle(server, seconds, **options):
    """Compilers and caches of a server that has just started need some time."""
    if seconds > 0:
        say(f"Settling {server.name} ..")
        load(server.url, connections="8", seconds=seconds, warm_up=0, **options)


def peak(server, connections, **options):
    """The highest goodput of closed loops."""
    rows = load(server.url, connections=connections, **options)
    return max(row["goodput"] for row in rows)


@contextlib.contextmanager
def callers(url, path, bodies, connections, heard):
    """Closed loops on connections that are kept, until the block ends or the server refuses to be connected.

    heard: gets (when it was sent, seconds until the answer, status or name of the failure, body) for each request, on
        the thread of its caller
    """
    stop = threading.Event()
    loops = [threading.Thread(target=_call, args=(url, path, bodies, stop, heard), daemon=True)
             for _ in range(connections)]
    for loop in loops:
        loop.start()
    try:
        yield
    finally:
        stop.set()
        for loop in loops:
            loop.join()


def _call(url, path, bodies, stop, heard):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=CALL_SECONDS)
    for body in itertools.cycle(bodies):
        if stop.is_set():
            break
        sent, answer = time.monotonic(), b""
        try:
            connection.request("POST", path, body, {"Content-Type": "application/octet-stream"})
            response = connection.getresponse()
            answer = response.read()
            outcome = str(response.status)
        except (OSError, http.client.HTTPException) as failure:
            outcome = type(failure).__name__
            connection.close()
        heard(sent, time.monotonic() - sent, outcome, answer)
        if outcome == ConnectionRefusedError.__name__:
            break
    connection.close()


def jcmd(server, command):
    """Has the server's Java do something, by the tool of its JDK."""
    tool = pathlib.Path(f"/proc/{server.pid}/exe").resolve().parent / "jcmd"
    if not tool.exists():
        raise Failure("the server's Java has no jcmd; use a JDK rather than a JRE")
    subprocess.run([tool, str(server.pid), command], check=True, stdout=subprocess.DEVNULL)


def rss_megabytes(pid):
    return _status(pid, "VmRSS") / 1024


def threads(pid):
    return _status(pid, "Threads")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def open_connections(port):
    """Those that a server on this port has with callers who have not hung up."""
    count = 0
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            count += int(local.rpartition(":")[2], 16) == port and state == ESTABLISHED
    return count


def _status(pid, key):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(key + ":")).split()[1])


def _stop_all():
    for server in list(_started):
        server.stop()
