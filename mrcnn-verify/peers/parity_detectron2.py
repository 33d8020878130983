"""Writes a Detectron2 Mask R-CNN (R50-FPN) with seeded weights, images, and what it finds in them, as parity_torchvision.py does.

    PYTHONPATH=DETECTRON2 parity_detectron2.py --out DIR [--images 3] [--size 320]

DETECTRON2 is a folder of its sources, which need not be compiled for this network on a CPU, with fvcore, iopath, omegaconf, yacs and
hydra-core installed. Then `scripts/java-main org.mrcnn.verify.dialect.TorchvisionParity --case DIR` compares.
"""
import numpy
import parity_case
import torch
from detectron2.config import get_cfg
from detectron2.data.transforms import ResizeShortestEdge
from detectron2.modeling import build_model
from detectron2.modeling.backbone.resnet import BottleneckBlock
from detectron2.modeling.proposal_generator import proposal_utils
from detectron2.modeling.roi_heads import fast_rcnn
from torchvision.ops.boxes import batched_nms

LEVELS = ["p2", "p3", "p4", "p5", "p6"]


def network(classes, in_3x3, scales):
    """mask_rcnn_R_50_FPN of Detectron2's configs."""
    cfg = get_cfg()
    cfg.MODEL.DEVICE = "cpu"
    cfg.MODEL.MASK_ON = True
    cfg.MODEL.BACKBONE.NAME = "build_resnet_fpn_backbone"
    cfg.MODEL.RESNETS.OUT_FEATURES = cfg.MODEL.FPN.IN_FEATURES = ["res2", "res3", "res4", "res5"]
    cfg.MODEL.RESNETS.STRIDE_IN_1X1 = not in_3x3
    cfg.MODEL.ANCHOR_GENERATOR.SIZES = scales
    cfg.MODEL.ANCHOR_GENERATOR.ASPECT_RATIOS = [[0.5, 1.0, 2.0]]
    cfg.MODEL.RPN.IN_FEATURES = LEVELS
    cfg.MODEL.RPN.PRE_NMS_TOPK_TEST = cfg.MODEL.RPN.POST_NMS_TOPK_TEST = 1000
    cfg.MODEL.ROI_HEADS.NAME = "StandardROIHeads"
    cfg.MODEL.ROI_HEADS.IN_FEATURES = LEVELS[:4]
    cfg.MODEL.ROI_HEADS.NUM_CLASSES = classes
    cfg.MODEL.ROI_BOX_HEAD.NAME = "FastRCNNConvFCHead"
    cfg.MODEL.ROI_BOX_HEAD.NUM_FC = 2
    cfg.MODEL.ROI_BOX_HEAD.POOLER_RESOLUTION = 7
    cfg.MODEL.ROI_MASK_HEAD.NAME = "MaskRCNNConvUpsampleHead"
    cfg.MODEL.ROI_MASK_HEAD.NUM_CONV = 4
    cfg.MODEL.ROI_MASK_HEAD.POOLER_RESOLUTION = 14
    return build_model(cfg).eval()


def detect(model, pixels, sizes):
    """As DefaultPredictor does; pixels are red, green, blue."""
    bgr = numpy.ascontiguousarray(pixels[:, :, ::-1])
    resized = ResizeShortestEdge([sizes[0]] * 2, sizes[1]).get_transform(bgr).apply_image(bgr)
    image = torch.as_tensor(resized.astype("float32").transpose(2, 0, 1))
    return model([{"image": image, "height": pixels.shape[0], "width": pixels.shape[1]}])[0]["instances"]


def exactly(model, pixels, sizes):
    """By the network in float64, of the input in float32."""
    usual = model.preprocess_image

    def widened(inputs):
        images = usual(inputs)
        images.tensor = images.tensor.float().double()
        return images

    model.double().preprocess_image = widened
    suppressed = proposal_utils.batched_nms
    # Detectron2 makes float32 of boxes, and leaves scores as they are.
    proposal_utils.batched_nms = fast_rcnn.batched_nms = lambda boxes, scores, *rest: batched_nms(boxes.to(scores), scores, *rest)
    found = detect(model, pixels, sizes)
    proposal_utils.batched_nms = fast_rcnn.batched_nms = suppressed
    del model.preprocess_image
    model.float()
    return found


def objects(found):
    return {"boxes": found.pred_boxes.tensor.tolist(), "scores": found.scores.tolist(), "labels": (found.pred_classes + 1).tolist(),
            "masks": [parity_case.run_lengths(mask) for mask in found.pred_masks.numpy()]}


def main():
    arguments = parity_case.options(
        __doc__.splitlines()[0], images=3, size=320, residual=0.3,
        in_3x3={"action": "store_true", "help": "with the stride in the 3x3 convolutions"},
        two_scales={"action": "store_true", "help": "with two anchor sizes per level"})
    scales = [[side, side * 1.5] if arguments.two_scales else [side] for side in (32, 64, 128, 256, 512)]
    model = network(4, arguments.in_3x3, scales)
    sizes = (arguments.size, arguments.size * 5 // 3)
    lasts = [block.conv3.norm for block in model.modules() if isinstance(block, BottleneckBlock)]
    program = parity_case.Program(
        detect=lambda pixels: detect(model, pixels, sizes), exactly=lambda pixels: exactly(model, pixels, sizes), objects=objects)
    with torch.no_grad():
        first = parity_case.first_scene(arguments)
        parity_case.calibrate(
            model, lambda: program.detect(first), (lasts, arguments.residual), (model.roi_heads.box_predictor, 4))
        torch.save({"model": model.state_dict()}, f"{arguments.out}/model.pth")
        parity_case.write(arguments, program, {
            "version": "detectron2", "file": "model.pth", "classes": 5, "min_size": sizes[0], "max_size": sizes[1],
            "scales": [side for level in scales for side in level], "ratios": [0.5, 1, 2], "epsilon": 1e-5,
            "stride_in_3x3": arguments.in_3x3})


if __name__ == "__main__":
    main()
