// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.names;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mrcnn.engine.weights.WeightFileException;

/** Names unsupported networks that look like supported ones, by tensors that only they have. */
public final class OtherNetworks {

    /** The supported networks, for messages. */
    static final String READ =
            "a Mask R-CNN with ResNet and feature pyramid of torchvision, Detectron2 or MMDetection, or a"
                    + " ResNet of torchvision or timm";

    /** Maximum number of names that are examined. The largest networks have a few thousand. */
    private static final int MAX_NAMES = 20_000;

    /** A pattern that identifies a network. It matches the end or the middle of a tensor's name, starting at a level. */
    private record Sign(Pattern name, String network) {
        Sign(String name, String network) {
            this(Pattern.compile("(?:^|\\.)" + name), network);
        }
    }

    /** Heads come first, because several of these networks share a backbone. */
    private static final List<Sign> SIGNS = List.of(
            new Sign("keypoint_(?:heads?|predictor)\\.", "a Keypoint R-CNN"),
            new Sign("densepose_(?:head|predictor)\\.", "a DensePose R-CNN"),
            new Sign(
                    "roi_heads?\\.b?box_(?:head|predictor)\\.\\d\\.(?:fc|shared_fcs|cls_score|bbox_pred)",
                    "a Cascade R-CNN or one of its kind, such as HTC"),
            new Sign("roi_head\\.bbox_head\\.\\d\\.", "a Cascade R-CNN or one of its kind, such as HTC"),
            new Sign("roi_heads?\\.(?:mask_iou|maskiou)_head\\.", "a Mask Scoring R-CNN"),
            new Sign("(?:point|coarse|mask_point|mask_coarse)_head\\.", "a PointRend"),
            new Sign(
                    "sem(?:_seg|antic)_head\\.",
                    "a network that segments the background as well, such as Panoptic FPN"),
            new Sign("roi_heads?\\.(?:shared_head|res5)\\.", "a network without feature pyramid (C4)"),
            new Sign("backbone\\.res[2-5]\\.", "a network of Detectron2 without feature pyramid, such as C4 or DC5"),
            new Sign("roi_heads\\.box_head\\.conv\\d\\.", "a box head with convolutions"),
            new Sign("roi_head\\.bbox_head\\.shared_convs\\.", "a box head with convolutions"),
            new Sign("fpn_(?:lateral|output)\\d\\.norm\\.", "a feature pyramid with normalizations"),
            new Sign("neck\\.(?:lateral|fpn)_convs\\.\\d\\.(?:bn|gn)\\.", "a feature pyramid with normalizations"),
            new Sign("neck\\.(?:upsample_modules|pafpn_convs)\\.", "another feature pyramid, such as CARAFE or PAFPN"),
            new Sign("roi_head\\.\\w+_roi_extractor\\.", "a network whose RoI extractors have weights, such as GRoIE"),
            new Sign("(?:layer\\d\\.\\d+\\.)?gn\\d\\.", "a backbone with GroupNorm"),
            new Sign("conv\\d(?:_offset|\\.conv_offset)\\.", "a network with deformable convolutions"),
            new Sign("classification_head\\.module_list\\.", "an SSD"),
            new Sign("regression_head\\.bbox_ctrness\\.", "an FCOS"),
            new Sign("(?:classification_head|cls_subnet|retina_cls)\\.", "a RetinaNet"),
            new Sign(
                    "(?:transformer|encoder|decoder)\\.layers\\.(?:encoder_layer_)?\\d+\\.",
                    "a transformer, such as DETR"),
            new Sign("transformer\\.(?:encoder|decoder)\\.", "a transformer, such as DETR"),
            new Sign(
                    "(?<!roi_head\\.)bbox_head\\.fc_(?:cls|reg)\\.",
                    "a model of MMDetection 1, whose classes have another order"),
            new Sign("(?<!roi_head\\.)bbox_head\\.", "a detector of MMDetection that is no Mask R-CNN"),
            new Sign("(?:attn|attention)\\.(?:qkv|w_msa)\\.", "a transformer, such as Swin or ViT"),
            new Sign("layer\\d\\.\\d+\\.se\\.", "a ResNet with squeeze and excitation"),
            new Sign("layer\\d\\.\\d+\\.convs\\.\\d", "a Res2Net"),
            new Sign(
                    "layer\\d\\.\\d+\\.conv\\d\\.(?:paths|conv|attn|fc\\d)\\.",
                    "a ResNet with selective kernels or split attention, such as SKNet or ResNeSt"),
            new Sign(
                    "layer\\d\\.\\d+\\.(?:context_block|gen_attention_block|nonlocal_block)\\w*\\.",
                    "a ResNet with attention in its blocks, such as GCNet"),
            new Sign("(?:trunk_output|s\\d\\.b\\d+\\.conv\\d)\\.", "a RegNet"),
            new Sign("stage\\d\\.\\d+\\.(?:branches|fuse_layers)\\.", "a backbone that is no ResNet, such as HRNet"),
            new Sign(
                    "stages\\.\\d+\\.(?:blocks\\.)?\\d+\\.(?:conv1|norm1|conv1_1x1|gamma)\\b",
                    "a network whose stages are no ResNet's, such as ResNetV2, NFNet or ConvNeXt"),
            new Sign(
                    "(?:conv1|stem)\\.\\d+\\.weight$",
                    "a ResNet with three convolutions at its start, such as resnet50d or V1d"),
            new Sign("backbone\\.(?:body|features)\\.\\d+\\.", "a backbone that is no ResNet, such as MobileNet"),
            new Sign("features\\.\\d+\\.", "a network that is no ResNet, such as MobileNet, EfficientNet or VGG"),
            new Sign("(?:depthwise_conv|dwconv|conv_dw)\\.", "a network that is no ResNet, such as ConvNeXt"),
            new Sign("model\\.\\d+\\.(?:conv|cv1)\\.", "a YOLO"),
            new Sign(
                    "res\\d_\\d+_branch\\w+_w$",
                    "a network with names of Caffe2, such as Detectron2's ImageNet backbones"),
            new Sign("(?<!.)res2\\.0\\.conv1\\.weight$", "a backbone of Detectron2 alone"));

