"""Trains torchvision's Mask R-CNN from random weights with the recipe of config/nuclei.yaml and measures its COCO figures.

DIR holds train/ and val/ with images, and train.json and val.json with their COCO annotations. Prints the losses now and then
and the figures at the end, a JSON line each.
"""
import argparse
import contextlib
import io
import json
import math
import os
import statistics
import time

import numpy
import torch
from PIL import Image
from pycocotools import mask as rle
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.ops import masks_to_boxes

import common

BATCH = 2
SIZE = 256
WARM_UP = 100
CLIP = 5.0
WEIGHT_DECAY = 0.02
LEAST_RATE = 0.01  # share of the learning rate at the end
REPORT_EVERY = 20


class Nuclei:
    """Images of one part with boxes and masks, in memory."""

    def __init__(self, data, part):
        with contextlib.redirect_stdout(io.StringIO()):
            self.coco = COCO(os.path.join(data, part + ".json"))
        self.ids = sorted(self.coco.imgs)
        self.folder = os.path.join(data, part)

    def image(self, number):
        file = os.path.join(self.folder, self.coco.imgs[self.ids[number]]["file_name"])
        pixels = numpy.asarray(Image.open(file).convert("RGB")).copy()
        return torch.from_numpy(pixels).permute(2, 0, 1).float() / 255

    def sample(self, number, random):
        """Flipped and turned at random, as the recipe has it."""
        objects = [a for a in self.coco.imgToAnns[self.ids[number]] if not a.get("iscrowd")]
        masks = torch.from_numpy(rle.decode([self.coco.annToRLE(a) for a in objects]).transpose(2, 0, 1).copy())
        image = self.image(number)
        for flip in (lambda t: t.flip(2), lambda t: t.flip(1), lambda t: t.transpose(1, 2)):
            if random.random() < 0.5:
                image, masks = flip(image), flip(masks)
        masks = masks[masks.flatten(1).any(1)].contiguous()
        boxes = masks_to_boxes(masks)
        boxes[:, 2:] += 1
        return image.contiguous(), {"boxes": boxes, "labels": torch.ones(len(masks), dtype=torch.long), "masks": masks}


def build(regions):
    backbone = resnet_fpn_backbone(
        backbone_name="resnet18", weights=None, norm_layer=torch.nn.BatchNorm2d, trainable_layers=5)
    anchors = AnchorGenerator(tuple((side,) for side in (8, 16, 32, 64, 128)), ((0.5, 1.0, 2.0),) * 5)
    return MaskRCNN(
        backbone, 2, min_size=SIZE, max_size=SIZE, rpn_anchor_generator=anchors, rpn_batch_size_per_image=256,
        rpn_pre_nms_top_n_train=1000, rpn_post_nms_top_n_train=1000, rpn_pre_nms_top_n_test=1000,
        rpn_post_nms_top_n_test=1000, box_batch_size_per_image=regions, box_detections_per_img=200)


def optimizer(model, rate):
    """Matrices and kernels decay, biases and normalizations do not."""
    parameters = [p for p in model.parameters() if p.requires_grad]
    return torch.optim.AdamW([
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": WEIGHT_DECAY},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0}], lr=rate)


def train(model, data, options):
    """Seconds of each step."""
    random = numpy.random.default_rng(options.seed)
    update = optimizer(model, options.rate)
    order, seconds, sums = [], [], {}
    started = time.perf_counter()
    model.train()
    for step in range(options.steps):
        done = max(step / options.steps, (time.perf_counter() - started) / 60 / options.minutes)
        if done >= 1:
            break
        rate = options.rate * min(1, (step + 1) / WARM_UP)
        for group in update.param_groups:
            group["lr"] = rate * (LEAST_RATE + (1 - LEAST_RATE) * (1 + math.cos(math.pi * done)) / 2)
        while len(order) < BATCH:
            order += random.permutation(len(data.ids)).tolist()
        images, targets = zip(*(data.sample(order.pop(0), random) for _ in range(BATCH)))
        begun = time.perf_counter()
        losses = model(list(images), list(targets))
        loss = sum(losses.values())
        if not math.isfinite(loss.item()):
            raise SystemExit(f"the loss of step {step + 1} is {loss.item()}: {losses}")
        update.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        update.step()
        seconds.append(time.perf_counter() - begun)
        for name, value in losses.items():
            sums[name] = sums.get(name, 0) + value.item()
        if (step + 1) % REPORT_EVERY == 0:
            print(json.dumps({"step": step + 1, **{k: round(v / REPORT_EVERY, 4) for k, v in sums.items()}}), flush=True)
            sums = {}
    return seconds


def found(model, data):
    """COCO results of every image."""
    results = []
    model.eval()
    for number, image_id in enumerate(data.ids):
        with torch.inference_mode():
            out = model([data.image(number)])[0]
        for box, score, mask in zip(out["boxes"].tolist(), out["scores"].tolist(), out["masks"]):
            runs = rle.encode(numpy.asfortranarray((mask[0] > 0.5).numpy().astype(numpy.uint8)))
            runs["counts"] = runs["counts"].decode()
            results.append({"image_id": image_id, "category_id": data.coco.getCatIds()[0], "score": score,
                            "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]], "segmentation": runs})
    return results


def figures(data, results):
    measured = {}
    for kind, left_out in (("bbox", "segmentation"), ("segm", "bbox")):
        own = [{k: v for k, v in result.items() if k != left_out} for result in results]
        if not own:
            measured |= {kind + "/AP": 0.0, kind + "/AP50": 0.0, kind + "/AP75": 0.0}
            continue
        with contextlib.redirect_stdout(io.StringIO()):
            evaluation = COCOeval(data.coco, data.coco.loadRes(own), kind)
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        measured |= {f"{kind}/{name}": round(float(value), 4)
                     for name, value in zip(("AP", "AP50", "AP75"), evaluation.stats)}
    return measured


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", required=True, metavar="DIR", help="folder with train/, train.json, val/, val.json")
    parser.add_argument("--minutes", type=float, default=30, help="of training (30)")
    parser.add_argument("--steps", type=int, default=20000, help="at most (20000)")
    parser.add_argument("--regions", type=int, default=64, help="that train the heads, per image (64)")
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate (3e-4)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", metavar="NAME", help="write the weights to NAME.pth and the figures to NAME.json")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    model = build(options.regions)
    seconds = train(model, Nuclei(options.data, "train"), options)
    validation = Nuclei(options.data, "val")
    measured = figures(validation, found(model, validation))
    if options.out:
        torch.save(model.state_dict(), options.out + ".pth")
        with open(options.out + ".json", "w") as file:
            json.dump(measured, file)
    print(json.dumps({
        "name": "torchvision_nuclei", "steps": len(seconds),
        "step_s": round(statistics.median(seconds), 3) if seconds else None, **measured, "peak_rss_mb": common.peak_mb(),
        "version": torch.__version__}))


main()
