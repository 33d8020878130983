"""Writes a torchvision Mask R-CNN with seeded weights, images of many sizes, and what it finds in them.

    parity_torchvision.py --version fpn|v2|resnet18 --out DIR [--classes 2] [--size 320] [--exact 0]

DIR gets model.safetensors (the state of the model), case.json (how it was made), images, found.json (boxes, scores, labels and
run lengths of the masks of each image), exact.json (the same by the network in float64), and for the first image the arrays of
each stage, stage_*.npy and exact_*.npy. `scripts/parity-torchvision` compares them with what this project finds.

Without training nothing keeps the rounding of a deep network small: each residual block may enlarge it. So torchvision is also
measured against itself in float64, to tell a difference of computation from one of rounding. `--residual 0.3` makes the blocks
such that they hardly enlarge it, by the weights of their last normalizations.
"""
import argparse
import json
import os
import time

import numpy
import torch
from PIL import Image
from torchvision.models import detection
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.resnet import BasicBlock, Bottleneck
from torchvision.ops.misc import FrozenBatchNorm2d

CANDIDATES = 600  # (region, class) pairs above the score threshold; trained models have a few hundred
SIZES = ((480, 640), (640, 480), (427, 640), (300, 400), (1000, 700), (333, 500), (768, 1024), (1200, 800), (600, 600),
         (375, 500), (240, 320), (123, 456), (1500, 900), (512, 512), (800, 1333), (97, 131), (720, 1280), (640, 427),
         (500, 333), (451, 677))
SMALL_ANCHORS = ((16,), (32,), (64,), (128,), (250,))
TWO_PER_LEVEL = ((16, 23), (32, 45), (64, 90), (128, 181), (250, 353))


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


def network(version, classes=None, size=None):
    """The usual number of classes, and shorter side of the images, where none is given."""
    own = {} if size is None else {"min_size": size, "max_size": size * 5 // 3}
    if version in ("fpn", "v2"):
        make = detection.maskrcnn_resnet50_fpn if version == "fpn" else detection.maskrcnn_resnet50_fpn_v2
        return make(weights=None, weights_backbone=None, num_classes=classes or 91, **own)
    backbone = resnet_fpn_backbone(backbone_name=version, weights=None, norm_layer=FrozenBatchNorm2d, trainable_layers=5)
    sides = TWO_PER_LEVEL if version == "resnet34" else SMALL_ANCHORS
    anchors = AnchorGenerator(sides, ((0.5, 1.0, 2.0, 3.0),) * 5)
    own = own or {"min_size": 320, "max_size": 512}
    return MaskRCNN(backbone, classes or 4, rpn_anchor_generator=anchors, **own)


def network_of(folder, weights="model"):
    """That of a folder of this script, with the weights of one of its files."""
    with open(f"{folder}/case.json") as file:
        case = json.load(file)
    model = network(case["version"], case["classes"], case["size"]).eval()
    model.load_state_dict(read_safetensors(f"{folder}/{weights}.safetensors"), strict=True)
    return model


def tensor(pixels):
    return torch.from_numpy(pixels).permute(2, 0, 1).float().div_(255).contiguous()


def calibrate(model, image, residual):
    blocks = [block for block in model.modules() if isinstance(block, (BasicBlock, Bottleneck))]
    lasts = [block.bn3 if isinstance(block, Bottleneck) else block.bn2 for block in blocks]
    calibrate_any(model, lambda: model([image]), (lasts, residual), (model.roi_heads.box_predictor, 0))


def calibrate_any(model, detect, residual, scoring):
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


def write_safetensors(state, path):
    header, data, at = {}, [], 0
    for name, value in state.items():
        array = value.detach().contiguous().numpy()
        kind = {"float32": "F32", "int64": "I64"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
        data.append(array.tobytes())
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(len(text).to_bytes(8, "little"))
        out.write(text)
        out.writelines(data)


def run_lengths(mask):
    """COCO's counts: column by column, zeros first."""
    flat = mask.T.reshape(-1)
    changes = numpy.flatnonzero(numpy.diff(flat)) + 1
    bounds = numpy.concatenate(([0], changes, [flat.size]))
    counts = numpy.diff(bounds).tolist()
    return counts if flat.size == 0 or not flat[0] else [0] + counts


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    header.pop("__metadata__", None)
    types = {"F32": numpy.float32, "I64": numpy.int64}
    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*entry["data_offsets"])], types[entry["dtype"]]).copy())
            .reshape(entry["shape"]) for name, entry in header.items()}


