"""What is written beside each exported model, and the checks before it is written."""
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-4


def strip_comments(file: Path) -> None:
    """Removes comments: exporters note stack traces there, with folders of the machine that they ran on."""
    model = onnx.load(file, load_external_data=False)
    graph = model.graph
    commented = [graph, *graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer]
    for function in model.functions:
        commented += [function, *function.node, *function.value_info]
    for part in commented:
        part.ClearField("doc_string")
        part.ClearField("metadata_props")
    file.write_bytes(model.SerializeToString())


def check(file: Path, runs) -> float:
    """Largest difference between ONNX Runtime and the framework; fails where it is above the tolerance."""
    onnx.checker.check_model(str(file), full_check=True)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    worst = 0.0
    for given, expected in runs:
        actual = session.run(None, {name: given})[0]
        assert actual.shape == expected.shape, (file.name, actual.shape, expected.shape)
        worst = max(worst, float(np.abs(actual - expected).max()))
    assert worst <= TOLERANCE, f"{file.name}: ONNX Runtime differs by {worst}"
    return worst


def operators(model) -> dict:
    return dict(sorted(Counter(node.op_type for node in model.graph.node).items()))


def write(file: Path, exporter: str, versions: dict, layout: str, generator: str, runs, note: str, raw=False) -> None:
    """Strips, checks, and writes the description of one model; raw puts the tensors in files of their own."""
    strip_comments(file)
    worst = check(file, runs)
    model = onnx.load(file, load_external_data=False)
    described = []
    for index, (given, expected) in enumerate(runs):
        run = {"inputShape": list(given.shape), "outputShape": list(expected.shape)}
        if raw:
            stem = f"{file.stem}-{index}"
            given.astype("<f4").tofile(file.with_name(f"{stem}.input.f32"))
            expected.astype("<f4").tofile(file.with_name(f"{stem}.expected.f32"))
            run |= {"inputFile": f"{stem}.input.f32", "expectedFile": f"{stem}.expected.f32"}
        else:
            run["expected"] = [float(str(v)) for v in expected.ravel()]
        described.append(run)
    description = {
        "file": file.name,
        "exporter": exporter,
        "versions": versions,
        "opset": next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx")),
        "input": model.graph.input[0].name,
        "output": model.graph.output[0].name,
        "layout": layout,
        "generator": generator,
        "note": note,
        "operators": operators(model),
        "runs": described,
    }
    text = json.dumps(description, indent=2)
    one_line_lists = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: f"[{re.sub(r'\s+', ' ', m[1])}]", text)
    file.with_suffix(".json").write_text(one_line_lists + "\n")
    print(f"{file.name:48} opset {description['opset']:3} {file.stat().st_size:9} bytes, "
          f"ORT differs by {worst:.1e}  {description['operators']}", flush=True)
