"""Exports small EfficientNets of Keras by tf2onnx; with --full, B0. See README.md."""
import argparse
import os
from importlib.metadata import version
from pathlib import Path

os.environ["TF_USE_LEGACY_KERAS"] = "1"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import tensorflow as tf  # noqa: E402
import tf2onnx  # noqa: E402
import tf_keras as keras  # noqa: E402
from tf_keras.src.applications.efficientnet import EfficientNet  # noqa: E402

import export_record  # noqa: E402
import formula  # noqa: E402

CLASSES = 10
ODD = (33, 33)
OBLONG = (48, 40)
BATCH_NORM_IMAGES = 4
BLOCKS = [
    dict(kernel_size=3, repeats=1, filters_in=320, filters_out=320, expand_ratio=1, id_skip=True, strides=1,
         se_ratio=0.25),
    dict(kernel_size=5, repeats=1, filters_in=320, filters_out=640, expand_ratio=6, id_skip=True, strides=2,
         se_ratio=0.25),
    dict(kernel_size=3, repeats=1, filters_in=640, filters_out=640, expand_ratio=2, id_skip=True, strides=1,
         se_ratio=0.25),
]


def fan_in(weight) -> int:
    shape = tuple(weight.shape)
    return int(np.prod(shape[:2] if "depthwise_kernel" in weight.name else shape[:-1])) if len(shape) > 1 else 1


def with_formula_weights(model, size):
    """Sets each parameter, then each batch norm's statistics to those of a few formula pictures."""
    for weight in model.trainable_weights:
        weight.assign(formula.weight(weight.name, tuple(weight.shape), fan_in(weight)))
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(pixels((BATCH_NORM_IMAGES, *size, 3)), training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    return model


def pixels(shape) -> np.ndarray:
    return formula.pixels_nhwc(shape)


def small():
    keras.backend.clear_session()
    return EfficientNet(
        width_coefficient=0.025, depth_coefficient=1.0, default_size=None, dropout_rate=0.0, drop_connect_rate=0.0,
        depth_divisor=8, blocks_args=BLOCKS, model_name="small", weights=None, classes=CLASSES,
        input_shape=(*OBLONG, 3))


def of_any_size():
    keras.backend.clear_session()
    body = EfficientNet(
        width_coefficient=0.025, depth_coefficient=1.0, default_size=None, dropout_rate=0.0, drop_connect_rate=0.0,
        depth_divisor=8, blocks_args=BLOCKS, model_name="small", weights=None, include_top=False, pooling="avg",
        input_shape=(None, None, 3))
    return keras.Model(body.input, keras.layers.Dense(CLASSES, name="predictions")(body.output))


def b0():
    keras.backend.clear_session()
    return EfficientNet(
        width_coefficient=1.0, depth_coefficient=1.0, default_size=224, dropout_rate=0.0, drop_connect_rate=0.0,
        weights=None, classes=1000, model_name="b0")


def in_double(build, model):
    """The same network in double precision."""
    keras.backend.set_floatx("float64")
    twin = build()
    keras.backend.set_floatx("float32")
    twin.set_weights(model.get_weights())
    return twin


def export(file: Path, model, double, opset: int, shapes, note: str, signature, raw: bool = False) -> None:
    tf2onnx.convert.from_keras(model, input_signature=[tf.TensorSpec(signature, tf.float32, name="image")],
                               opset=opset, output_path=str(file))
    runs = [(pixels(shape), double(pixels(shape).astype(np.float64), training=False).numpy().astype(np.float32))
            for shape in shapes]
    versions = {p: version(p) for p in ["tensorflow", "tf_keras", "tf2onnx", "onnx"]}
    export_record.write(file, "tf2onnx from_keras", versions, "NHWC", "pixels", runs, note, raw)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true", help="B0 with raw float32 tensors beside it")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    if arguments.full:
        model = with_formula_weights(b0(), (224, 224))
        export(arguments.folder / "keras-b0-tf2onnx-15.onnx", model, in_double(b0, model), 15, [(1, 224, 224, 3)],
               "full size, preprocessing and softmax inside", (None, 224, 224, 3), raw=True)
        return
    model = with_formula_weights(small(), OBLONG)
    double = in_double(small, model)
    for opset in (13, 15, 18):
        export(arguments.folder / f"keras-tf2onnx-{opset}.onnx", model, double, opset,
               [(1, *OBLONG, 3), (2, *OBLONG, 3)],
               "NHWC pixels, preprocessing and softmax inside, dynamic batch", (None, *OBLONG, 3))
    model = with_formula_weights(of_any_size(), ODD)
    export(arguments.folder / "keras-tf2onnx-15-size.onnx", model, in_double(of_any_size, model), 15,
           [(1, *ODD, 3), (1, *OBLONG, 3)], "NHWC pixels, dynamic batch and size, logits", (None, None, None, 3))


if __name__ == "__main__":
    main()
