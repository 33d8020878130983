"""Lists names and shapes of the tensors of networks that are not read: make_others.py SOFTWARE >> other_networks.txt, for SOFTWARE
torchvision (0.20.1), timm (1.0), detectron2 (0.6) and mmdetection (3.3), each in an environment that has it; then gzip -n -9.

A line "# software network" begins a network. DETECTRON2 is a folder of
Detectron2's sources, PEERS that of parity_mmdetection.py.
"""
import os
import sys

import torch

OUT, sys.stdout = sys.stdout, sys.stderr  # for what packages print


def write(software, network, build, *arguments, **settings):
    try:
        with torch.device("meta"):  # without memory
            model = build(*arguments, **settings)
    except (NotImplementedError, RuntimeError):  # what computes while it is built
        model = build(*arguments, **settings)
    print("#", software, network, file=OUT)
    for name, tensor in model.state_dict().items():
        print(name, "x".join(map(str, tensor.shape)), file=OUT)


def torchvision():
    from torchvision.models import detection, get_model, resnet50
    from torchvision.models.detection.backbone_utils import mobilenet_backbone, resnet_fpn_backbone
    none = {"weights": None, "weights_backbone": None}
    for name in ("fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2", "fasterrcnn_mobilenet_v3_large_fpn",
                 "keypointrcnn_resnet50_fpn", "retinanet_resnet50_fpn", "retinanet_resnet50_fpn_v2", "fcos_resnet50_fpn",
                 "ssd300_vgg16", "ssdlite320_mobilenet_v3_large"):
        write("torchvision", name, getattr(detection, name), **none)
    for name in ("resnext50_32x4d", "wide_resnet50_2", "mobilenet_v3_large", "efficientnet_b0", "convnext_tiny", "swin_t", "vit_b_16",
                 "regnet_y_400mf"):
        write("torchvision", name, get_model, name)
    for name in ("resnext50_32x4d", "wide_resnet50_2"):
        write("torchvision", "maskrcnn on " + name,
              lambda: detection.MaskRCNN(resnet_fpn_backbone(backbone_name=name, weights=None), 91))
    write("torchvision", "maskrcnn on mobilenet_v3_large",
          lambda: detection.MaskRCNN(mobilenet_backbone(backbone_name="mobilenet_v3_large", weights=None, fpn=True), 91))
    write("torchvision", "resnet_fpn_backbone", resnet_fpn_backbone, backbone_name="resnet50", weights=None)
    write("torchvision", "resnet50 with GroupNorm", resnet50, norm_layer=lambda width: torch.nn.GroupNorm(32, width))


def timm():
    import timm as library
    for name in ("resnetv2_50", "resnetv2_50d_gn", "resnext50_32x4d", "wide_resnet50_2", "seresnet50", "seresnext50_32x4d", "resnet50d",
                 "resnet50_gn", "resnet26", "ecaresnet50d", "ecaresnetlight", "gcresnet50t", "skresnet50", "resnest50d", "res2net50_26w_4s",
                 "resnetrs50", "resnet50_clip", "nf_resnet50", "regnety_004", "convnext_tiny", "vit_small_patch16_224",
                 "swin_tiny_patch4_window7_224", "efficientnet_b0", "mobilenetv3_large_100", "resnet51q", "cspresnet50"):
        write("timm", name, library.create_model, name)


