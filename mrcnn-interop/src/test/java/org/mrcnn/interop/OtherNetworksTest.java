// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mrcnn.engine.weights.WeightFileException;

/** Unsupported networks, with the tensors written by their own programs (make_others.py), are rejected by name. */
class OtherNetworksTest {

    /** The expected message by the prefix of a network's name; the first match applies. */
    private static final List<String> EXPECTED =
            """
            torchvision fasterrcnn_resnet50_fpn_v2: a Faster R-CNN of torchvision_v2, which finds no masks
            torchvision fasterrcnn_resnet50_fpn: a Faster R-CNN of torchvision, which finds no masks
            torchvision fasterrcnn_mobilenet: a backbone that is no ResNet, such as MobileNet
            torchvision keypointrcnn: a Keypoint R-CNN
            torchvision retinanet: a RetinaNet
            torchvision fcos: an FCOS
            torchvision ssd: an SSD
            torchvision resnext50_32x4d: a ResNeXt
            torchvision wide_resnet50_2: a ResNet of other widths, such as Wide ResNet
            torchvision swin_t: a transformer, such as Swin or ViT
            torchvision vit_b_16: a transformer
            torchvision regnet: a RegNet
            torchvision maskrcnn on resnext50_32x4d: a ResNeXt
            torchvision maskrcnn on wide_resnet50_2: a ResNet of other widths, such as Wide ResNet
            torchvision maskrcnn on mobilenet: a backbone that is no ResNet, such as MobileNet
            torchvision resnet_fpn_backbone: a part of a detector without the rest
            torchvision resnet50 with GroupNorm: with normalizations without statistics, such as GroupNorm
            torchvision: a network that is no ResNet
            timm resnext50_32x4d: a ResNeXt
            timm wide_resnet50_2: a ResNet of other widths, such as Wide ResNet
            timm seres: a ResNet with squeeze and excitation
            timm ecares: a ResNet with squeeze and excitation
            timm resnetrs50: a ResNet with squeeze and excitation
            timm resnet50d: a ResNet with three convolutions at its start, such as resnet50d
            timm resnest50d: a ResNet with selective kernels or split attention
            timm skresnet50: a ResNet with selective kernels or split attention
            timm resnet50_gn: with normalizations without statistics, such as GroupNorm
            timm resnet26: a ResNet with [2, 2, 2, 2] blocks
            timm res2net: a Res2Net
            timm regnety: a RegNet
            timm vit: a transformer, such as Swin or ViT
            timm swin: a transformer, such as Swin or ViT
            timm efficientnet: a network that is no ResNet
            timm mobilenet: a network that is no ResNet
            timm: a network whose stages are no ResNet's, such as ResNetV2, NFNet or ConvNeXt
            detectron2 mask_rcnn_X_101: a ResNeXt
            detectron2 mask_rcnn_R_50_C4: a network without feature pyramid (C4)
            detectron2 faster_rcnn_R_50_C4: a network without feature pyramid (C4)
            detectron2 mask_rcnn_R_50_DC5: a network of Detectron2 without feature pyramid, such as C4 or DC5
            detectron2 panoptic: a network that segments the background as well, such as Panoptic FPN
            detectron2 semantic: a network that segments the background as well, such as Panoptic FPN
            detectron2 keypoint: a Keypoint R-CNN
            detectron2 faster_rcnn_R_50_FPN: a Faster R-CNN of detectron2, which finds no masks
            detectron2 retinanet: a RetinaNet
            detectron2 rpn: a region proposal network of detectron2 without the other heads
            detectron2 cascade: a Cascade R-CNN
            detectron2 mask_rcnn_R_50_FPN_1x_cls_agnostic: a network whose boxes are the same for all of its 80 classes
            detectron2 mask_rcnn_R_50_FPN_3x: a box head with convolutions
            detectron2 scratch_mask_rcnn: a box head with convolutions
            detectron2 pointrend: a PointRend
            detectron2 implicit_pointrend: a PointRend
            mmdetection mask-rcnn_x101: a ResNeXt
            mmdetection mask-rcnn_r50-caffe-c4: a network without feature pyramid (C4)
            mmdetection ms-rcnn: a Mask Scoring R-CNN
            mmdetection point-rend: a PointRend
            mmdetection faster-rcnn: a Faster R-CNN of mmdetection, which finds no masks
            mmdetection retinanet: a RetinaNet
            mmdetection mask-rcnn_r50_fpn_gn-all: a box head with convolutions
            mmdetection mask-rcnn_s50: a box head with convolutions
            mmdetection mask-rcnn_r50-dconv: a network with deformable convolutions
            mmdetection mask-rcnn_r50-gcb: a ResNet with attention in its blocks, such as GCNet
            mmdetection mask-rcnn_r50_fpn-carafe: another feature pyramid, such as CARAFE or PAFPN
            mmdetection mask-rcnn_r50_fpn_groie: a network whose RoI extractors have weights, such as GRoIE
            mmdetection mask-rcnn_swin: a transformer, such as Swin or ViT
            mmdetection mask-rcnn_res2net: a Res2Net
            mmdetection mask-rcnn_regnetx: a ResNet with [2, 6, 15, 2] blocks
            mmdetection mask-rcnn_hrnet: a backbone that is no ResNet, such as HRNet
            mmdetection panoptic: a network that segments the background as well, such as Panoptic FPN
            mmdetection detr: a transformer, such as DETR
            mmdetection mask2former: a transformer, such as DETR
            mmdetection solo: a network of MMDetection or MMSegmentation that is no Mask R-CNN
            mmdetection yolact: a detector of MMDetection that is no Mask R-CNN
            mmdetection condinst: a detector of MMDetection that is no Mask R-CNN
            mmdetection rtmdet: a detector of MMDetection that is no Mask R-CNN
            mmdetection: a Cascade R-CNN or one of its kind
            """
                    .lines()
                    .toList();

    @TempDir
    private Path folder;

    private static String expected(String network) {
        String line = EXPECTED.stream()
                .filter(one -> network.startsWith(one.substring(0, one.indexOf(": "))))
                .findFirst()
                .orElseThrow();
        return line.substring(line.indexOf(": ") + 2);
    }

    @Test
    void everyNetworkIsNamed() throws IOException {
        Map<String, Map<String, long[]>> networks = ListedTensors.networks();
        assertThat(networks).hasSizeGreaterThan(80);
        for (Map.Entry<String, Map<String, long[]>> network : networks.entrySet()) {
            Path file = ListedTensors.writeZeros(folder.resolve("model.pth"), network.getValue());
            assertThatThrownBy(() -> WeightFiles.open(file))
                    .as(network.getKey())
                    .isInstanceOf(WeightFileException.class)
                    .hasMessageContaining("ResNet")
                    .hasMessageContaining(expected(network.getKey()));
            Files.delete(file);
        }
    }
}
