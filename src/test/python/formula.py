"""Values that are a formula of a name and an index, so that a test can make the same ones."""
import math

import numpy as np

MASK = (1 << 64) - 1


def fnv1a64(name: str) -> int:
    hashed = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        hashed = ((hashed ^ byte) * 0x100000001B3) & MASK
    return hashed


def uniform(name: str, count: int) -> np.ndarray:
    """float32 in [-1, 1): SplitMix64 seeded with the FNV-1a hash of the name."""
    with np.errstate(over="ignore"):
        z = np.uint64(fnv1a64(name)) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def input_nchw(shape) -> np.ndarray:
    """A normalised picture, values in [-2, 2)."""
    return (uniform("input", math.prod(shape)) * np.float32(2)).reshape(shape)


def pixels_nhwc(shape) -> np.ndarray:
    """Whole numbers 0..255."""
    return np.floor((uniform("pixels", math.prod(shape)) + np.float32(1)) * np.float32(128)).reshape(shape)


def weight(name: str, shape, fan_in: int) -> np.ndarray:
    """One parameter: kernels keep the variance of what they see, scales are near 1, offsets near 0."""
    u = uniform(name, math.prod(shape)).reshape(shape)
    leaf = name.replace("/", ".").removesuffix(":0").rsplit(".", 1)[-1]
    if leaf == "gamma" or (leaf == "weight" and len(shape) == 1):
        return np.float32(1) + np.float32(0.1) * u
    if leaf in ("bias", "beta"):
        return np.float32(0.1) * u
    if leaf in ("weight", "kernel", "depthwise_kernel"):
        # Pooling averages noise away, so the classifier must amplify what is left of a picture
        gain = 8.0 if len(shape) == 2 else 1.0
        return u * np.float32(gain * math.sqrt(3.0 / fan_in))
    raise KeyError(name)
