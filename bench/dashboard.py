#!/usr/bin/env python3
"""Draws the dashboard of the Helm chart from its own queries.

A Prometheus (Debian: apt-get install prometheus) scrapes a server under loads that rise above what it can do; the
picture shows what the dashboard's queries give then. Grafana draws the same figures in its own way.
"""

import contextlib
import html
import json
import math
import pathlib
import shutil
import tempfile
import threading
import time
import urllib.parse

import harness

CHART = harness.ROOT / "helm" / "efficientnet-classifier" / "files"
SCRAPE_SECONDS = 2
RANGE = "16s"
COLUMN, ROW, GAP = 50, 26, 6
COLOURS = ("#7eb26d", "#eab839", "#6ed0e0", "#ef843c", "#e24d42", "#1f78c1", "#ba43a9", "#705da0", "#508642", "#cca300")
CONFIGURATION = """
global: {{scrape_interval: {seconds}s, evaluation_interval: {seconds}s}}
rule_files: ["{rules}/*.yaml"]
scrape_configs:
  - job_name: efficientnet-classifier
    metrics_path: /actuator/prometheus
    static_configs: [{{targets: ["{target}"], labels: {{namespace: demo, pod: classifier-0}}}}]
"""


def options():
    parser = harness.parser(__doc__)
    parser.add_argument("--model", default="lite0", help="id (default: %(default)s)")
    parser.add_argument("--rates", default="20,60,100,160", help="requests per second, in turn (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=40, help="time of each rate (default: %(default)s)")
    parser.add_argument("--svg", type=pathlib.Path, default=harness.ROOT / "docs" / "dashboard.svg",
                        help="file to write (default: docs/dashboard.svg)")
    return parser.parse_args()


class Prometheus(harness.Server):
    """Scrapes one server, with the rules of the chart."""

    def __init__(self, server, folder):
        port = harness.free_ports(1)[0]
        configuration = pathlib.Path(folder, "prometheus.yaml")
        configuration.write_text(CONFIGURATION.format(seconds=SCRAPE_SECONDS, rules=CHART / "rules",
                                                      target=urllib.parse.urlsplit(server.management).netloc))
        super().__init__("Prometheus", ["prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={folder}/data",
                                        f"--web.listen-address=127.0.0.1:{port}"], port)

    def matrix(self, query, start, end):
        """Label sets and points (time, value) of a query; values that are no number are left out."""
        parameters = urllib.parse.urlencode({"query": query, "start": start, "end": end, "step": SCRAPE_SECONDS})
        answer = json.loads(harness.get(f"{self.url}/api/v1/query_range?{parameters}"))
        return [(series["metric"], [(float(at), float(value)) for at, value in series["values"]
                                    if math.isfinite(float(value))]) for series in answer["data"]["result"]]


@contextlib.contextmanager
def mistakes(url):
    """A caller that sends text for a picture every second."""
    stop = threading.Event()

    def send():
        while not stop.wait(1):
            with contextlib.suppress(OSError):
                harness.get(url + "/v1/classify?model=none")

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def text(value, unit):
    """A value as people read it."""
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    if unit == "s":
        return f"{value:.3g} s" if value >= 1 else f"{1e3 * value:.3g} ms" if value >= 1e-3 else f"{1e6 * value:.3g} us"
    steps, suffix = (1024, (" B", " KiB", " MiB", " GiB")) if unit == "bytes" else (1000, ("", " K", " M", " G"))
    power = 0
    while abs(value) >= steps and power < len(suffix) - 1:
        value, power = value / steps, power + 1
    return f"{value:.3g}{suffix[power]}"


def legend(form, labels):
    for name, value in labels.items():
        form = form.replace("{{" + name + "}}", value)
    return form


class Picture:
    """Panels side by side as the dashboard places them."""

    def __init__(self, start, end):
        self.start, self.end = start, end
        self.parts = []
        self.bottom = 0

    def add(self, element, content="", **attributes):
        names = " ".join(f'{name.replace("_", "-")}="{html.escape(str(value))}"' for name, value in attributes.items())
        self.parts.append(f"<{element} {names}>{content}</{element}>")

    def write(self, x, y, content, size=11, colour="#c7d0d9"):
        self.add("text", html.escape(content), x=round(x), y=round(y), font_size=size, fill=colour)

    def panel(self, panel, series):
        grid = panel["gridPos"]
        x, y, width, height = grid["x"] * COLUMN, grid["y"] * ROW, grid["w"] * COLUMN, grid["h"] * ROW
        self.bottom = max(self.bottom, y + height)
        if panel["type"] == "row":
            self.write(x + 4, y + 18, panel["title"], 14)
            return
        self.add("rect", x=x + 2, y=y + 2, width=width - 4, height=height - 4, fill="#1f2128", rx=3)
        self.write(x + 10, y + 19, panel["title"], 12)
        unit = panel["fieldConfig"]["defaults"]["unit"]
        inside = (x + 62, y + 30, width - 76, height - 66)
        {"timeseries": self.lines, "heatmap": self.cells, "stat": self.figure, "table": self.rows}[panel["type"]](
            inside, panel, series, unit)

    def lines(self, inside, panel, series, unit):
        x, y, width, height = inside
        series = [(name, points) for name, _, points in series if points]
        stacked = panel["fieldConfig"]["defaults"]["custom"].get("stacking")
        if stacked:
            below, layers = {}, []
            for name, points in series:
                layers.append((name, [(at, value + below.get(at, 0)) for at, value in points]))
                below.update(layers[-1][1])
            series = layers
        most = max((value for _, points in series for _, value in points), default=0) or 1
        most = min(most, panel["fieldConfig"]["defaults"].get("max", most))
        for share in (0, 0.5, 1):
            self.add("line", x1=x, x2=x + width, y1=y + height * (1 - share), y2=y + height * (1 - share), stroke="#33363d")
            self.write(x - 54, y + height * (1 - share) + 4, text(most * share, unit))
        end = x - 48
        for index, (name, points) in enumerate(series):
            colour = COLOURS[index % len(COLOURS)]
            self.add("polyline", fill="none", stroke=colour, points=" ".join(
                f"{self.at(when, x, width):.0f},{y + height * (1 - min(value / most, 1)):.1f}" for when, value in points))
            if end + 6 * len(name) + 18 < x + width:
                self.add("rect", x=end, y=y + height + 19, width=9, height=3, fill=colour)
                self.write(end + 13, y + height + 24, name, 10)
                end += 6 * len(name) + 26

    def cells(self, inside, panel, series, unit):
        x, y, width, height = inside
        levels = sorted(((float(labels["le"]), dict(points)) for _, labels, points in series), key=lambda level: level[0])
        below, layers = {}, []
        for bound, counts in levels:
            layers.append((bound, {at: max(value - below.get(at, 0), 0) for at, value in counts.items()}))
            below = counts
        most = max((value for _, counts in layers for value in counts.values()), default=0) or 1
        tall, wide = height / len(layers), width * SCRAPE_SECONDS / (self.end - self.start)
        for index, (bound, counts) in enumerate(layers):
            top = y + height - (index + 1) * tall
            if index % 3 == 0 and math.isfinite(bound):
                self.write(x - 54, top + 4, text(bound, unit))
            for at, value in counts.items():
                if value > 0:
                    self.add("rect", x=f"{self.at(at, x, width):.0f}", y=f"{top:.1f}", width=f"{wide + 0.5:.1f}", height=f"{tall:.1f}",
                             fill="#ff9830", opacity=f"{0.15 + 0.85 * value / most:.2f}")

    def figure(self, inside, panel, series, unit):
        x, y, _, height = inside
        self.write(x - 50, y + height / 2 + 22, text(series[0][2][-1][1], unit), 30, COLOURS[0])

    def rows(self, inside, panel, series, unit):
        x, y, _, _ = inside
        for index, (_, labels, points) in enumerate(series):
            self.write(x - 50, y + 16 * (index + 1), "   ".join(labels.values()) + f"   {points[-1][1]:.0f}")

    def at(self, when, x, width):
        return x + width * (when - self.start) / (self.end - self.start)

    def svg(self):
        size = f"{24 * COLUMN} {self.bottom + GAP}"
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="sans-serif">\n'
                f'<rect width="100%" height="100%" fill="#141619"/>\n' + "\n".join(self.parts) + "\n</svg>\n")


