"""Small networks of each PyTorch library and full-size ones, with formula weights."""
from functools import partial
from typing import NamedTuple

import efficientnet_pytorch
import timm
import torch
import torchvision
from efficientnet_pytorch.utils import BlockArgs, GlobalParams
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from torch import nn
from torchvision.models.efficientnet import EfficientNet, MBConvConfig
from transformers import EfficientNetConfig, EfficientNetForImageClassification

import formula

CLASSES = 10
HEAD = 32
BATCH_NORM_IMAGES = 4


class Logits(nn.Module):
    """Only the logits of a model that returns more."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, image):
        return self.model(image).logits


def with_formula_weights(model: nn.Module, size) -> nn.Module:
    """Sets each parameter, then each batch norm's statistics to those of a few formula pictures."""
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            fan_in = parameter[0].numel()
            parameter.copy_(torch.from_numpy(formula.weight(name, tuple(parameter.shape), fan_in)))
        model.eval()
        momenta = [norm.momentum for norm in norms]
        for norm in norms:
            norm.train()
            norm.momentum = 1.0
        model(torch.from_numpy(formula.input_nchw((BATCH_NORM_IMAGES, 3, *size))))
        for norm, momentum in zip(norms, momenta):
            norm.momentum = momentum
    return model.eval()


def torchvision_small():
    blocks = [
        MBConvConfig(1, 3, 1, 16, 8, 1, 1, 1),
        MBConvConfig(6, 5, 2, 8, 16, 1, 1, 1),
        MBConvConfig(2, 3, 1, 16, 16, 1, 1, 1),
    ]
    return EfficientNet(blocks, dropout=0.2, num_classes=CLASSES, last_channel=HEAD)


def timm_small(padding: str, lite: bool = False):
    se = "" if lite else "_se0.25"
    arch = [[f"ds_r1_k3_s1_c8{se}"], [f"ir_r1_k5_s2_e6_c16{se}"], [f"ir_r1_k3_s1_e2_c16{se}"]]
    return timm.models.efficientnet.EfficientNet(
        decode_arch_def(arch),
        num_classes=CLASSES,
        num_features=HEAD,
        stem_size=16,
        fix_stem=True,
        pad_type=padding,
        round_chs_fn=partial(round_channels, multiplier=1.0),
        act_layer=nn.ReLU6 if lite else nn.SiLU,
        norm_layer=partial(nn.BatchNorm2d, eps=1e-3 if padding == "same" else 1e-5),
    )


def lukemelas_small(size):
    shared = {"id_skip": True, "se_ratio": 0.25, "num_repeat": 1}
    blocks = [
        BlockArgs(kernel_size=3, stride=[1], expand_ratio=1, input_filters=320, output_filters=320, **shared),
        BlockArgs(kernel_size=5, stride=[2], expand_ratio=6, input_filters=320, output_filters=640, **shared),
    ]
    params = GlobalParams(
        width_coefficient=0.025, depth_coefficient=1.0, image_size=size, dropout_rate=0.2, num_classes=CLASSES,
        batch_norm_momentum=0.99, batch_norm_epsilon=1e-3, drop_connect_rate=0.2, depth_divisor=8, min_depth=None,
        include_top=True,
    )
    model = efficientnet_pytorch.EfficientNet(blocks, params)
    model.set_swish(memory_efficient=False)
    return model


def hf_small():
    return Logits(EfficientNetForImageClassification(EfficientNetConfig(
        image_size=33, width_coefficient=0.025, depth_coefficient=1.0, depth_divisor=8, hidden_dim=HEAD,
        kernel_sizes=[3, 5, 3], in_channels=[320, 320, 640], out_channels=[320, 640, 640], depthwise_padding=[],
        strides=[1, 2, 1], num_block_repeats=[1, 1, 1], expand_ratios=[1, 6, 2], num_labels=CLASSES,
    )))


class FullNetwork(NamedTuple):
    size: int
    build: object


FULL = {
    "torchvision-b0": FullNetwork(224, lambda: torchvision.models.efficientnet_b0(weights=None)),
    "timm-tf-b0": FullNetwork(224, lambda: timm.create_model("tf_efficientnet_b0", pretrained=False)),
    "timm-b0": FullNetwork(224, lambda: timm.create_model("efficientnet_b0", pretrained=False)),
    "timm-lite0": FullNetwork(224, lambda: timm.create_model("efficientnet_lite0", pretrained=False)),
    "hf-b0": FullNetwork(224, lambda: Logits(EfficientNetForImageClassification(EfficientNetConfig(
        image_size=224, width_coefficient=1.0, depth_coefficient=1.0, hidden_dim=1280, num_labels=1000)))),
}
