"""The weights of the goldens in src/test/resources/golden: a formula of a tensor's name and extents."""
import math
import re

import numpy as np

import formula

# First match wins; a kernel's gain keeps activations at their magnitude through the network
GAINS = [
    (r".*(conv_stem|features\.0\.0|embeddings\.convolution|stem_conv)\b.*", 2.0),
    (r".*(se\.conv_reduce|_se_reduce|fc1|squeeze_excite\.reduce).*", 0.6),
    (r".*(se\.conv_expand|_se_expand|fc2|squeeze_excite\.expand).*", 1.6),
    (r".*(conv_dw|_depthwise_conv|depthwise_conv\.depthwise_conv|dwconv).*", 1.6),
    (r"features\.1\.\d+\.block\.0\.0\..*|features\.[2-7]\.\d+\.block\.1\.0\..*", 1.6),
    (r"blocks\.[1-6]\.\d+\.conv_pw\..*|.*_expand_conv\b.*|.*expansion\.expand_conv.*", 1.4),
    (r"features\.[2-7]\.\d+\.block\.0\.0\..*", 1.4),
    (r".*(conv_head|features\.8\.0|top_conv).*", 1.0),
    (r"(classifier|classifier\.1|_fc|predictions)[./].*", 1.7),
]
PROJECT, PROJECT_WITH_SKIP = 2.1, 0.4


def gain(name: str, shape) -> float:
    for pattern, value in GAINS:
        if re.fullmatch(pattern, name):
            return value
    inputs, outputs = (shape[2], shape[3]) if "/" in name else (shape[1], shape[0])
    return PROJECT_WITH_SKIP if outputs == inputs or 6 * outputs == inputs else PROJECT


def fan_in(name: str, shape) -> int:
    if name.endswith("/depthwise_kernel:0"):
        return shape[0] * shape[1]
    return math.prod(shape[:-1] if "/" in name else shape[1:])


def tensor(name: str, shape) -> np.ndarray:
    """One tensor under the name that Keras 2 or the PyTorch library gives it, in its layout."""
    shape = tuple(int(extent) for extent in shape)
    leaf = name.replace("/", ".").rsplit(".", 1)[-1].removesuffix(":0")
    if leaf == "num_batches_tracked":
        return np.zeros(shape, np.int64)
    u = formula.uniform(name, math.prod(shape)).reshape(shape)
    f = np.float32
    if leaf in ("running_var", "moving_variance"):
        return f(1) + f(0.2) * np.abs(u)
    if leaf in ("running_mean", "moving_mean", "bias", "beta"):
        return f(0.1) * u
    if leaf == "gamma" or len(shape) == 1:
        return f(1) + f(0.1) * u
    return u * f(gain(name, shape) * math.sqrt(3.0 / fan_in(name, shape)))
