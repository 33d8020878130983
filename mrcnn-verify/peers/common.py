"""What the timing scripts share: a torchvision Mask R-CNN with seeded weights that has as much work as ours, and timing.

Weights are random, so they are calibrated, as in org.mrcnn.verify.bench.Bench: the statistics of the normalizations are
measured on one image, so that activations neither vanish nor explode; and so many (region, class) pairs pass the score
threshold as with a trained model, so that 1,000 proposals reach the box head and 100 detections the mask head.
"""
import argparse
import json
import os
import resource
import statistics
import time
import warnings

import numpy
import torch
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.ops.misc import FrozenBatchNorm2d

CLASSES = 81  # of COCO, background included
PASSING = 600  # (region, class) pairs above the score threshold; trained models have a few hundred
PROPOSALS = 1000
DETECTIONS = 100
CALIBRATION_SIDE = 128  # small, so that the peak of memory is that of the timed work
VARIANTS = ("eager", "channels_last", "bf16")

warnings.filterwarnings("ignore")


def arguments(description, **more):
    """Options of a timing; `more` adds some by name, each with its settings."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--size", type=int, default=512, help="side of the image in pixels (512)")
    parser.add_argument("--runs", type=int, default=9, help="timed runs (9)")
    parser.add_argument("--warm", type=int, default=3, help="runs before those (3)")
    parser.add_argument("--threads", type=int, default=2, help="(2)")
    for name, settings in more.items():
        parser.add_argument("--" + name, **settings)
    parsed = parser.parse_args()
    torch.set_num_threads(parsed.threads)
    torch.manual_seed(1)
    return parsed


def scene(size, objects=60, seed=1):
    """An image of ellipses on uneven ground, float [3, size, size] from 0 to 1, and the masks of the ellipses."""
    random = numpy.random.default_rng(seed)
    rows, columns = numpy.mgrid[:size, :size] + 0.5
    image = 0.3 + 0.15 * numpy.sin(rows / 41) + 0.15 * numpy.cos(columns / 29)
    image = numpy.repeat(image[None], 3, 0) + random.normal(0, 0.04, (3, size, size))
    masks = []
    for _ in range(objects):
        height, width = random.uniform(20, min(90, size - 1), 2)
        y, x = random.uniform(height / 2, size - height / 2), random.uniform(width / 2, size - width / 2)
        mask = ((rows - y) / height) ** 2 + ((columns - x) / width) ** 2 <= 0.25
        image += mask * random.uniform(-0.35, 0.5, (3, 1, 1))
        masks.append(mask)
    return torch.from_numpy(image.clip(0, 1)).float(), torch.from_numpy(numpy.stack(masks))


def network(size, **settings):
    """ResNet-50 FPN with frozen, calibrated normalizations and every layer trainable."""
    backbone = resnet_fpn_backbone(
        backbone_name="resnet50", weights=None, norm_layer=FrozenBatchNorm2d, trainable_layers=5)
    model = MaskRCNN(backbone, CLASSES, min_size=size, max_size=size, box_nms_thresh=1.0,
                     box_detections_per_img=DETECTIONS, **settings)
    calibrate(model)
    return model.eval()


def calibrate(model):
    """Gives each normalization the mean and the variance of what reaches it."""
    def measure(norm, inputs):
        values = inputs[0]
        norm.running_mean.copy_(values.mean((0, 2, 3)))
        norm.running_var.copy_(values.var((0, 2, 3)) + 1e-3)

    hooks = [module.register_forward_pre_hook(measure) for module in model.modules()
             if isinstance(module, FrozenBatchNorm2d)]
    image, _ = scene(CALIBRATION_SIDE)
    with torch.no_grad():
        model.eval().backbone(model.transform([image])[0].tensors)
    for hook in hooks:
        hook.remove()


def choose_threshold(model, image):
    """Sets the score threshold that PASSING pairs pass."""
    seen = {}
    hook = model.roi_heads.box_predictor.register_forward_hook(lambda _, __, out: seen.update(logits=out[0]))
    with torch.inference_mode():
        model([image])
    hook.remove()
    scores = seen["logits"].float().softmax(1)[:, 1:].flatten()
    model.roi_heads.score_thresh = scores.topk(PASSING + 1).values[-1].item()


def require(what, expected, found):
    if found != expected:
        raise SystemExit(f"expected {expected} {what}, found {found}: the timing would be of less work")


def channels_last(model):
    """Weights and input with the channels innermost."""
    model.to(memory_format=torch.channels_last)
    plain = model.transform.forward

    def transform(images, targets=None):
        images, targets = plain(images, targets)
        images.tensors = images.tensors.contiguous(memory_format=torch.channels_last)
        return images, targets

    model.transform.forward = transform


def timed(work, runs, warm):
    """Milliseconds of each run, as a dictionary to print."""
    started = time.perf_counter()
    work()
    first = 1000 * (time.perf_counter() - started)
    for _ in range(warm - 1):
        work()
    millis = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        millis.append(1000 * (time.perf_counter() - started))
    return {"n": runs, "median_ms": round(statistics.median(millis), 1), "min_ms": round(min(millis), 1),
            "max_ms": round(max(millis), 1), "first_ms": round(first)}


def report(name, options, timing, **more):
    """One JSON line; the name of a variant other than the usual one is part of the name."""
    variant = getattr(options, "variant", "eager")
    line = {"name": name if variant == "eager" else f"{name}_{variant}", "size": options.size, "batch": 1,
            "threads": options.threads, **timing, "peak_rss_mb": peak_mb(), **more}
    print(json.dumps(line), flush=True)


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def folder(path):
    os.makedirs(path, exist_ok=True)
    return path
