"""What the parity scripts share: images, statistics of a seeded network, and the folder that TorchvisionParity compares with."""
import argparse
import json
import os
import time
from typing import Callable, NamedTuple

import numpy
import torch
from PIL import Image

CANDIDATES = 600  # (region, class) pairs above the score threshold; trained models have a few hundred
SIZES = ((480, 640), (640, 480), (427, 640), (300, 400), (1000, 700), (333, 500), (768, 1024), (1200, 800), (600, 600),
         (375, 500), (240, 320), (123, 456), (1500, 900), (512, 512), (800, 1333), (97, 131), (720, 1280), (640, 427),
         (500, 333), (451, 677))


def scene(height, width, seed):
    """An image of ellipses on uneven ground, bytes [height, width, 3]."""
    random = numpy.random.default_rng(seed)
    rows, columns = numpy.mgrid[:height, :width] + 0.5
    image = 0.3 + 0.15 * numpy.sin(rows / 41) + 0.15 * numpy.cos(columns / 29)
    image = numpy.repeat(image[..., None], 3, 2) + random.normal(0, 0.04, (height, width, 3))
    for _ in range(40):
        sides = random.uniform(0.03, 0.3, 2) * min(height, width) + 8
        y, x = random.uniform(0, height), random.uniform(0, width)
        mask = ((rows - y) / sides[0]) ** 2 + ((columns - x) / sides[1]) ** 2 <= 0.25
        image += mask[..., None] * random.uniform(-0.35, 0.5, 3)
    return (image.clip(0, 1) * 255).round().astype(numpy.uint8)


def calibrate(model, detect, residual, scoring):
    """Statistics of the normalizations from what reaches them; then as many candidates as a trained model has.

    residual: the last normalizations of the residual blocks, and the factor of their weights; scoring: the layers of scores and
    boxes, and which class is the background.
    """
    def measure(norm, inputs):
        values = inputs[0]
        if len(values) == 0:
            return
        norm.running_mean.copy_(values.mean((0, 2, 3)))
        norm.running_var.copy_(values.var((0, 2, 3)) + 1e-3)

    norms = [m for m in model.modules() if hasattr(m, "running_var")]
    for norm in norms:  # other values than 1 and 0, so that each is seen
        norm.weight.copy_(torch.empty_like(norm.weight).uniform_(0.8, 1.2))
        norm.bias.copy_(torch.empty_like(norm.bias).normal_(0, 0.1))
    for norm in residual[0]:
        norm.weight.mul_(residual[1])
    hooks = [norm.register_forward_pre_hook(measure) for norm in norms]
    predictor, nothing = scoring
    predictor.bbox_pred.weight.mul_(0.3)
    logits = {}
    hooks.append(predictor.register_forward_hook(lambda module, inputs, out: logits.update(x=out[0])))
    score = predictor.cls_score
    detect()
    score.weight.mul_(2.5 / logits["x"].std())
    score.bias.zero_()
    detect()
    centred = logits["x"] - logits["x"].mean(0, keepdim=True)
    score.bias.copy_(-logits["x"].mean(0))
    low, high = -20.0, 30.0
    for _ in range(40):
        background = (low + high) / 2
        shifted = centred.clone()
        shifted[:, nothing] += background
        enough = int((objects_only(shifted.softmax(1), nothing) > 0.05).sum()) > CANDIDATES
        low, high = (background, high) if enough else (low, background)
    score.bias[nothing] += background
    detect()  # the mask head has something to measure now
    for hook in hooks:
        hook.remove()


def objects_only(scores, nothing):
    return torch.cat((scores[:, :nothing], scores[:, nothing:][:, 1:]), 1)


def run_lengths(mask):
    """COCO's counts: column by column, zeros first."""
    flat = mask.T.reshape(-1)
    changes = numpy.flatnonzero(numpy.diff(flat)) + 1
    bounds = numpy.concatenate(([0], changes, [flat.size]))
    counts = numpy.diff(bounds).tolist()
    return counts if flat.size == 0 or not flat[0] else [0] + counts


class Program(NamedTuple):
    """How a program finds objects."""
    detect: Callable  # in an image, whatever form it takes
    exactly: Callable  # the same by the network in float64, of the input in float32
    objects: Callable  # boxes, scores, labels and masks of what these return
    prepare: Callable = lambda pixels: pixels  # an image of bytes [height, width, 3], not timed


def options(description, images, size, residual, **more):
    """The options of a script, `more` by name, each with its settings; makes the folder, and seeds."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--images", type=int, default=images, help=f"({images})")
    parser.add_argument("--size", type=int, default=size,
                        help=f"shorter side of the images in the network ({size or 'that of the version'})")
    parser.add_argument("--residual", type=float, default=residual,
                        help=f"factor of the last normalization of a residual block ({residual})")
    parser.add_argument("--threads", type=int, default=2, help="(2)")
    for name, settings in more.items():
        parser.add_argument("--" + name.replace("_", "-"), **settings)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    return arguments


def first_scene(arguments):
    """The image that statistics are measured on."""
    return scene(480, 640, arguments.seed + 100)


def image_of(arguments, i):
    return scene(*SIZES[i], 1000 * arguments.seed + i)


def write(arguments, program, facts, exact=len(SIZES)):
    """Writes images, found.json, exact.json of the first so many images, and case.json: the facts and the median time."""
    results, times = {"found": [], "exact": []}, []
    for i in range(len(SIZES[:arguments.images])):
        pixels = image_of(arguments, i)
        Image.fromarray(pixels).save(f"{arguments.out}/{i}.png")
        image = program.prepare(pixels)
        start = time.perf_counter()
        found = program.detect(image)
        times.append((time.perf_counter() - start) * 1e3)
        results["found"].append({"file": f"{i}.png", **program.objects(found)})
        if i < exact:
            results["exact"].append({"file": f"{i}.png", **program.objects(program.exactly(image))})
    case = dict(facts, median_ms=float(numpy.median(times)))
    for name, value in (*results.items(), ("case", case)):
        with open(f"{arguments.out}/{name}.json", "w") as file:
            json.dump(value, file)
    print(json.dumps(dict(case, detections=[len(found["boxes"]) for found in results["found"]])))