    /** Heads of networks of which only the backbone, a ResNet, is supported. */
    private static final List<Sign> HEADS = List.of(
            new Sign(
                    "(?:mask|decode|rpn|query|seg)_head\\.",
                    "a network of MMDetection or MMSegmentation that is no Mask R-CNN"),
            new Sign(
                    "(?<!\\d\\.)conv[23]\\.weight$",
                    "a ResNet with three convolutions at its start, such as that of CLIP"),
            new Sign(
                    "(?:fpn|neck|rpn|roi_heads?|proposal_generator)\\.",
                    "a part of a detector without the rest (save the state_dict of the whole model)"));

    private OtherNetworks() {}

    /**
     * Rejects these networks by name.
     *
     * @param prefix prefix of the names of the network; tensors with other prefixes are ignored
     */
    static void refuse(String file, String prefix, Set<String> names) {
        refuse(file, prefix, names, SIGNS);
    }

    /** Rejects a ResNet that is part of another network. */
    static void refuseHeads(String file, Set<String> names) {
        refuse(file, "", names, SIGNS);
        refuse(file, "", names, HEADS);
    }

    private static void refuse(String file, String prefix, Set<String> names, List<Sign> signs) {
        for (Sign sign : signs) {
            Optional<String> found = names.stream()
                    .limit(MAX_NAMES)
                    .filter(name -> name.startsWith(prefix))
                    .filter(name ->
                            sign.name().matcher(name.substring(prefix.length())).find())
                    .findFirst();
            if (found.isPresent()) {
                throw refused(file, sign.network() + ", by the tensor " + found.get());
            }
        }
    }

    /** Creates the exception for a file of an unsupported network. */
    public static WeightFileException refused(String file, String found) {
        return new WeightFileException(file + ": expected " + READ + ", found " + found);
    }
}