def draw(prometheus, start, end):
    picture = Picture(start, end)
    for panel in json.loads((CHART / "dashboards" / "overview.json").read_text())["panels"]:
        series = []
        for target in panel.get("targets", []):
            query = target["expr"].replace("$__rate_interval", RANGE).replace("$namespace", ".*")
            series += [(legend(target["legendFormat"], labels), labels, points)
                       for labels, points in prometheus.matrix(query, start, end) if points]
        picture.panel(panel, series)
    return picture.svg()


def main():
    args = options()
    if not shutil.which("prometheus"):
        raise harness.Failure("prometheus is not installed (Debian: apt-get install prometheus)")
    with harness.models(args.models, [args.model]) as directory, tempfile.TemporaryDirectory() as folder, \
            harness.ClassifierServer(directory, [args.model], args.server_option) as server:
        server.await_ready()
        harness.settle(server, 10)
        with Prometheus(server, folder) as prometheus, mistakes(server.url):
            start = math.ceil(time.time())
            harness.say("Loading ..")
            harness.load(server.url, rate=args.rates, seconds=args.seconds, warm_up=0, timeout="1s")
            end = math.floor(time.time())
            args.svg.write_text(draw(prometheus, start, end))
    harness.say(f"Wrote {args.svg}")


harness.main(main)