def detectron2():
    from detectron2.config import get_cfg
    from detectron2.modeling import build_model
    from detectron2.projects import point_rend
    sources = os.environ["DETECTRON2"]  # a folder of its sources, which has configs and projects
    for path in ("COCO-InstanceSegmentation/mask_rcnn_X_101_32x8d_FPN_3x", "COCO-InstanceSegmentation/mask_rcnn_R_50_C4_3x",
                 "COCO-InstanceSegmentation/mask_rcnn_R_50_DC5_3x", "COCO-PanopticSegmentation/panoptic_fpn_R_50_3x",
                 "COCO-Keypoints/keypoint_rcnn_R_50_FPN_3x", "COCO-Detection/faster_rcnn_R_50_FPN_3x",
                 "COCO-Detection/faster_rcnn_R_50_C4_3x", "COCO-Detection/retinanet_R_50_FPN_3x", "COCO-Detection/rpn_R_50_FPN_1x",
                 "Misc/cascade_mask_rcnn_R_50_FPN_3x", "Misc/mask_rcnn_R_50_FPN_3x_gn",
                 "Misc/mask_rcnn_R_50_FPN_3x_syncbn", "Misc/mask_rcnn_R_50_FPN_1x_cls_agnostic", "Misc/semantic_R_50_FPN_1x",
                 "Misc/scratch_mask_rcnn_R_50_FPN_9x_gn", "InstanceSegmentation/pointrend_rcnn_R_50_FPN_3x_coco",
                 "InstanceSegmentation/implicit_pointrend_R_50_FPN_3x_coco"):
        cfg = get_cfg()
        folder = os.path.join(sources, "configs")
        if "pointrend" in path:
            point_rend.add_pointrend_config(cfg)
            folder = os.path.join(sources, "projects", "PointRend", "configs")
        cfg.merge_from_file(os.path.join(folder, path + ".yaml"))
        cfg.MODEL.DEVICE = "meta"
        write("detectron2", path.split("/")[1], build_model, cfg)


def mmdetection():
    sys.path.insert(0, os.environ["PEERS"])  # what is compiled is replaced there
    import parity_mmdetection  # noqa: F401
    import mmdet
    from mmdet.registry import MODELS
    from mmengine.config import Config
    from mmengine.registry import init_default_scope
    init_default_scope("mmdet")
    configs = os.path.join(os.path.dirname(mmdet.__file__), ".mim", "configs")
    for path in ("mask_rcnn/mask-rcnn_x101-32x4d_fpn_1x_coco", "mask_rcnn/mask-rcnn_r50-caffe-c4_1x_coco",
                 "cascade_rcnn/cascade-mask-rcnn_r50_fpn_1x_coco", "htc/htc_r50_fpn_1x_coco", "ms_rcnn/ms-rcnn_r50-caffe_fpn_1x_coco",
                 "point_rend/point-rend_r50-caffe_fpn_ms-1x_coco", "faster_rcnn/faster-rcnn_r50_fpn_1x_coco",
                 "retinanet/retinanet_r50_fpn_1x_coco", "gn/mask-rcnn_r50_fpn_gn-all_2x_coco",
                 "dcn/mask-rcnn_r50-dconv-c3-c5_fpn_1x_coco", "gcnet/mask-rcnn_r50-gcb-r4-c3-c5_fpn_1x_coco",
                 "carafe/mask-rcnn_r50_fpn-carafe_1x_coco", "swin/mask-rcnn_swin-t-p4-w7_fpn_1x_coco", "solo/solo_r50_fpn_1x_coco",
                 "yolact/yolact_r50_1xb8-55e_coco", "res2net/mask-rcnn_res2net-101_fpn_2x_coco",
                 "resnest/mask-rcnn_s50_fpn_syncbn-backbone+head_ms-1x_coco", "regnet/mask-rcnn_regnetx-3.2GF_fpn_1x_coco",
                 "hrnet/mask-rcnn_hrnetv2p-w18-1x_coco", "scnet/scnet_r50_fpn_1x_coco", "detr/detr_r50_8xb2-150e_coco",
                 "mask2former/mask2former_r50_8xb2-lsj-50e_coco", "groie/mask-rcnn_r50_fpn_groie_1x_coco",
                 "panoptic_fpn/panoptic-fpn_r50_fpn_1x_coco", "condinst/condinst_r50_fpn_ms-poly-90k_coco_instance",
                 "rtmdet/rtmdet-ins_tiny_8xb32-300e_coco", "queryinst/queryinst_r50_fpn_1x_coco"):
        try:
            settings = Config.fromfile(os.path.join(configs, path + ".py")).model
            for part in (settings, settings.get("backbone")):
                part.pop("init_cfg", None)
                part.pop("pretrained", None)
            write("mmdetection", path.split("/")[1], MODELS.build, settings)
        except Exception as e:  # what needs compiled operations or another package
            print(path, e, file=sys.stderr)


globals()[sys.argv[1]]()
