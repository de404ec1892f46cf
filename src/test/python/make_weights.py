"""Writes weight files with the PyTorch libraries themselves; see README.md."""
import argparse
import collections
import pathlib

import efficientnet_pytorch
import numpy as np
import safetensors.torch
import timm
import torch
import torchvision
from transformers import EfficientNetConfig, EfficientNetForImageClassification

import formula
import golden_weights

HF = {0: (1.0, 1.0, 224, 1280, []), 2: (1.1, 1.2, 260, 1408, [5, 8, 16])}


def huggingface(v):
    width, depth, size, hidden, padding = HF[v]
    return EfficientNetForImageClassification(EfficientNetConfig(
        image_size=size, width_coefficient=width, depth_coefficient=depth, depthwise_padding=padding,
        hidden_dim=hidden, num_labels=1000))


# Which variants the goldens have, and how each library's own files are written
SOURCES = {
    "timm": (range(8), lambda v: timm.create_model(f"tf_efficientnet_b{v}", pretrained=False)),
    "torchvision": (range(8), lambda v: getattr(torchvision.models, f"efficientnet_b{v}")(weights=None)),
    "lukemelas": ((0, 3), lambda v: efficientnet_pytorch.EfficientNet.from_name(f"efficientnet-b{v}")),
    "hf": (HF, huggingface),
}


def with_golden_weights(model):
    model.load_state_dict({
        name: torch.from_numpy(np.asarray(golden_weights.tensor(name, value.shape)))
        for name, value in model.state_dict().items()
    })
    return model


def legacy(state, path):
    torch.save(state, path, _use_new_zipfile_serialization=False)


def write(source, variant, state, folder):
    path = folder / f"{source}-b{variant}"
    if source == "timm":
        safetensors.torch.save_file(state, f"{path}.safetensors")
    elif source == "torchvision":
        torch.save(state, f"{path}.pth")
        legacy(state, f"{path}-legacy.pth")
    elif source == "lukemelas":
        legacy(state, f"{path}.pth")
    else:
        torch.save(state, f"{path}.bin")


def uniform(name, *shape):
    return torch.from_numpy(formula.uniform(name, int(np.prod(shape))).reshape(shape))


def small_state():
    """All that a state dict may hold: types, views, strides, a parameter, a counter."""
    shared = uniform("shared", 24)
    return collections.OrderedDict(
        float=uniform("float", 2, 3),
        half=uniform("half", 5).half(),
        bfloat16=uniform("bfloat16", 5).bfloat16(),
        double=uniform("double", 5).double(),
        steps=torch.tensor(7),
        transposed=uniform("transposed", 3, 4).t(),
        channels_last=uniform("channels_last", 2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
        first=shared[:10],
        second=shared[10:].view(2, 7),
        parameter=torch.nn.Parameter(uniform("parameter", 4)),
        scalar=uniform("scalar", 1)[0],
        empty=torch.zeros(0, 3),
    )


class Small(torch.nn.Module):

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 2)


def write_small(folder):
    state = small_state()
    torch.save(state, folder / "torch.pth")
    legacy(state, folder / "torch-legacy.pth")
    torch.save(state, folder / "torch-protocol-4.pth", pickle_protocol=4)
    model = torch.nn.DataParallel(Small())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    torch.save({"epoch": 3, "arch": "small", "state_dict": model.state_dict(), "optimizer": optimizer.state_dict(),
                "best": 0.5}, folder / "torch-checkpoint.pth")
    torch.save({"args": argparse.Namespace(lr=1), "state_dict": state}, folder / "torch-arguments.pth")
    torch.save(Small(), folder / "torch-module.pth")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--small", action="store_true", help="the fixtures of the repository")
    parser.add_argument("--only", default="", help="sources and variants whose name holds this, such as timm-b0")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.small:
        write_small(options.folder)
        return
    for source, (variants, make) in SOURCES.items():
        for variant in variants:
            if options.only in f"{source}-b{variant}":
                write(source, variant, with_golden_weights(make(variant)).state_dict(), options.folder)
                print(source, variant, flush=True)


if __name__ == "__main__":
    main()
