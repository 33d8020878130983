"""Writes the model of detect.py for ONNX Runtime and OpenVINO: mask_rcnn_SIZE.onnx, and its image as image_SIZE.f32.

Masks stay at 28 x 28, for whoever runs the model to paste. The image is float32 [3, SIZE, SIZE], little endian.
"""
import json
import os

import torch

import common


def main():
    options = common.arguments(__doc__.split("\n")[0], out={"required": True, "help": "folder to write to"})
    image, _ = common.scene(options.size)
    model = common.network(options.size)
    common.choose_threshold(model, image)
    model.transform.postprocess = lambda result, *_: result  # the size is that of the input: nothing to undo but the paste
    file = os.path.join(common.folder(options.out), f"mask_rcnn_{options.size}.onnx")
    with torch.no_grad():
        torch.onnx.export(model, ([image],), file, opset_version=16, input_names=["image"],
                          output_names=["boxes", "labels", "scores", "masks"], dynamo=False)
    image.numpy().astype("<f4").tofile(os.path.join(options.out, f"image_{options.size}.f32"))
    print(json.dumps({"name": "export", "size": options.size, "file": file, "bytes": os.path.getsize(file)}))


main()
