"""Writes the small files of PyTorch that the tests read: make_torch.py, with PyTorch 2.5.1 and NumPy 2.

Element i of a tensor, in the order of its indices, is i - 2.5, and that of name "b..." twice as much.
"""
import collections
import gzip
import os
import pickle
import re
import zipfile

import numpy
import torch
from torchvision.models.detection import MaskRCNN, faster_rcnn, mask_rcnn
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone

from torch_forms import save_pickle, save_stream, save_tar, save_zip

os.chdir(os.path.dirname(os.path.abspath(__file__)))


def numbers(*shape, scale=1.0):
    return (torch.arange(float(numpy.prod(shape))) - 2.5).mul(scale).reshape(*shape)


def state():
    """Whole tensors, views that are not contiguous, two views of one storage, other types, a counter."""
    both = torch.cat([numbers(6), numbers(6, scale=2)])
    return collections.OrderedDict([
        ("a.weight", numbers(2, 3)),
        ("a.turned", numbers(4, 3).t().contiguous().t()),
        ("a.step", torch.stack([numbers(6), numbers(6)], 1).flatten()[::2]),
        ("a.shared", both[:6]),
        ("b.shared", both[6:].view(3, 2)),
        ("a.half", numbers(5).half()),
        ("a.double", numbers(5).double()),
        ("a.scalar", numbers(1)[0]),
        ("a.count", torch.tensor(7)),
    ])


def evil(callable_name, *args):
    class Evil:
        def __reduce__(self):
            module, name = callable_name
            return getattr(__import__(module), name), args
    return Evil()


class Odd:
    """A class that readers do not know."""

    def __init__(self):
        self.what = {"a": [1, 2.5, None, True, b"bytes", 1 << 70]}


small = state()
save_zip(small, "zip.pth")
save_stream(small, "stream.pth")
save_tar(small, "tar.pth")
bf16 = dict(small, **{"a.bfloat": numbers(5).bfloat16()})
save_zip({"epoch": 3, "state_dict": bf16, "optimizer": {"state": {0: {"m": numbers(2)}}}, "meta": Odd()}, "nested.pth")
save_stream({"model": bf16, "meta": Odd()}, "nested_stream.pth")
save_zip({"a.weight": torch.nn.Parameter(numbers(2, 3))}, "parameter.pth")
model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
with torch.no_grad():
    model[0].weight.copy_(numbers(2, 3))
save_zip(model, "whole_model.pth")
for protocol in (0, 2, 4, 5):
    save_pickle(small, f"protocol{protocol}.pkl", protocol)
long = numpy.arange(13500, dtype="<f4") % 7 - 2.5
with gzip.GzipFile("long.pkl.gz", "wb", mtime=0) as file:  # data of protocol 2 that is too long for a name
    pickle.dump({"long": long.reshape(90, 150), "a.columns": numpy.asfortranarray(numbers(3, 4).numpy()),
                 "a.big": numbers(4).numpy().astype(">f4")}, file, 2)
with open("python2.pkl", "wb") as file:  # as Python 2 wrote it: names and data are both of its one type of strings
    data = (numpy.arange(2, dtype="<f4") - 2.5).tobytes()
    file.write(b"\x80\x02}U\x08a.weightcnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
               b"(K\x01K\x02\x85cnumpy\ndtype\nU\x02f4K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xff"
               b"K\x00tb\x89U\x08" + data + b"tbs.")
with zipfile.ZipFile("zip.pth") as old, zipfile.ZipFile("big_endian.pth", "w") as new:
    for name in old.namelist():
        content = old.read(name)
        if "/data/" in name:
            key = name.rsplit("/", 1)[1]
            width = {"4": 2, "5": 8, "7": 8}.get(key, 4)  # half, double and counter
            content = numpy.frombuffer(content, f"<u{width}").byteswap().tobytes()
        new.writestr(name, b"big" if name.endswith("byteorder") else content)
with zipfile.ZipFile("zip.pth") as old, zipfile.ZipFile("deflated.pth", "w", zipfile.ZIP_DEFLATED) as new:
    for name in old.namelist():
        new.writestr(name, old.read(name))

# Under keys of users, beside tensors of types that no weight has, and under the names of what wraps modules.
two = {name: numbers(1) for name in ("backbone.body.conv1.weight", "backbone.body.layer1.0.conv1.weight")}
save_zip({"run": {"ema": dict(two, **small), "epoch": 3}, "best": torch.tensor(0.5), "rng": torch.zeros(3, dtype=torch.uint8)}, "deep.pth")
save_zip({"a._orig_mod.weight": numbers(2, 3), "module.b.module.weight": numbers(2, 3, scale=2), "n": torch.ones(2, dtype=torch.cfloat),
          "on": torch.tensor([True, False]), "u": torch.tensor([7, 255], dtype=torch.uint8),
          "s": torch.tensor([-7, 300], dtype=torch.int16)}, "types.pth")
for protocol in (2, 4):  # tensors pickled without torch.save
    with open(f"tensors{protocol}.pkl", "wb") as file:
        pickle.dump({"a.weight": numbers(2, 3), "a.half": numbers(5).half(), "a.turned": small["a.turned"]}, file, protocol)
with open("ordered0.pkl", "wb") as file:
    pickle.dump(collections.OrderedDict([("a.weight", numbers(2, 3).numpy())]), file, 0)
torch.save({"a.weight": numbers(2, 3)}, "stream4.pth", pickle_protocol=4, _use_new_zipfile_serialization=False)


class Device:
    """A tensor of an accelerator that PyTorch saves by way of NumPy."""

    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        return torch._utils._rebuild_device_tensor_from_numpy, (self.tensor.numpy(), torch.float32, "cpu", False)


