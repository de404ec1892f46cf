"""Exports small EfficientNets of PyTorch libraries; with --full, whole ones. See README.md."""
import argparse
import warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import torch
from torchvision.ops import SqueezeExcitation

import export_record
import formula
import networks

ODD = (33, 33)
OBLONG = (48, 40)
PACKAGES = {"torchvision": "torchvision", "timm": "timm", "lukemelas": "efficientnet_pytorch", "hf": "transformers"}


def expected(model, image: np.ndarray) -> np.ndarray:
    """The model's own answer in double precision, rounded once."""
    with torch.no_grad():
        answer = model.double()(torch.from_numpy(image).double()).numpy().astype(np.float32)
    model.float()
    return answer


class Exports:
    """Writes exports into one folder."""

    def __init__(self, folder: Path, raw: bool, only: str):
        self.folder = folder
        self.raw = raw
        self.only = only

    def torchscript(self, name, model, opset, shapes, note, axes=None, folded=True, change=None, **arguments):
        if not folded:
            arguments |= {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}
        self._export(name, model, shapes, "torch.onnx TorchScript", note, change=change,
                     opset_version=opset, dynamo=False,
                     dynamic_axes={"image": axes, "logits": {0: "batch"}} if axes else None, **arguments)

    def dynamo(self, name, model, opset, shapes, note, axes=None, optimize=True, external=False):
        dimensions = {a: torch.export.Dim(n, min=1 if a == 0 else 16, max=1024) for a, n in (axes or {}).items()}
        self._export(name, model, shapes, f"torch.onnx dynamo, optimize={optimize}", note,
                     opset_version=opset, dynamo=True, optimize=optimize, external_data=external, verbose=False,
                     dynamic_shapes=(dimensions,) if axes else None)

    def _export(self, name, model, shapes, exporter, note, change=None, **arguments):
        if self.only not in name:
            return
        file = self.folder / f"{name}.onnx"
        given = [formula.input_nchw(shape) for shape in shapes]
        # A batch of two, as dynamo takes an extent of one for a constant
        first = given[0] if not arguments.get("dynamic_shapes") else np.repeat(given[0], 2, axis=0)
        torch.onnx.export(model, (torch.from_numpy(first),), str(file), input_names=["image"],
                          output_names=["logits"], **arguments)
        if change:
            change(file)
        versions = {p: version(p) for p in ["torch", "onnx", "onnxscript", PACKAGES[name.split("-")[0]]]}
        runs = [(image, expected(model, image)) for image in given]
        export_record.write(file, exporter, versions, "NCHW", "input", runs, note, self.raw)


def halve_kernels(file: Path) -> None:
    """Stores kernels as float16 behind a Cast; they must be exact in it."""
    model = onnx.load(file)
    casts = []
    for tensor in list(model.graph.initializer):
        values = onnx.numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.ndim < 2:
            continue
        halves = values.astype(np.float16)
        assert np.array_equal(halves.astype(np.float32), values), tensor.name
        casts.append(onnx.helper.make_node("Cast", [tensor.name + "_half"], [tensor.name], to=onnx.TensorProto.FLOAT))
        model.graph.initializer.remove(tensor)
        model.graph.initializer.append(onnx.numpy_helper.from_array(halves, tensor.name + "_half"))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, file)


def round_kernels_to_half(model):
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.copy_(parameter.half().float())
    return model


