"""Writes the reference arrays of the unit tests of dialects: mrcnn-data/src/test/resources/dialect/*.npy.

    dialect_cases.py --out DIR
    dialect_cases.py --out DIR --losses      only those of mrcnn-losses/src/test/resources/dialect

Needs opencv-python-headless for the arrays named opencv_*; without it the others are written.
"""
import argparse
import math
import os

import numpy
import torch
from PIL import Image
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.roi_heads import RoIHeads, fastrcnn_loss, paste_masks_in_image, project_masks_on_boxes
from torchvision.models.detection.rpn import RegionProposalNetwork
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import batched_nms, roi_align
from torchvision.ops.poolers import LevelMapper

random = numpy.random.default_rng(7)


def boxes(count, height, width, least=2.0, most=None):
    """x1 y1 x2 y2 within an image."""
    sides = random.uniform(least, most or min(height, width), (count, 2))
    start = random.uniform(0, 1, (count, 2)) * (numpy.array([width, height]) - sides).clip(0)
    return numpy.concatenate((start, (start + sides).clip(0, [width, height])), 1).astype(numpy.float32)


def yxyx(array):
    return numpy.ascontiguousarray(array[..., [1, 0, 3, 2]])


def pooling(write):
    features = random.normal(size=(13, 17, 3)).astype(numpy.float32)
    regions = numpy.concatenate((boxes(9, 104, 136), [[0, 0, 3, 2], [-9, -30, 60, 200], [56, 0, 136, 104]])).astype(numpy.float32)
    write(pool_map=features, pool_boxes=yxyx(regions))
    maps = torch.from_numpy(features).permute(2, 0, 1)[None]
    for name, settings in (("unshifted", dict(sampling_ratio=2)), ("adaptive", dict(aligned=True))):
        pooled = roi_align(maps, [torch.from_numpy(regions)], 5, 1 / 8, **settings)
        write(**{"pool_" + name: pooled.permute(0, 2, 3, 1).numpy()})
    sizes = numpy.array([1, 56, 111.9, 111.99999, 112, 113, 223.99, 224, 448, 449, 2000], numpy.float32)
    squares = numpy.stack([numpy.zeros_like(sizes), numpy.zeros_like(sizes), sizes, sizes], 1)
    levels = LevelMapper(2, 5)([torch.from_numpy(squares)])
    write(level_boxes=yxyx(squares), levels=(levels + 2).numpy().astype(numpy.int32))


def suppression(write):
    for name, count in (("few", 60), ("many", 1100)):
        candidates = boxes(count, 200, 300, most=90)
        scores = random.uniform(size=count).astype(numpy.float32)
        groups = random.integers(0, 5, count).astype(numpy.int32)
        kept = batched_nms(torch.from_numpy(candidates), torch.from_numpy(scores), torch.from_numpy(groups).long(), 0.5)
        write(**{f"nms_{name}_boxes": yxyx(candidates), f"nms_{name}_scores": scores, f"nms_{name}_groups": groups,
                 f"nms_{name}_kept": kept.numpy().astype(numpy.int32)})


