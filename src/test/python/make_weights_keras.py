"""Writes weight files with Keras 2 (tf_keras) and Keras 3 themselves; see README.md."""
import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras as keras3  # noqa: E402
import numpy as np  # noqa: E402
import tf_keras as keras2  # noqa: E402

import golden_weights  # noqa: E402

VARIANTS = (0, 1, 3)
INPUT = {"mean": np.float32([0.485, 0.456, 0.406]), "variance": np.float32([0.229, 0.224, 0.225]), "count": np.int64(0)}


def keras2_name(weight, layer):
    """The name that Keras 2 gives a weight, whichever Keras made it."""
    leaf = weight.name.rsplit("/", 1)[-1].removesuffix(":0")
    if leaf == "kernel" and type(layer).__name__ == "DepthwiseConv2D":
        leaf = "depthwise_kernel"
    return f"{layer.name}/{leaf}:0"


def with_golden_weights(model):
    for layer in model.layers:
        if type(layer).__name__ == "Normalization":
            layer.set_weights([INPUT[w.name.rsplit("/", 1)[-1].removesuffix(":0")] for w in layer.weights])
        elif layer.weights:
            layer.set_weights([golden_weights.tensor(keras2_name(w, layer), w.shape) for w in layer.weights])
    return model


def small(keras):
    """Stem, one depthwise convolution and a classifier, named as in the applications."""
    image = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, strides=2, use_bias=False, name="stem_conv")(image)
    x = keras.layers.BatchNormalization(name="stem_bn")(x)
    x = keras.layers.DepthwiseConv2D(3, use_bias=False, name="block1a_dwconv")(x)
    x = keras.layers.GlobalAveragePooling2D(name="avg_pool")(x)
    return keras.Model(image, keras.layers.Dense(5, name="predictions")(x))


def tuned(keras):
    """A classifier of another name on a network that is a layer itself."""
    base = small(keras)
    inner = keras.Model(base.input, base.get_layer("avg_pool").output, name="efficientnetb0")
    image = keras.Input((8, 8, 3))
    return keras.Model(image, keras.layers.Dense(5, name="flowers")(inner(image)))


def write(model, keras, path):
    name = "keras2" if keras is keras2 else "keras3"
    if keras is keras2:
        model.save_weights(f"{path}-{name}.h5")
    else:
        # Keras 3 keeps the old layout for whole models only
        model.save(f"{path}-{name}.h5")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--small", action="store_true", help="the fixtures of the repository")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for keras in (keras2, keras3):
        if options.small:
            model = with_golden_weights(small(keras))
            write(model, keras, options.folder / "small")
            tuned_model = tuned(keras)
            for layer in tuned_model.get_layer("efficientnetb0").layers:
                layer.set_weights([golden_weights.tensor(keras2_name(w, layer), w.shape) for w in layer.weights])
            tuned_model.save(options.folder / f"tuned-{'keras2' if keras is keras2 else 'keras3'}.h5")
            if keras is keras3:
                model.save(options.folder / "small.keras")
                model.save_weights(options.folder / "small.weights.h5")
            continue
        for variant in VARIANTS:
            keras.backend.clear_session()
            model = getattr(keras.applications, f"EfficientNetB{variant}")(weights=None)
            write(with_golden_weights(model), keras, options.folder / f"keras-b{variant}")
            print(keras.__name__, variant, flush=True)


if __name__ == "__main__":
    main()
