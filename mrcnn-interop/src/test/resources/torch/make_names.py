"""Lists names and shapes of the tensors of narrow models on a ResNet-18, three classes with the background: make_names.py,
with torchvision 0.20.1. The lists of Detectron2 and MMDetection follow from those by their modules (modeling/ of Detectron2 0.6,
models/ of MMDetection 3.3), whose layers have the same sizes."""
import os
import re

import torch
import torchvision
from torchvision.models import resnet18
from torchvision.models.detection import MaskRCNN, faster_rcnn, mask_rcnn, rpn
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.ops import misc

os.chdir(os.path.dirname(os.path.abspath(__file__)))
WIDTH, FC, CLASSES = 8, 12, 3


def model(v2):
    norm = torch.nn.BatchNorm2d
    body = resnet18(norm_layer=norm if v2 else misc.FrozenBatchNorm2d)
    backbone = BackboneWithFPN(body, {f"layer{i + 1}": str(i) for i in range(4)}, [64, 128, 256, 512], WIDTH,
                               norm_layer=norm if v2 else None)
    box = (faster_rcnn.FastRCNNConvFCHead((WIDTH, 7, 7), [WIDTH] * 4, [FC], norm_layer=norm) if v2
           else faster_rcnn.TwoMLPHead(WIDTH * 49, FC))
    return MaskRCNN(
        backbone, rpn_head=rpn.RPNHead(WIDTH, 3, conv_depth=2 if v2 else 1), box_head=box,
        box_predictor=faster_rcnn.FastRCNNPredictor(FC, CLASSES),
        mask_head=mask_rcnn.MaskRCNNHeads(WIDTH, [WIDTH] * 4, 1, norm_layer=norm if v2 else None),
        mask_predictor=mask_rcnn.MaskRCNNPredictor(WIDTH, WIDTH, CLASSES))


def old(name):
    """As torchvision named it before release 0.13."""
    name = re.sub(r"(fpn\.(?:inner|layer)_blocks\.\d)\.0", r"\1", name).replace("rpn.head.conv.0.0", "rpn.head.conv")
    return re.sub(r"mask_head\.(\d)\.0", lambda m: f"mask_head.mask_fcn{int(m[1]) + 1}", name)


def detectron2(name, shape):
    for this, that in (
            (r"backbone\.body\.conv1", "backbone.bottom_up.stem.conv1"),
            (r"backbone\.body\.bn1", "backbone.bottom_up.stem.conv1.norm"),
            (r"backbone\.body\.layer(\d)\.", lambda m: f"backbone.bottom_up.res{int(m[1]) + 1}."),
            (r"\.bn(\d)", r".conv\1.norm"), (r"downsample\.0", "shortcut"), (r"downsample\.1", "shortcut.norm"),
            (r"fpn\.inner_blocks\.(\d)\.0", lambda m: f"fpn_lateral{int(m[1]) + 2}"),
            (r"fpn\.layer_blocks\.(\d)\.0", lambda m: f"fpn_output{int(m[1]) + 2}"),
            (r"rpn\.head\.conv\.0\.0", "proposal_generator.rpn_head.conv"),
            (r"rpn\.head\.cls_logits", "proposal_generator.rpn_head.objectness_logits"),
            (r"rpn\.head\.bbox_pred", "proposal_generator.rpn_head.anchor_deltas"),
            (r"fc6", "fc1"), (r"fc7", "fc2"), (r"mask_head\.(\d)\.0", lambda m: f"mask_head.mask_fcn{int(m[1]) + 1}"),
            (r"mask_predictor\.conv5_mask", "mask_head.deconv"), (r"mask_predictor\.mask_fcn_logits", "mask_head.predictor")):
        name = re.sub(this, that, name)
    return name, without_background(name, shape)


def mmdetection(name, shape):
    for this, that in (
            (r"backbone\.body\.", "backbone."),
            (r"backbone\.fpn\.inner_blocks\.(\d)\.0", r"neck.lateral_convs.\1.conv"),
            (r"backbone\.fpn\.layer_blocks\.(\d)\.0", r"neck.fpn_convs.\1.conv"),
            (r"rpn\.head\.conv\.0\.0", "rpn_head.rpn_conv"), (r"rpn\.head\.cls_logits", "rpn_head.rpn_cls"),
            (r"rpn\.head\.bbox_pred", "rpn_head.rpn_reg"),
            (r"roi_heads\.box_head\.fc6", "roi_head.bbox_head.shared_fcs.0"),
            (r"roi_heads\.box_head\.fc7", "roi_head.bbox_head.shared_fcs.1"),
            (r"roi_heads\.box_predictor\.cls_score", "roi_head.bbox_head.fc_cls"),
            (r"roi_heads\.box_predictor\.bbox_pred", "roi_head.bbox_head.fc_reg"),
            (r"roi_heads\.mask_head\.(\d)\.0", r"roi_head.mask_head.convs.\1.conv"),
            (r"roi_heads\.mask_predictor\.conv5_mask", "roi_head.mask_head.upsample"),
            (r"roi_heads\.mask_predictor\.mask_fcn_logits", "roi_head.mask_head.conv_logits")):
        name = re.sub(this, that, name)
    return name, without_background(name, shape)


def without_background(name, shape):
    if re.search("box_predictor.bbox_pred|fc_reg", name):
        return (shape[0] - 4, *shape[1:])
    return (shape[0] - 1, *shape[1:]) if re.search("mask_head.predictor|conv_logits", name) else shape


def write(path, tensors):
    with open(path, "w") as file:
        for name, shape in tensors:
            file.write(f"{name} {'x'.join(map(str, shape))}\n")


first = [(name, tuple(tensor.shape)) for name, tensor in model(False).state_dict().items()]
second = [(name, tuple(tensor.shape)) for name, tensor in model(True).state_dict().items()]
write("torchvision.txt", first)
write("torchvision_old.txt", [(old(name), shape) for name, shape in first])
write("torchvision_v2.txt", second)
write("detectron2.txt", [detectron2(*t) for t in first]
      + [("pixel_mean", (3, 1, 1)), ("pixel_std", (3, 1, 1)),
         ("proposal_generator.anchor_generator.cell_anchors.0", (3, 4))])
counted = [(name.replace("running_var", "num_batches_tracked"), ()) for name, _ in first if name.endswith("running_var")]
write("mmdetection.txt", [mmdetection(*t) for t in first + counted])
write("resnet18.txt", [(name, tuple(tensor.shape)) for name, tensor in resnet18().state_dict().items()])
