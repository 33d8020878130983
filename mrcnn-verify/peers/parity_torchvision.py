"""Writes a torchvision Mask R-CNN with seeded weights, images of many sizes, and what it finds in them.

    parity_torchvision.py --version fpn|v2|resnet18 --out DIR [--classes 2] [--size 320] [--exact 0]

DIR gets model.safetensors (the state of the model), case.json (how it was made), images, found.json (boxes, scores, labels and
run lengths of the masks of each image), exact.json (the same by the network in float64), and for the first image the arrays of
each stage, stage_*.npy and exact_*.npy. `scripts/parity-torchvision` compares them with what this project finds.

Without training nothing keeps the rounding of a deep network small: each residual block may enlarge it. So torchvision is also
measured against itself in float64, to tell a difference of computation from one of rounding. `--residual 0.3` makes the blocks
such that they hardly enlarge it, by the weights of their last normalizations.
"""
import json

import numpy
import parity_case
import torch
from torchvision.models import detection
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.resnet import BasicBlock, Bottleneck
from torchvision.ops.misc import FrozenBatchNorm2d

SMALL_ANCHORS = ((16,), (32,), (64,), (128,), (250,))
TWO_PER_LEVEL = ((16, 23), (32, 45), (64, 90), (128, 181), (250, 353))


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
    parity_case.calibrate(model, lambda: model([image]), (lasts, residual), (model.roi_heads.box_predictor, 0))


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


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    header.pop("__metadata__", None)
    types = {"F32": numpy.float32, "I64": numpy.int64}
    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*entry["data_offsets"])], types[entry["dtype"]]).copy())
            .reshape(entry["shape"]) for name, entry in header.items()}


def stages(model, image, prefix):
    """Writes the arrays of each stage for an image, channels last."""
    kept = {}
    def keep(name):
        return lambda module, inputs, out: kept.__setitem__(name, out)
    body = model.backbone.body
    modules = {"transform": model.transform, "features": model.backbone, "rpn": model.rpn, "head": model.rpn.head,
               "pooled": model.roi_heads.box_roi_pool, "box": model.roi_heads.box_predictor,
               **{f"c{i}": body[name] for i, name in enumerate(("maxpool", "layer1", "layer2", "layer3", "layer4"), 1)}}
    hooks = [module.register_forward_hook(keep(name)) for name, module in modules.items()]
    model([image])
    for hook in hooks:
        hook.remove()
    maps = {"input": kept["transform"][0].tensors, "pooled": kept["pooled"], **{f"c{i}": kept[f"c{i}"] for i in range(1, 6)},
            **{"features_" + name: features for name, features in kept["features"].items()}}
    arrays = {name: features.permute(0, 2, 3, 1) for name, features in maps.items()}
    arrays.update(rois=kept["rpn"][0][0], class_logits=kept["box"][0])
    arrays["rpn_logits"] = torch.cat([level.permute(0, 2, 3, 1).reshape(-1) for level in kept["head"][0]])
    for name, value in arrays.items():
        numpy.save(f"{prefix}_{name}.npy", numpy.ascontiguousarray(value.float().numpy()))


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


def objects(out):
    masks = (out["masks"][:, 0] > 0.5).numpy()
    return {"boxes": out["boxes"].tolist(), "scores": out["scores"].tolist(), "labels": out["labels"].tolist(),
            "masks": [parity_case.run_lengths(mask) for mask in masks]}


def facts(model, version):
    """What the weights do not tell of the model."""
    return {"version": version, "classes": model.roi_heads.box_predictor.cls_score.out_features,
            "min_size": model.transform.min_size[-1], "max_size": model.transform.max_size,
            "scales": [float(side) for level in model.rpn.anchor_generator.sizes for side in level],
            "ratios": [float(ratio) for ratio in model.rpn.anchor_generator.aspect_ratios[0]],
            "epsilon": next(m.eps for m in model.modules() if isinstance(m, (torch.nn.BatchNorm2d, FrozenBatchNorm2d)))}


def main():
    every = len(parity_case.SIZES)
    arguments = parity_case.options(
        __doc__.splitlines()[0], images=every, size=None, residual=1,
        version={"default": "fpn", "help": "fpn, v2 or the name of a ResNet"},
        classes={"type": int, "help": "with the background (those of the version)"},
        exact={"type": int, "default": every, "help": "images that the network in float64 looks at too (all)"})
    model = network(arguments.version, arguments.classes, arguments.size).eval()
    with torch.no_grad():
        calibrate(model, tensor(parity_case.first_scene(arguments)), arguments.residual)
        write_safetensors(model.state_dict(), f"{arguments.out}/model.safetensors")
        program = parity_case.Program(
            detect=lambda image: model([image])[0],
            exactly=lambda image: exactly(model, lambda double: double([image])[0]),
            objects=objects,
            prepare=tensor)
        parity_case.write(arguments, program, dict(facts(model, arguments.version), size=arguments.size), arguments.exact)
        first = tensor(parity_case.image_of(arguments, 0))
        stages(model, first, f"{arguments.out}/stage")
        if arguments.exact > 0:
            exactly(model, lambda double: stages(double, first, f"{arguments.out}/exact"))


if __name__ == "__main__":
    main()
