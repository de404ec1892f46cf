#!/usr/bin/env python3
"""Times one image on every executor for each variant, models with synthetic weights, and writes a column for README.md."""

import argparse
import json
import pathlib
import tempfile

import harness

VARIANTS = [f"efficientnet-b{number}" for number in range(8)] + [f"efficientnet-lite{number}" for number in range(5)]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--variants", default=",".join(VARIANTS), metavar="LIST", help="(default: all)")
    options.add_argument("--executors", default="cpu,java", metavar="LIST", help="(default: %(default)s)")
    options.add_argument("--threads", type=int, default=2, metavar="N", help="threads of one run (default: %(default)s)")
    options.add_argument("--seconds", type=float, default=3, metavar="S",
                         help="for each executor and variant (default: %(default)s)")
    options.add_argument("--output", type=pathlib.Path, metavar="FILE", help="write the table there too")
    arguments = options.parse_args()
    executors = arguments.executors.split(",")
    report = harness.Report(arguments.output)
    report.add(f"Median ms for one image, {arguments.threads} threads, {arguments.seconds:g} s each, {harness.machine()}")
    measured = {variant: measure(variant, arguments) for variant in arguments.variants.split(",")}
    report.table(["variant", f"{' / '.join(executors)}"],
                 [[f"`{variant}`", cell(rows, executors)] for variant, rows in measured.items()])
    report.end()


def measure(variant, arguments):
    """Rows of bench for a model that is gone afterwards; the largest takes a quarter of a gigabyte."""
    with tempfile.TemporaryDirectory(prefix="bench-variants-") as folder:
        harness.say(variant)
        harness.classifier("models", "build", "--variant", variant, "--id", variant, "--directory", folder)
        return json.loads(harness.classifier(
            "bench", "--model", variant, "--executor", arguments.executors, "--threads", arguments.threads,
            "--batch", 1, "--seconds", arguments.seconds, "--format", "json", "--directory", folder))


def cell(rows, executors):
    medians = {row["executor"]: row["p50Ms"] for row in rows}
    return " / ".join(digits(medians[executor]) for executor in executors) + " ms"


def digits(milliseconds):
    """Two or three figures, as many as such runs agree in."""
    return f"{milliseconds:.1f}" if milliseconds < 100 else f"{milliseconds:.0f}"


if __name__ == "__main__":
    harness.main(main)
