"""Writes one torchvision Mask R-CNN with random weights in every form of file, converts each, and compares all arrays; then
exports the model back and loads it into torchvision: weight_files.py --out DIR

Prints a line per form; the exit status is 1 if an array differs.
"""
import argparse
import json
import os
import re
import struct
import subprocess
import sys
import zipfile

import numpy
import torch
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
sys.path.insert(0, os.path.join(ROOT, "mrcnn-interop/src/test/resources/torch"))
from torch_forms import save_pickle, save_stream, save_tar, save_zip  # noqa: E402

TYPES = {"F32": "<f4", "I64": "<i8"}
BOXES = [1, 0, 3, 2]  # dx, dy, dw, dh there, dy, dx, dh, dw here


def read_safetensors(data):
    length = struct.unpack("<q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    arrays = {}
    for name, entry in header.items():
        begin, end = (8 + length + at for at in entry["data_offsets"])
        arrays[name] = numpy.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
    return arrays


def save_safetensors(state, path):
    header, data, at = {}, [], 0
    for name, tensor in state.items():
        array = tensor.contiguous().numpy()
        header[name] = {"dtype": {"float32": "F32", "int64": "I64"}[str(array.dtype)], "shape": list(array.shape),
                        "data_offsets": [at, at + array.nbytes]}
        at += array.nbytes
        data.append(array.tobytes())
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<q", len(text)) + text + b"".join(data))


def layer(name):
    """The layer here of a name in torchvision, without what kind of weight it is."""
    block = re.match(r"backbone\.body\.layer(\d)\.(\d+)\.(conv|bn|downsample\.)(\d)", name)
    if block:
        stage, number, kind, index = block.groups()
        kind, branch = ("res" if index == "0" else "bn", "branch1") if kind == "downsample." else (
            {"conv": "res", "bn": "bn"}[kind], "branch2" + "_abc"[int(index)])
        return f"{kind}{int(stage) + 1}{chr(ord('a') + int(number))}_{branch}"
    for pattern, ours in (
            (r"backbone\.body\.conv1", "conv1"), (r"backbone\.body\.bn1", "bn_conv1"), (r"rpn\.head\.conv", "rpn_conv_shared"),
            (r"rpn\.head\.cls_logits", "rpn_class_raw"), (r"rpn\.head\.bbox_pred", "rpn_bbox_pred"),
            (r".*fc6", "mrcnn_class_conv1"), (r".*fc7", "mrcnn_class_conv2"), (r".*cls_score", "mrcnn_class_logits"),
            (r"roi_heads.*bbox_pred", "mrcnn_bbox_fc"), (r".*conv5_mask", "mrcnn_mask_deconv"),
            (r".*mask_fcn_logits", "mrcnn_mask")):
        if re.match(pattern, name):
            return ours
    level = re.match(r"backbone\.fpn\.(inner|layer)_blocks\.(\d)", name)
    if level:
        number = int(level[2]) + 2
        return f"fpn_c{number}p{number}" if level[1] == "inner" else f"fpn_p{number}"
    number = int(re.match(r"roi_heads\.mask_head\.(\d)", name)[1])
    return f"mrcnn_mask_conv{number + 1}"


def expected(name, array):
    """Name and array here of a tensor of torchvision."""
    ours, kind = layer(name), name.rsplit(".", 1)[1]
    if "bn" in ours:
        return f"{ours}/" + {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean",
                             "running_var": "moving_variance"}[kind], array
    if "bbox" in ours:
        array = array.reshape(-1, 4, *array.shape[1:])[:, BOXES].reshape(array.shape)
    if kind == "bias":
        return f"{ours}/bias", array
    if ours == "mrcnn_class_conv1":
        array = array.reshape(len(array), -1, 7, 7)
    if ours == "mrcnn_class_conv2":
        array = array[:, :, None, None]
    return f"{ours}/kernel", array.transpose(2, 3, 1, 0) if array.ndim == 4 else array.T


def convert(command, *arguments):
    subprocess.run([command, "convert", *arguments], check=True, stdout=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="folder for the files, 2 GB")
    parser.add_argument("--mrcnn", default=os.path.join(ROOT, "scripts/mrcnn"), help="(scripts/mrcnn)")
    options = parser.parse_args()
    out, mrcnn = options.out, options.mrcnn
    os.makedirs(out, exist_ok=True)
    torch.manual_seed(1)
    model = MaskRCNN(resnet_fpn_backbone(backbone_name="resnet18", weights=None, trainable_layers=5), 5)
    for tensor in model.state_dict().values():
        if tensor.is_floating_point():
            tensor.uniform_(0.5, 1.5)
    state = model.state_dict()
    # One weight as a view that is not contiguous, as users who permute weights save them.
    turned = dict(state, **{"rpn.head.conv.0.0.weight": state["rpn.head.conv.0.0.weight"].permute(3, 2, 1, 0).contiguous()
                            .permute(3, 2, 1, 0)})
    wanted = dict(expected(name, tensor.numpy()) for name, tensor in state.items() if "num_batches" not in name)
    forms = {"zip.pth": (save_zip, turned), "checkpoint.pth": (save_zip, {"model": turned, "epoch": 1}),
             "stream.pth": (save_stream, turned), "tar.pth": (save_tar, turned), "safetensors": (save_safetensors, state),
             **{f"protocol{p}.pkl": (lambda v, path, p=p: save_pickle(v, path, p), state) for p in (2, 3, 4, 5)}}
    failed = 0
    for form, (save, value) in forms.items():
        path, converted = os.path.join(out, "model." + form), os.path.join(out, "model.mrcnn")
        save(value, path)
        convert(mrcnn, path, converted, "--labels", "a,b,c,d")
        with zipfile.ZipFile(converted) as file:
            found = read_safetensors(file.read("weights.safetensors"))
        differ = sorted(set(found) ^ set(wanted)) + [n for n in wanted if n in found and not numpy.array_equal(found[n], wanted[n])]
        failed += bool(differ)
        print(f"{form}: {len(found)} arrays, {len(differ)} differ {differ[:3]}", flush=True)
        os.remove(path)
    back = os.path.join(out, "back.safetensors")
    convert(mrcnn, converted, back)
    with open(back, "rb") as file:
        loaded = {name: torch.from_numpy(array.copy()) for name, array in read_safetensors(file.read()).items()}
    model.load_state_dict(loaded, strict=True)
    differ = [name for name, tensor in model.state_dict().items() if not torch.equal(tensor, state[name])]
    print(f"back: loaded strictly, {len(differ)} differ {differ[:3]}")
    sys.exit(1 if failed or differ else 0)


main()
