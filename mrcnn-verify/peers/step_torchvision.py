"""Writes a training step of a torchvision Mask R-CNN with seeded weights: batch, samples, losses and gradients.

    step_torchvision.py --version resnet18|fpn|v2 --size 160 --out DIR
    step_torchvision.py ... --decided

DIR gets model.safetensors, case.json (how it was made, and the losses), the batch of two images as the network reads it, the anchors
and regions that were sampled, gradients.safetensors, and gradients64.safetensors of the same step in 64-bit arithmetic; gradients
have the names of the weights, NaN where a tensor is not trained. Normalizations keep their statistics. `scripts/parity-torchvision
--step` compares them with this project's.

Rounding decides a ReLU whose input is next to zero, and one of them changes a gradient by more than all other rounding. So --decided,
after this project has made the step too, makes it again with this project's decisions, from the folder decisions: decided.safetensors
and decided64.safetensors. Where a decision is another one than that of the values in 64 bits, the value must be next to zero, no more
than three times as far as where torchvision itself decides otherwise in 32 bits.

With --apart biases keep activations that far from zero that rounding decides none.
"""
import argparse
import json
import os

import numpy
import torch
import torch.nn.functional as F
from parity_case import scene
from parity_torchvision import calibrate, facts, network, tensor, write_safetensors
from torchvision.ops.misc import FrozenBatchNorm2d

APART = 5  # standard deviations of activations from 0
NEXT_TO_ZERO = 1e-5  # share of the root mean square of a layer

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


class Decisions:
    """What ReLUs let through, and which value the pooling takes, in the order of their calls.

    of: the folder of this project's decisions, or a list of torchvision's, which counts how many the values decide otherwise, and
    how far from zero the farthest of these is, as a share of the root mean square of its layer. rows: see box_head_rows.
    """

    def __init__(self, of=None, imposed=False, rows=()):
        self.of, self.imposed, self.rows = of, imposed, rows
        self.made, self.flipped, self.farthest = [], 0, 0.0
        self.usual = F.relu, F.max_pool2d

    def __enter__(self):
        F.relu, F.max_pool2d = self.relu, self.pool
        return self

    def __exit__(self, *_):
        F.relu, F.max_pool2d = self.usual

    def relu(self, values, inplace=False):
        passes = values > 0
        if self.of is not None:
            others = self.of[len(self.made)] if isinstance(self.of, list) else self.read(values)
            self.count(values.detach(), passes != others)
            passes = others if self.imposed else passes
        self.made.append(passes)
        return values * passes

    def count(self, values, differ):
        self.flipped += int(differ.sum())
        if differ.any():
            self.farthest = max(self.farthest, float(values[differ].abs().max() / values.square().mean().sqrt()))

    def read(self, values):
        passes = numpy.fromfile(f"{self.of}/{len(self.made)}.u8", numpy.uint8).reshape(-1, values[0].numel())
        own = passes[self.rows] if len(values) == len(self.rows) else passes[:len(values)]  # positives are padded at the end
        if len(own) < len(values):
            raise SystemExit(f"ReLU {len(self.made)}: expected decisions of {len(values)}, found {len(own)}")
        return channels_first(own.reshape(-1), values) > 0

    def pool(self, values, kernel_size, *window, **settings):
        if not self.imposed or kernel_size == 1:
            return self.usual[1](values, kernel_size, *window, **settings)
        own = channels_first(numpy.fromfile(f"{self.of}/pooled.f32", numpy.float32), values)
        at = self.usual[1](own, kernel_size, *window, **settings | {"return_indices": True})[1]
        return values.flatten(2).gather(2, at.flatten(2)).reshape(at.shape)


def channels_first(array, like):
    if like.dim() == 2:
        return torch.from_numpy(array.reshape(like.shape))
    n, channels, height, width = like.shape
    return torch.from_numpy(array.reshape(n, height, width, channels).transpose(0, 3, 1, 2).copy())


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
    parser.add_argument("--residual", type=float, default=1, help="as in parity_torchvision.py (1)")
    parser.add_argument("--apart", action="store_true", help="see above")
    parser.add_argument("--decided", action="store_true", help="see above")
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
        calibrate(model, images[0], arguments.residual)
        if arguments.apart:
            decide(model, images[0])
        model.roi_heads.mask_predictor.mask_fcn_logits.weight.mul_(0.1)  # logits of a few units, as of a trained model
        if not arguments.decided:
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
    with Decisions() as plain:
        losses, gradients = step(model, list(images), targets)
    if arguments.decided:
        decided(model, images, targets, kept, arguments.out)
        return
    write_safetensors(gradients, f"{arguments.out}/gradients.safetensors")
    for name, array in batch(model, kept.results).items():
        numpy.save(f"{arguments.out}/{name}.npy", array)
    with Decisions(plain.made) as decisions:
        exact, gradients = step64(model, images, targets, kept)
    write_safetensors(gradients, f"{arguments.out}/gradients64.safetensors")
    case.update(losses=losses, losses64=exact, farthest=decisions.farthest)
    with open(f"{arguments.out}/case.json", "w") as file:
        json.dump(case, file)
    positives = [int((labels > 0).sum()) for labels in kept.results["regions"][2]]
    print(json.dumps(dict(losses, positive_anchors=[int(p.sum()) for p in kept.results["sampled"][0]], positive_regions=positives)))
    print(f"{decisions.flipped} ReLUs decided otherwise in 64 bits, farthest from zero {decisions.farthest:.1e}")


def step64(model, images, targets, kept):
    kept.kind = torch.float64
    return step(model.double(), cast(images, kept.kind), [{k: cast(v, kept.kind) for k, v in t.items()} for t in targets])


def box_head_rows(labels):
    """Rows of this project's box head of torchvision's regions: those of an image are padded, positive ones first."""
    each = max(map(len, labels))
    return numpy.concatenate([i * each + numpy.argsort(numpy.argsort(own == 0, kind="stable")) for i, own in enumerate(labels)])


def decided(model, images, targets, kept, folder):
    """The same step with this project's decisions, in both precisions."""
    kept.kind = torch.float32
    rows = box_head_rows([labels.numpy() for labels in kept.results["regions"][2]])
    with Decisions(f"{folder}/decisions", True, rows):
        _, gradients = step(model, list(images), targets)
    write_safetensors(gradients, f"{folder}/decided.safetensors")
    with Decisions(f"{folder}/decisions", True, rows) as ours:
        _, gradients = step64(model, images, targets, kept)
    write_safetensors(gradients, f"{folder}/decided64.safetensors")
    with open(f"{folder}/case.json") as file:
        theirs = json.load(file)["farthest"]
    print(f"{ours.flipped} ReLUs decided otherwise here, farthest from zero {ours.farthest:.1e}")
    if ours.farthest > max(NEXT_TO_ZERO, 3 * theirs):
        raise SystemExit(f"expected decisions otherwise only next to zero, torchvision's are within {theirs:.1e}")


if __name__ == "__main__":
    main()
