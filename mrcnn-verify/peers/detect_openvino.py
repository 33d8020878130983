"""Times OpenVINO on the model of export_onnx.py; masks are not pasted."""
import os

import numpy
import openvino

import common


def main():
    options = common.arguments(
        __doc__, models={"required": True, "help": "folder of export_onnx.py"},
        precision={"choices": ("f32", "bf16"), "default": "f32"})
    core = openvino.Core()
    model = core.compile_model(os.path.join(options.models, f"mask_rcnn_{options.size}.onnx"), "CPU", {
        "INFERENCE_PRECISION_HINT": options.precision, "INFERENCE_NUM_THREADS": options.threads,
        "PERFORMANCE_HINT": "LATENCY"})
    image = numpy.fromfile(os.path.join(options.models, f"image_{options.size}.f32"), dtype="<f4")
    image = image.reshape(3, options.size, options.size)
    request = model.create_infer_request()
    counts = {}
    timing = common.timed(
        lambda: counts.update(found=request.infer({0: image})[model.output(0)].shape[0]), options.runs, options.warm)
    common.require("detections", common.DETECTIONS, counts["found"])
    name = "openvino_infer" if options.precision == "f32" else "openvino_infer_bf16"
    common.report(name, options, timing, detections=counts["found"], version=openvino.__version__)


main()