def stages(model, image, prefix):
    """Detections of an image; writes the arrays of each stage, channels last."""
    kept = {}
    def keep(name):
        return lambda module, inputs, out: kept.__setitem__(name, out)
    body = model.backbone.body
    modules = {"transform": model.transform, "features": model.backbone, "rpn": model.rpn, "head": model.rpn.head,
               "pooled": model.roi_heads.box_roi_pool, "box": model.roi_heads.box_predictor,
               **{f"c{i}": body[name] for i, name in enumerate(("maxpool", "layer1", "layer2", "layer3", "layer4"), 1)}}
    hooks = [module.register_forward_hook(keep(name)) for name, module in modules.items()]
    out = model([image])[0]
    for hook in hooks:
        hook.remove()
    maps = {"input": kept["transform"][0].tensors, "pooled": kept["pooled"], **{f"c{i}": kept[f"c{i}"] for i in range(1, 6)},
            **{"features_" + name: features for name, features in kept["features"].items()}}
    arrays = {name: features.permute(0, 2, 3, 1) for name, features in maps.items()}
    arrays.update(rois=kept["rpn"][0][0], class_logits=kept["box"][0])
    arrays["rpn_logits"] = torch.cat([level.permute(0, 2, 3, 1).reshape(-1) for level in kept["head"][0]])
    for name, value in arrays.items():
        numpy.save(f"{prefix}_{name}.npy", numpy.ascontiguousarray(value.float().numpy()))
    return out


def exactly(model, detect):
    """Detections by the network in float64, of the input that resizing and normalization round to float32."""
    def widen(module, inputs, out):
        out[0].tensors = out[0].tensors.double()
        return out
    hook = model.double().transform.register_forward_hook(widen)
    out = detect(model)
    hook.remove()
    model.float()
    return out


def objects(name, out):
    masks = (out["masks"][:, 0] > 0.5).numpy()
    return {"file": name, "boxes": out["boxes"].tolist(), "scores": out["scores"].tolist(), "labels": out["labels"].tolist(),
            "masks": [run_lengths(mask) for mask in masks]}


def facts(model, version):
    """What the weights do not tell of the model."""
    return {"version": version, "classes": model.roi_heads.box_predictor.cls_score.out_features,
            "min_size": model.transform.min_size[-1], "max_size": model.transform.max_size,
            "scales": [float(side) for level in model.rpn.anchor_generator.sizes for side in level],
            "ratios": [float(ratio) for ratio in model.rpn.anchor_generator.aspect_ratios[0]],
            "epsilon": next(m.eps for m in model.modules() if isinstance(m, (torch.nn.BatchNorm2d, FrozenBatchNorm2d)))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", default="fpn", help="fpn, v2 or the name of a ResNet")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--classes", type=int, help="with the background (those of the version)")
    parser.add_argument("--size", type=int, help="shorter side of the images in the network (that of the version)")
    parser.add_argument("--images", type=int, default=len(SIZES))
    parser.add_argument("--exact", type=int, default=len(SIZES), help="images that the network in float64 looks at too (all)")
    parser.add_argument("--residual", type=float, default=1, help="factor of the last normalization of a residual block (1)")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    model = network(arguments.version, arguments.classes, arguments.size).eval()
    found, exact, times = [], [], []
    with torch.no_grad():
        calibrate(model, tensor(scene(480, 640, arguments.seed + 100)), arguments.residual)
        write_safetensors(model.state_dict(), f"{arguments.out}/model.safetensors")
        for i, (height, width) in enumerate(SIZES[:arguments.images]):
            pixels = scene(height, width, 1000 * arguments.seed + i)
            Image.fromarray(pixels).save(f"{arguments.out}/{i}.png")
            image = tensor(pixels)
            start = time.perf_counter()
            out = model([image])[0]
            times.append((time.perf_counter() - start) * 1e3)
            found.append(objects(f"{i}.png", out))
            if i == 0:
                stages(model, image, f"{arguments.out}/stage")
            if i < arguments.exact:
                out = exactly(model, lambda double: stages(double, image, f"{arguments.out}/exact") if i == 0 else double([image])[0])
                exact.append(objects(f"{i}.png", out))
    for name, entries in (("found", found), ("exact", exact)):
        with open(f"{arguments.out}/{name}.json", "w") as file:
            json.dump(entries, file)
    case = dict(facts(model, arguments.version), size=arguments.size, median_ms=float(numpy.median(times)))
    with open(f"{arguments.out}/case.json", "w") as file:
        json.dump(case, file)
    print(json.dumps(dict(case, detections=[len(f["boxes"]) for f in found])))


if __name__ == "__main__":
    main()