save_zip({"a.weight": Device(numbers(2, 3))}, "device.pth")
torch.jit.save(torch.jit.script(model), "script.pth")



def whole():
    """A whole model of torchvision with settings of its own, and a backbone of one layer."""
    backbone = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 1), torch.nn.BatchNorm2d(4, eps=0.5))
    backbone.out_channels = 4
    anchors = AnchorGenerator(tuple((side, side * 1.5) for side in (8, 16, 32, 64, 128)), ((0.5, 1.0, 4.0),) * 5)
    return MaskRCNN(
        backbone, rpn_anchor_generator=anchors, box_head=faster_rcnn.TwoMLPHead(196, 4),
        box_predictor=faster_rcnn.FastRCNNPredictor(4, 2), mask_head=mask_rcnn.MaskRCNNHeads(4, [4], 1),
        mask_predictor=mask_rcnn.MaskRCNNPredictor(4, 4, 2), min_size=(96, 128), max_size=200, image_mean=[0.2, 0.4, 0.6],
        image_std=[1.0, 0.5, 0.25], box_score_thresh=0.125, box_nms_thresh=0.25, box_detections_per_img=7,
        rpn_pre_nms_top_n_train=500, rpn_pre_nms_top_n_test=400, rpn_post_nms_top_n_train=300, rpn_post_nms_top_n_test=200,
        rpn_nms_thresh=0.75)


save_zip(torch.nn.DataParallel(whole()), "attributes.pth")
save_zip(AnchorGenerator(((8,), (16,), (32,), (64,), (96, 112, 128, 144, 160, 176)), ((1.0,),) * 5), "irregular_anchors.pth")
save_zip({"a.weight": numbers(2, 3), "module.a.weight": numbers(2, 3)}, "wrapped_twice.pth")
save_zip({"optimizer": {"state": {0: {"exp_avg": numbers(2)}}}, "loss": numbers(1), "ema": two}, "network_ema.pth")
save_zip({"model_ema": two, "model": dict(two, extra=numbers(1)), "loss": numbers(1)}, "network_two.pth")
save_zip({"a": two, "b": dict(two)}, "network_many.pth")



def small(name, shape):
    """Sides of a few, as far as the network is still known by them."""
    if re.search(r"(?:layer1|res2)\.0\.conv2\.weight$", name):
        return 64, 8, 1, 1
    if re.search(r"box_head\.fc6\.weight|shared_fcs\.0\.weight|box_head\.fc1\.weight", name):
        return 8, 8
    return tuple(min(side, 8 if axis == 0 else 4 if axis == 1 else 1) for axis, side in enumerate(shape))


def shrunk(model):
    """A whole model whose parameters and buffers take no room."""
    for name, tensor in list(model.named_parameters()) + list(model.named_buffers()):
        tensor.requires_grad_(False)
        tensor.data = torch.full((), 0.5, dtype=tensor.dtype).expand(small(name, tensor.shape))
    return model


def listed(path):
    with open(path) as file:
        for line in file:
            name, shape = line.rstrip("\n").split(" ")
            yield name, small(name, tuple(int(side) for side in shape.split("x") if side))


# Whole networks, for readers of all that a file says of its model.
whole_network = shrunk(MaskRCNN(resnet_fpn_backbone(backbone_name="resnet18", weights=None), 2, min_size=128, max_size=200))
save_zip({"epoch": 3, "ema": whole_network}, "model_torchvision.pth")
torch.jit.save(torch.jit.script(whole_network), "model_script.pth")
with zipfile.ZipFile("model_script.pth") as old:
    entries = [(name, old.read(name)) for name in old.namelist() if "/code/" not in name]
with zipfile.ZipFile("model_script.pth", "w") as new:
    for name, content in entries:
        new.writestr(zipfile.ZipInfo(name), content)
save_zip({"meta": {"mmdet_version": "3.3.0", "cfg": "model = dict(backbone=dict(depth=18, style='pytorch'))",
                   "dataset_meta": {"CLASSES": ("cell", "ball")}},
          "state_dict": collections.OrderedDict((name, torch.full((), 0.5).expand(shape)) for name, shape in listed("mmdetection.txt"))},
         "model_mmdetection.pth")
with open("model_detectron2.pkl", "wb") as file:
    pickle.dump({"model": {name: numpy.full(shape, 0.5, "<f4") for name, shape in listed("detectron2.txt")}, "__author__": "Detectron2 Model Zoo"},
                file, 2)

save_zip({"model": evil(("os", "system"), "touch /tmp/mrcnn-harmed")}, "evil.pth")
save_zip({"a.weight": numbers(2, 3), "b.weight": evil(("builtins", "eval"), "1")}, "evil_tensor.pth")
save_zip({"model": small, "meta": evil(("os", "system"), "touch /tmp/mrcnn-harmed")}, "evil_beside.pth")
save_zip({"a.weight": numbers(2, 3), "b.weight": evil(("collections", "Counter"), "abc")}, "unknown_tensor.pth")
with open("evil.pkl", "wb") as file:
    pickle.dump({"model": {"a.weight": evil(("os", "system"), "touch /tmp/mrcnn-harmed")}}, file, 2)
with open("huge.pkl", "wb") as file:  # 40 bytes of data, a shape of 40 GB
    text = pickle.dumps({"model": {"a.weight": numpy.zeros((5, 2), "<f4")}}, 2)
    file.write(text.replace(b"K\x05K\x02\x86", b"J\x00\xc2\xeb\x0bK\x64\x86"))
huge = {"a.weight": torch.zeros(1).expand(1 << 15, 1 << 14)}
save_zip(huge, "huge.pth")
