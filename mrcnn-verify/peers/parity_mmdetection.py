"""Writes an MMDetection Mask R-CNN (R50-FPN) with seeded weights, images, and what it finds in them, as parity_torchvision.py does.

    parity_mmdetection.py --out DIR [--images 3] [--size 320]

Needs, beside requirements.txt, `pip install mmdet==3.3.0 mmengine mmcv-lite==2.1.0 opencv-python-headless`. mmcv-lite is mmcv without
its compiled operations, which exist for few releases of PyTorch. The two that this network calls, the kernels of non-maximum suppression
and of RoIAlign, are torchvision's here, of the same definitions; all else is MMDetection's and mmcv's own program. Then
`scripts/java-main org.mrcnn.verify.dialect.TorchvisionParity --case DIR` compares.
"""
import os
import sys
import types

import numpy
import parity_case
import torch
from torchvision.ops import nms, roi_align


class Kernels(types.ModuleType):
    """In the place of mmcv's compiled module."""

    def __getattr__(self, name):
        def absent(*inputs, **settings):
            raise NotImplementedError(name)
        if name.startswith("__"):
            raise AttributeError(name)
        return absent

    @staticmethod
    def nms(boxes, scores, iou_threshold, offset):
        if offset:
            raise NotImplementedError(f"nms with offset {offset}")
        return nms(boxes, scores, iou_threshold)

    @staticmethod
    def roi_align_forward(features, regions, out, _, __, aligned_height, aligned_width, spatial_scale, sampling_ratio,
                          pool_mode, aligned):
        if pool_mode != 1:
            raise NotImplementedError("RoIAlign of largest values")
        samples = sampling_ratio if sampling_ratio > 0 else -1
        out.copy_(roi_align(features, regions, (aligned_height, aligned_width), spatial_scale, samples, aligned))


sys.modules["mmcv._ext"] = Kernels("mmcv._ext")

import mmdet  # noqa: E402
import mmdet.models  # noqa: E402, F401
from mmdet.datasets.transforms import LoadImageFromNDArray, PackDetInputs, Resize  # noqa: E402
from mmdet.models.backbones.resnet import Bottleneck  # noqa: E402
from mmdet.models.roi_heads.mask_heads import fcn_mask_head  # noqa: E402
from mmdet.registry import MODELS  # noqa: E402
from mmengine.config import Config  # noqa: E402
from mmengine.logging import MMLogger  # noqa: E402
from mmengine.registry import init_default_scope  # noqa: E402


def network(classes, depth):
    """mask-rcnn_r50_fpn of MMDetection's configs, which come with the package."""
    base = os.path.join(os.path.dirname(mmdet.__file__), ".mim", "configs", "_base_", "models")
    model = Config.fromfile(os.path.join(base, "mask-rcnn_r50_fpn.py")).model
    model.backbone.update(depth=depth, init_cfg=None)
    model.roi_head.bbox_head.num_classes = model.roi_head.mask_head.num_classes = classes
    built = MODELS.build(model)
    built.init_weights()
    return built.eval()


def detect(model, pixels, sizes):
    """As inference_detector does; pixels are red, green, blue."""
    packed = {"img": numpy.ascontiguousarray(pixels[:, :, ::-1])}
    for transform in (LoadImageFromNDArray(), Resize(scale=(sizes[1], sizes[0]), keep_ratio=True), PackDetInputs()):
        packed = transform.transform(packed)
    return model.test_step({"inputs": [packed["inputs"]], "data_samples": [packed["data_samples"]]})[0].pred_instances


def exactly(model, pixels, sizes):
    """By the network in float64, of the input in float32."""
    usual = model.extract_feat
    model.double().data_preprocessor.float()
    model.extract_feat = lambda images: usual(images.double())
    paste = fcn_mask_head._do_paste_mask
    # It makes float32 of masks, and leaves boxes as they are.
    fcn_mask_head._do_paste_mask = lambda masks, boxes, *rest, **more: paste(masks, boxes.float(), *rest, **more)
    found = detect(model, pixels, sizes)
    fcn_mask_head._do_paste_mask = paste
    del model.extract_feat
    model.float()
    return found


def objects(found):
    return {"boxes": found.bboxes.tolist(), "scores": found.scores.tolist(), "labels": (found.labels + 1).tolist(),
            "masks": [parity_case.run_lengths(mask) for mask in found.masks.numpy()]}


def main():
    arguments = parity_case.options(
        __doc__.splitlines()[0], images=3, size=320, residual=0.3,
        depth={"type": int, "default": 50, "help": "of the ResNet, 50 or 101 (50)"})
    MMLogger.get_instance("mmengine", log_level="ERROR")
    init_default_scope("mmdet")
    model = network(4, arguments.depth)
    sizes = (arguments.size, arguments.size * 5 // 3)
    lasts = [block.norm3 for block in model.modules() if isinstance(block, Bottleneck)]
    head = model.roi_head.bbox_head
    scoring = types.SimpleNamespace(
        register_forward_hook=head.register_forward_hook, cls_score=head.fc_cls, bbox_pred=head.fc_reg)
    program = parity_case.Program(
        detect=lambda pixels: detect(model, pixels, sizes), exactly=lambda pixels: exactly(model, pixels, sizes), objects=objects)
    with torch.no_grad():
        first = parity_case.first_scene(arguments)
        parity_case.calibrate(model, lambda: program.detect(first), (lasts, arguments.residual), (scoring, 4))
        names = tuple(f"class {i}" for i in range(1, 5))
        torch.save({"state_dict": model.state_dict(), "meta": {"dataset_meta": {"classes": names}}}, f"{arguments.out}/model.pth")
        parity_case.write(arguments, program, {
            "version": "mmdetection", "file": "model.pth", "classes": 5, "min_size": sizes[0], "max_size": sizes[1],
            "scales": [32, 64, 128, 256, 512], "ratios": [0.5, 1, 2], "epsilon": 1e-5})


if __name__ == "__main__":
    main()
