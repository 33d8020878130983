"""Writes a training step of a torchvision Mask R-CNN with seeded weights: batch, samples, losses and gradients.

    step_torchvision.py --version resnet18|fpn|v2 --size 160 --out DIR

DIR gets model.safetensors, case.json (how it was made, and the losses), the batch of two images as the network reads it, the anchors
and regions that were sampled, gradients.safetensors, and gradients64.safetensors of the same step in 64-bit arithmetic; gradients
have the names of the weights, NaN where a tensor is not trained. Normalizations keep their statistics. `scripts/parity-torchvision
--step` compares them with this project's.

With --undecided many activations are so near to 0 that rounding takes some of a million to the other side, which changes gradients by
a thousandth and more; then torchvision's own gradients are as far from those in 64-bit arithmetic as this project's.
"""
import argparse
import json
import os

import numpy
import torch
from parity_torchvision import calibrate, facts, network, scene, tensor, write_safetensors
from torchvision.ops.misc import FrozenBatchNorm2d

APART = 5  # standard deviations of activations from 0

LOSSES = {"loss_objectness": "rpn_class_loss", "loss_rpn_box_reg": "rpn_bbox_loss", "loss_classifier": "mrcnn_class_loss",
          "loss_box_reg": "mrcnn_bbox_loss", "loss_mask": "mrcnn_mask_loss"}


def example(height, width, classes, seed):
    """An image of bright ellipses and their targets; some reach over the border."""
    random = numpy.random.default_rng(seed)
    rows, columns = numpy.mgrid[:height, :width] + 0.5
    image = scene(height, width, seed) / 255 * 0.6
    masks = []
    for _ in range(7):
        sides = random.uniform(0.1, 0.6, 2) * min(height, width)
        y, x = random.uniform(0, height), random.uniform(0, width)
        mask = ((rows - y) / sides[0]) ** 2 + ((columns - x) / sides[1]) ** 2 <= 0.25
        if mask.any():
            image += mask[..., None] * random.uniform(0.1, 0.4, 3)
            masks.append(mask)
    boxes = [[numpy.where(m.any(0))[0][0], numpy.where(m.any(1))[0][0], numpy.where(m.any(0))[0][-1] + 1, numpy.where(m.any(1))[0][-1] + 1]
             for m in masks]
    target = dict(boxes=torch.tensor(numpy.array(boxes), dtype=torch.float32), masks=torch.from_numpy(numpy.stack(masks).astype(numpy.uint8)),
                  labels=1 + torch.arange(len(masks)) % (classes - 1))
    return tensor((image.clip(0, 1) * 255).round().astype(numpy.uint8)), target


def along(values, out):
    """A number per channel, in the shape of an output [n, channels, ...]."""
    return values.reshape(-1, *[1] * (out.dim() - 2))


def decide(model, image):
    """Biases that open or close each channel for all inputs: rounding can take no activation to the other side of 0, which would
    change gradients by more than it changes the activation. Statistics are measured again, and outputs brought to a few units."""
    def open_or_close(bias, unit):
        channels = torch.arange(len(bias))
        bias.copy_(torch.where(channels % 3 == 0, -APART, APART) * unit)

    def measure(norm, inputs):
        norm.running_mean.copy_(inputs[0].mean((0, 2, 3)))
        norm.running_var.copy_(inputs[0].var((0, 2, 3)) + 1e-3)
        open_or_close(norm.bias, 1)

    def shift(layer, inputs, out):
        out = out - along(layer.bias, out)
        open_or_close(layer.bias, out.std())
        return out + along(layer.bias, out)

    def scale(unit):
        def hook(layer, inputs, out):
            mean = out.transpose(0, 1).flatten(1).mean(1)
            by = unit / (out - along(mean, out)).std()
            layer.weight.mul_(by)
            layer.bias.copy_((layer.bias - mean) * by)
            return (out - along(mean, out)) * by
        return hook

    rpn, heads = model.rpn.head, model.roi_heads
    outputs = {rpn.cls_logits: 1, rpn.bbox_pred: 0.1, heads.box_predictor.cls_score: 1, heads.box_predictor.bbox_pred: 0.3,
               heads.mask_predictor.mask_fcn_logits: 1}
    hooks = [layer.register_forward_hook(scale(unit)) for layer, unit in outputs.items()]
    hooks += [m.register_forward_pre_hook(measure) for m in model.modules() if isinstance(m, (torch.nn.BatchNorm2d, FrozenBatchNorm2d))]
    for part in (rpn.conv, heads.box_head, heads.mask_head, heads.mask_predictor.conv5_mask):
        hooks += [m.register_forward_hook(shift) for m in part.modules() if getattr(m, "bias", None) is not None
                  and isinstance(m, (torch.nn.Conv2d, torch.nn.ConvTranspose2d, torch.nn.Linear))]
    threshold, heads.score_thresh = heads.score_thresh, 0
    model([image])
    heads.score_thresh = threshold
    for hook in hooks:
        hook.remove()


def cast(value, kind):
    if isinstance(value, torch.Tensor):
        return value.to(kind) if value.is_floating_point() else value
    return type(value)(cast(item, kind) for item in value) if isinstance(value, (list, tuple)) else value