def resizing(write):
    picture = random.integers(0, 256, (23, 37, 3)).astype(numpy.uint8)
    write(picture=picture)
    wide = numpy.ascontiguousarray(picture[:9, :36])  # becomes 26 x 104, for which PyTorch has another kernel
    write(picture_wide=wide)
    for name, low, high in (("up", 40, 100), ("down", 15, 100), ("capped", 40, 50), ("wide", 26, 200)):
        transform = GeneralizedRCNNTransform(low, high, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        out, _ = transform([torch.from_numpy(wide if name == "wide" else picture).permute(2, 0, 1) / 255])
        write(**{"fractions_" + name: out.tensors[0].permute(1, 2, 0).numpy(),
                 "fractions_" + name + "_size": numpy.array(out.image_sizes[0], numpy.int32)})
    for name, (height, width) in (("up", (41, 66)), ("down", (11, 17)), ("half", (12, 18))):
        source = picture[:24, :36] if name == "half" else picture
        if name == "half":
            source = numpy.concatenate((picture[:, :36], picture[:1, :36]))
            write(picture_half=source)
        write(**{"pillow_" + name: numpy.asarray(Image.fromarray(source).resize((width, height), Image.BILINEAR))})


def opencv(write):
    import cv2
    folder = write.folder
    for name, (height, width) in (("up", (41, 66)), ("down", (11, 17)), ("half", (12, 18))):
        source = numpy.load(f"{folder}/picture_half.npy" if name == "half" else f"{folder}/picture.npy")
        write(**{"opencv_" + name: cv2.resize(source, (width, height), interpolation=cv2.INTER_LINEAR)})


def pasting(write):
    masks = torch.from_numpy(random.uniform(0, 1, (4, 1, 28, 28)).astype(numpy.float32))
    placed = numpy.concatenate((boxes(2, 50, 70), [[-0.0, 0, 70, 50], [30.2, 20.7, 31.9, 22.1]])).astype(numpy.float32)
    on = paste_masks_in_image(masks, torch.from_numpy(placed), (50, 70))[:, 0] > 0.5
    write(paste_masks=masks[:, 0].numpy(), paste_boxes=yxyx(placed), paste_on=on.numpy().astype(numpy.uint8))


def proposals(write):
    """A network input of 96 x 128 pixels, of which 80 x 120 are image."""
    generator = AnchorGenerator(((8,), (16,), (31,), (64,), (90,)), ((0.5, 1.0, 3.0),) * 5)
    maps = [torch.zeros(1, 1, math.ceil(96 / stride), math.ceil(128 / stride)) for stride in (4, 8, 16, 32, 64)]
    images = ImageList(torch.zeros(1, 3, 96, 128), [(80, 120)])
    anchors = generator(images, maps)[0]
    per_level = [m.shape[2] * m.shape[3] * 3 for m in maps]
    logits = random.normal(size=len(anchors)).astype(numpy.float32)
    deltas = random.normal(0, 0.4, (len(anchors), 4)).astype(numpy.float32)
    rpn = RegionProposalNetwork(generator, None, 0.7, 0.3, 256, 0.5, dict(training=99, testing=60), dict(training=99, testing=50), 0.7).eval()
    moved = rpn.box_coder.decode(torch.from_numpy(deltas), [anchors]).view(1, -1, 4)
    kept, _ = rpn.filter_proposals(moved, torch.from_numpy(logits)[None], images.image_sizes, per_level)
    write(rpn_anchors=yxyx(anchors.numpy()), rpn_logits=logits, rpn_deltas=yxyx(deltas), rpn_proposals=yxyx(kept[0].numpy()))


def detections(write):
    regions = boxes(40, 80, 120, most=50)
    logits = random.normal(0, 1.5, (40, 4)).astype(numpy.float32)
    deltas = random.normal(0, 0.5, (40, 16)).astype(numpy.float32)
    heads = RoIHeads(None, None, None, 0.5, 0.5, 512, 0.25, None, 0.05, 0.5, 20)
    found, scores, labels = heads.postprocess_detections(
        torch.from_numpy(logits), torch.from_numpy(deltas), [torch.from_numpy(regions)], [(80, 120)])
    write(box_regions=yxyx(regions), box_probabilities=torch.from_numpy(logits).softmax(1).numpy(),
          box_deltas=yxyx(deltas.reshape(40, 4, 4)), box_found=yxyx(found[0].numpy()), box_scores=scores[0].numpy(),
          box_labels=labels[0].numpy().astype(numpy.int32))


def targets(write):
    """What the anchors of `proposals` learn of six objects, before any is left out; masks of regions on one object."""
    anchors = torch.from_numpy(yxyx(numpy.load(f"{write.folder}/rpn_anchors.npy")))
    objects = torch.from_numpy(boxes(6, 80, 120, least=5, most=70))
    rpn = RegionProposalNetwork(None, None, 0.7, 0.3, 256, 0.5, dict(training=1, testing=1), dict(training=1, testing=1), 0.7)
    labels, matched = rpn.assign_targets_to_anchors([anchors], [dict(boxes=objects)])
    deltas = rpn.box_coder.encode(matched, [anchors])[0][labels[0] == 1]
    match = numpy.where(labels[0] == 1, 1, numpy.where(labels[0] == 0, -1, 0)).astype(numpy.int32)
    write(match_boxes=yxyx(objects.numpy()), match=match, match_deltas=yxyx(deltas.numpy()))

    rows, columns = numpy.mgrid[:50, :70] + 0.5
    mask = (((rows - 24) / 21) ** 2 + ((columns - 37) / 29) ** 2 <= 1) & ((columns.astype(int) % 7 > 1) | (rows < 20))
    regions = numpy.array([[8, 3, 66, 45], [0, 0, 70, 50], [20.3, 11.7, 41.2, 30.4], [30, 20, 30.6, 34.5], [37.25, 8.5, 70, 50]],
                          numpy.float32)
    masks = torch.from_numpy(mask[None].astype(numpy.uint8))
    first = torch.zeros(len(regions), dtype=torch.int64)
    averaged = project_masks_on_boxes(masks, torch.from_numpy(regions), first, 14)
    aligned = roi_align(masks[None].float(), [torch.from_numpy(regions)], 14, aligned=True)[:, 0]
    write(target_mask=mask.astype(numpy.uint8), target_boxes=yxyx(regions), target_averaged=averaged.numpy(),
          target_thresholded=(aligned >= 0.5).numpy().astype(numpy.uint8))


def losses(write):
    """Losses of two images, with their gradients: of anchors, and of regions, the last of each image padding."""
    logits, deltas, wanted = (torch.from_numpy(random.normal(0, 1, (2, 12, n)).astype(numpy.float32)) for n in (1, 4, 4))
    wanted = deltas + wanted * torch.tensor([0.02, 0.1, 0.3, 2])  # differences on both sides of 1/9
    match = torch.tensor([[1, 0, -1, -1, 0, 1, 0, 0, -1, 1, 0, -1], [0, -1, -1, 0, 0, 0, 1, 0, -1, 0, 0, 0]])
    labels = [torch.where(m == 0, -1, (m > 0).long()).float() for m in match]
    rpn = RegionProposalNetwork(None, None, 0.7, 0.3, 256, 0.5, dict(training=1, testing=1), dict(training=1, testing=1), 0.7)
    leaves = logits.requires_grad_(), deltas.requires_grad_()
    both = rpn.compute_loss(logits.reshape(-1, 1), deltas.reshape(-1, 4), labels, [w.detach() for w in wanted])
    gradients = [torch.autograd.grad(loss, leaf)[0] for loss, leaf in zip(both, leaves)]
    rows = torch.zeros(2, 4, 4)
    for image in range(2):
        positive = wanted[image][match[image] == 1].detach()
        rows[image, :len(positive)] = positive
    write(rpn_match=match.numpy().astype(numpy.int32)[..., None], rpn_logits=logits.detach().numpy(), rpn_deltas=deltas.detach().numpy(),
          rpn_targets=rows.numpy(), rpn_losses=numpy.array([float(loss) for loss in both], numpy.float32),
          rpn_logits_gradient=gradients[0].numpy(), rpn_deltas_gradient=gradients[1].numpy())

    ids = torch.tensor([[2, 1, 0, 0, 1, -1], [0, 0, 2, 0, 0, -1]])
    logits, deltas, wanted = (torch.from_numpy(random.normal(0, 1, (2, 6, *n)).astype(numpy.float32)) for n in ((3,), (3, 4), (4,)))
    wanted = deltas.gather(2, ids.clamp(min=0)[..., None, None].expand(2, 6, 1, 4))[:, :, 0] + wanted * torch.tensor([0.02, 0.1, 0.3, 2])
    leaves = logits.requires_grad_(), deltas.requires_grad_()
    used = [ids[image] >= 0 for image in range(2)]
    pick = lambda values: [values[image][used[image]] for image in range(2)]
    both = fastrcnn_loss(torch.cat(pick(logits)), torch.cat(pick(deltas)).flatten(1), pick(ids), pick(wanted))
    gradients = [torch.autograd.grad(loss, leaf)[0] for loss, leaf in zip(both, leaves)]
    on = ids > 0
    own = deltas.gather(2, ids.clamp(min=0)[..., None, None].expand(2, 6, 1, 4))[:, :, 0][on]
    absolute = torch.nn.functional.l1_loss(own, wanted[on], reduction="sum") / int((ids >= 0).sum())
    write(head_ids=ids.numpy().astype(numpy.int32), head_logits=logits.detach().numpy(), head_deltas=deltas.detach().numpy(),
          head_targets=wanted.numpy(), head_losses=numpy.array([float(loss) for loss in (*both, absolute)], numpy.float32),
          head_logits_gradient=gradients[0].numpy(), head_deltas_gradient=gradients[1].numpy(),
          head_deltas_gradient_l1=torch.autograd.grad(absolute, deltas)[0].numpy())


class Writer:
    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)

    def __call__(self, **arrays):
        for name, array in arrays.items():
            numpy.save(f"{self.folder}/{name}.npy", numpy.ascontiguousarray(array))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True)
    parser.add_argument("--losses", action="store_true", help="only the arrays of losses")
    parser.add_argument("--opencv", action="store_true", help="only the arrays of OpenCV, beside the others")
    arguments = parser.parse_args()
    torch.set_num_threads(2)  # a single thread resizes by another kernel, with other roundings
    write = Writer(arguments.out)
    if arguments.opencv:
        opencv(write)
        return
    if arguments.losses:
        losses(write)
        return
    for part in (pooling, suppression, resizing, pasting, proposals, detections, targets):
        part(write)


if __name__ == "__main__":
    main()