def small(exports: Exports) -> None:
    one, oblong = (1, 3, *ODD), (1, 3, *OBLONG)
    three = (3, 3, *ODD)
    batch = {0: "batch"}
    any_size = {0: "batch", 2: "height", 3: "width"}

    model = networks.with_formula_weights(networks.torchvision_small(), ODD)
    exports.torchscript("torchvision-torchscript-9", model, 9, [one],
                        "lowest opset in use, initializers among the inputs", keep_initializers_as_inputs=True)
    exports.torchscript("torchvision-torchscript-13-unfolded", model, 13, [one],
                        "training=PRESERVE, BatchNormalization kept", folded=False)
    exports.torchscript("torchvision-torchscript-16-functions", model, 16, [one], "SE blocks as local functions",
                        export_modules_as_functions={SqueezeExcitation})
    exports.torchscript("torchvision-torchscript-17-batch", model, 17, [one, three], "dynamic batch", axes=batch)
    exports.torchscript("torchvision-torchscript-20-size", model, 20, [one, oblong],
                        "dynamic batch and size, newest opset of the exporter", axes=any_size)
    exports.dynamo("torchvision-dynamo-18", model, 18, [one], "optimised")
    exports.dynamo("torchvision-dynamo-18-unoptimised", model, 18, [one],
                   "BatchNormalization kept, computed biases", optimize=False)
    exports.dynamo("torchvision-dynamo-18-size", model, 18, [one, (2, 3, *OBLONG)],
                   "dynamic batch and size", axes=any_size)
    exports.dynamo("torchvision-dynamo-18-external", model, 18, [one], "weights in .onnx.data", external=True)
    exports.dynamo("torchvision-dynamo-26", model, 26, [one], "newest opset that ONNX Runtime 1.29 reads")

    model = networks.with_formula_weights(networks.timm_small(""), ODD)
    for opset in (9, 18):
        exports.torchscript(f"timm-torchscript-{opset}", model, opset, [one],
                            "ReduceMean axes as " + ("attribute" if opset < 18 else "input"))
    exports.torchscript("timm-torchscript-17-unfolded-size", model, 17, [one, oblong],
                        "BatchNormalization kept, dynamic batch and size", axes=any_size, folded=False)
    exports.dynamo("timm-dynamo-18", model, 18, [one], "optimised")
    exports.dynamo("timm-dynamo-18-unoptimised-size", model, 18, [one, (2, 3, *OBLONG)],
                   "dynamic batch and size", axes=any_size, optimize=False)

    model = networks.with_formula_weights(networks.timm_small("same"), OBLONG)
    for opset in (11, 17):
        exports.torchscript(f"timm-same-torchscript-{opset}", model, opset, [oblong], "TF SAME padding, computed pads")
    exports.torchscript("timm-same-torchscript-13-unfolded", model, 13, [oblong],
                        "TF SAME padding, nothing folded", folded=False)
    exports.dynamo("timm-same-dynamo-18", model, 18, [oblong], "TF SAME padding, Pad fused into Conv")
    exports.dynamo("timm-same-dynamo-18-unoptimised", model, 18, [oblong], "TF SAME padding, Pad kept", optimize=False)
    exports.dynamo("timm-same-dynamo-18-size", model, 18, [oblong, one],
                   "TF SAME padding computed at run time", axes=any_size)

    model = networks.with_formula_weights(networks.timm_small("", lite=True), OBLONG)
    for opset in (9, 11):
        exports.torchscript(f"timm-lite-torchscript-{opset}", model, opset, [oblong],
                            "ReLU6 and no SE; Clip with bounds as " + ("attributes" if opset < 11 else "inputs"))
    exports.dynamo("timm-lite-dynamo-18", model, 18, [oblong], "ReLU6 and no SE")

    model = networks.with_formula_weights(networks.lukemelas_small(list(OBLONG)), OBLONG)
    exports.torchscript("lukemelas-torchscript-11", model, 11, [oblong], "a Pad before every depthwise convolution")
    exports.dynamo("lukemelas-dynamo-18", model, 18, [oblong], "a Pad before every depthwise convolution")

    model = networks.with_formula_weights(networks.hf_small(), ODD)
    exports.torchscript("hf-torchscript-9", model, 9, [one], "AveragePool larger than its input")
    exports.torchscript("hf-torchscript-16", model, 16, [one], "AveragePool with ceil_mode")
    exports.dynamo("hf-dynamo-18", model, 18, [one], "AveragePool with ceil_mode")

    model = round_kernels_to_half(networks.with_formula_weights(networks.torchvision_small(), ODD))
    exports.torchscript("torchvision-torchscript-17-half", model, 17, [one],
                        "kernels in float16 behind Cast, BatchNormalization kept", folded=False, change=halve_kernels)


def full(exports: Exports) -> None:
    for name, network in networks.FULL.items():
        size = (network.size, network.size)
        model = networks.with_formula_weights(network.build(), size)
        shape = (1, 3, *size)
        exports.torchscript(f"{name}-torchscript-17", model, 17, [shape], "full size")
        exports.dynamo(f"{name}-dynamo-18", model, 18, [shape], "full size")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true", help="whole networks with raw float32 tensors beside them")
    parser.add_argument("--only", default="", help="part of the names to make")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    exports = Exports(arguments.folder, arguments.full, arguments.only)
    (full if arguments.full else small)(exports)


if __name__ == "__main__":
    main()