class Kept:
    """Keeps the first results of functions, and gives them again in the place of later ones."""

    def __init__(self):
        self.results = {}
        self.kind = None

    def of(self, name, function):
        def call(*inputs):
            if self.kind is None:
                self.results[name] = function(*inputs)
                return self.results[name]
            return cast(self.results[name], self.kind)
        return call

    def hook(self, name):
        def keep(module, inputs, out):
            self.results.setdefault(name, out)
        return keep


def step(model, images, targets):
    """Losses by this project's names, and the gradient of each tensor of the state, NaN where it has none."""
    model.zero_grad(set_to_none=True)
    losses = model(images, [dict(t) for t in targets])
    sum(losses.values()).backward()
    parameters = dict(model.named_parameters())
    gradients = {}
    for name, value in model.state_dict().items():
        trained = name in parameters and parameters[name].grad is not None
        gradients[name] = parameters[name].grad.float() if trained else torch.full(value.shape, float("nan"))
    return {LOSSES[name]: float(loss) for name, loss in losses.items()}, gradients


def yxyx(array):
    return numpy.ascontiguousarray(array[..., [1, 0, 3, 2]])


def rows(arrays, count):
    """Arrays of different lengths as one, zeros after the last row of each."""
    out = numpy.zeros((len(arrays), count, *arrays[0].shape[1:]), arrays[0].dtype)
    for row, array in zip(out, arrays):
        row[:len(array)] = array
    return out


def batch(model, kept):
    images, targets = kept["transform"]
    height, width = images.tensors.shape[2:]
    objects = max(len(t["labels"]) for t in targets)
    masks = numpy.zeros((len(targets), height, width, objects), numpy.uint8)
    for image, target in zip(masks, targets):
        own = target["masks"].numpy().transpose(1, 2, 0)
        image[:own.shape[0], :own.shape[1], :own.shape[2]] = own
    labels, matched = kept["anchors"]
    deltas = model.rpn.box_coder.encode(matched, kept["generated"])
    match = [(p.int() - n.int()).numpy() for p, n in zip(*kept["sampled"])]
    regions = kept["regions"][0]
    return {"input_image": images.tensors.permute(0, 2, 3, 1).numpy(),
            "windows": numpy.array([(0, 0, *size) for size in images.image_sizes], numpy.int32),
            "input_gt_class_ids": rows([t["labels"].int().numpy() for t in targets], objects),
            "input_gt_boxes": yxyx(rows([t["boxes"].numpy() for t in targets], objects)), "input_gt_masks": masks,
            "input_rpn_match": numpy.stack(match)[..., None],
            "input_rpn_bbox": yxyx(rows([d[p.bool()].numpy() for d, p in zip(deltas, kept["sampled"][0])], 256)),
            "rois": yxyx(rows([r.numpy() for r in regions], max(map(len, regions)))),
            "roi_labels": rows([l.int().numpy() for l in kept["regions"][2]], max(map(len, regions)))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--version", default="resnet18", help="fpn, v2 or the name of a ResNet")
    parser.add_argument("--out", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--size", type=int, default=160, help="shorter side of the images (160)")
    parser.add_argument("--undecided", action="store_true", help="see above")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    model = network(arguments.version).eval()
    size = arguments.size
    model.transform.min_size, model.transform.max_size = (size,), 2 * size
    classes = model.roi_heads.box_predictor.cls_score.out_features
    images, targets = zip(*[example(height, width, classes, arguments.seed + i)
                            for i, (height, width) in enumerate([(size, size * 5 // 4), (size * 6 // 5, size)])])
    with torch.no_grad():
        calibrate(model, images[0])
        if not arguments.undecided:
            decide(model, images[0])
        model.roi_heads.mask_predictor.mask_fcn_logits.weight.mul_(0.1)  # logits of a few units, as of a trained model
        write_safetensors(model.state_dict(), f"{arguments.out}/model.safetensors")
    case = facts(model, arguments.version)

    kept = Kept()
    model.transform.register_forward_hook(kept.hook("transform"))
    model.rpn.anchor_generator.register_forward_hook(kept.hook("generated"))
    model.rpn.assign_targets_to_anchors = kept.of("anchors", model.rpn.assign_targets_to_anchors)
    model.rpn.fg_bg_sampler = kept.of("sampled", model.rpn.fg_bg_sampler)
    model.roi_heads.select_training_samples = kept.of("regions", model.roi_heads.select_training_samples)
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()
    losses, gradients = step(model, list(images), targets)
    write_safetensors(gradients, f"{arguments.out}/gradients.safetensors")
    for name, array in batch(model, kept.results).items():
        numpy.save(f"{arguments.out}/{name}.npy", array)

    kept.kind = torch.float64
    exact, gradients = step(model.double(), cast(images, kept.kind), [{k: cast(v, kept.kind) for k, v in t.items()} for t in targets])
    write_safetensors(gradients, f"{arguments.out}/gradients64.safetensors")
    case.update(losses=losses, losses64=exact)
    with open(f"{arguments.out}/case.json", "w") as file:
        json.dump(case, file)
    positives = [int((labels > 0).sum()) for labels in kept.results["regions"][2]]
    print(json.dumps(dict(losses, positive_anchors=[int(p.sum()) for p in kept.results["sampled"][0]], positive_regions=positives)))


if __name__ == "__main__":
    main()
