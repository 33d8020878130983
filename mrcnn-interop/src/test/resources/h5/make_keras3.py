"""Makes NAME.weights.h5 and NAME.keras: KERAS_BACKEND=jax python make_keras3.py NAME

Keras 3.15.1 made the files keras3 beside it, Keras 3.0.5 keras3_old, which has no names beside the weights. Every array holds i * 0.5 + length of its name here, such as
conv1/kernel, i counting in row-major order; a layer in a TimeDistributed has the name of that, as in Matterport's code.
"""
import sys

import keras
import numpy as np
from keras import layers


@keras.saving.register_keras_serializable("mask_rcnn")
class BatchNorm(layers.BatchNormalization):
    """Matterport's class of this name."""


def head():
    features = layers.Input((None, None, 4), name="input_rpn_feature_map")
    shared = layers.Conv2D(6, 3, padding="same", activation="relu", name="rpn_conv_shared")(features)
    classes = layers.Conv2D(2, 1, name="rpn_class_raw")(shared)
    boxes = layers.Conv2D(4, 1, name="rpn_bbox_pred")(shared)
    return keras.Model(features, [classes, boxes], name="rpn_model")


def network():
    image = layers.Input((None, None, 3), name="input_image")
    rois = layers.Input((None, 2, 2, 4), name="rois")
    x = layers.Conv2D(4, 3, name="conv1")(image)
    x = BatchNorm(name="bn_conv1")(x)
    x = layers.Conv2D(4, 1, use_bias=False, name="conv2_block1_1_conv")(x)
    x = layers.BatchNormalization(name="conv2_block1_1_bn")(x)
    outputs = head()(layers.Dropout(0.5)(x))
    y = layers.TimeDistributed(layers.Conv2D(5, 2, padding="same"), name="mrcnn_class_conv1")(rois)
    y = layers.TimeDistributed(BatchNorm(), name="mrcnn_class_bn1")(y)
    y = layers.TimeDistributed(layers.Conv2DTranspose(3, 2, strides=2), name="mrcnn_mask_deconv")(y)
    logits = layers.TimeDistributed(layers.Dense(2), name="mrcnn_class_logits")(y)
    return keras.Model([image, rois], [*outputs, logits], name="mask_rcnn")


def fill(layer, name):
    kinds = ("gamma", "beta", "moving_mean", "moving_variance") if len(layer.weights) == 4 else ("kernel", "bias")
    for kind, weight in zip(kinds, layer.weights):
        size = int(np.prod(weight.shape))
        weight.assign((np.arange(size) * 0.5 + len(f"{name}/{kind}")).astype("float32").reshape(weight.shape))


def fill_all(model):
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            fill_all(layer)
        else:
            fill(layer, layer.name)


def main():
    name = sys.argv[1]
    model = network()
    fill_all(model)
    model.compile("sgd", loss="mse")
    model.save_weights(f"{name}.weights.h5")
    model.save(f"{name}.keras")
    print(keras.__version__)


main()
