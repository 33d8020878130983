"""Times torchvision's detection in one image: resize, network, both suppressions, masks pasted to the image's size."""
import torch

import common


def main():
    options = common.arguments(__doc__, variant={"choices": common.VARIANTS, "default": "eager"})
    image, _ = common.scene(options.size)
    model = common.network(options.size)
    common.choose_threshold(model, image)
    if options.variant != "eager":
        common.channels_last(model)
    counts = {}
    model.roi_heads.box_predictor.register_forward_hook(lambda _, __, out: counts.update(proposals=len(out[0])))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=options.variant == "bf16"):
        timing = common.timed(lambda: counts.update(found=len(model([image])[0]["boxes"])), options.runs, options.warm)
    common.require("proposals", common.PROPOSALS, counts["proposals"])
    common.require("detections", common.DETECTIONS, counts["found"])
    common.report("torchvision_infer", options, timing, detections=counts["found"], version=torch.__version__)


main()
