"""Times torchvision's training step of one image: losses, gradients of every layer, SGD with momentum; no loading."""
import torch
from torchvision.ops import masks_to_boxes

import common

REGIONS = 200  # a quarter of them positive, as with ours
LEARNING_RATE = 1e-4


def target(masks):
    boxes = masks_to_boxes(masks)
    boxes[:, 2:] += 1  # from pixels to edges
    labels = torch.randint(1, common.CLASSES, (len(masks),))
    return {"boxes": boxes, "labels": labels, "masks": masks.to(torch.uint8)}


def main():
    options = common.arguments(__doc__, variant={"choices": common.VARIANTS, "default": "eager"})
    image, masks = common.scene(options.size)
    model = common.network(options.size, box_batch_size_per_image=REGIONS).train()
    if options.variant != "eager":
        common.channels_last(model)
    wanted = [target(masks)]
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=0.9, weight_decay=1e-4)
    counts = {}
    model.roi_heads.box_predictor.register_forward_hook(lambda _, __, out: counts.update(regions=len(out[0])))
    model.roi_heads.mask_predictor.register_forward_hook(lambda _, __, out: counts.update(positive=len(out)))

    def step():
        with torch.autocast("cpu", torch.bfloat16, enabled=options.variant == "bf16"):
            loss = sum(model([image], wanted).values())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    timing = common.timed(step, options.runs, options.warm)
    common.require("regions", REGIONS, counts["regions"])
    common.require("positive regions", REGIONS // 4, counts["positive"])
    common.report("torchvision_train", options, timing, positive_regions=counts["positive"], version=torch.__version__)


main()
