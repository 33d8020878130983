// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.mrcnn.core.config.TrainConfig;
import org.mrcnn.core.internal.train.Machine;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.transform.Transform;
import org.mrcnn.losses.ObjectiveBuilder;

/**
 * The settings that a {@link Training} passes to its session.
 *
 * @param train the configuration of the run
 * @param badData what happens to an image that cannot be used
 * @param transforms custom transforms, applied after the configured augmentations
 * @param objective changes the network's losses
 * @param resume checkpoint to resume from; null for none
 * @param brokenStep file for a step that is not finite; null for none
 * @param validates whether the run has validations
 * @param machine this machine
 */
record RunSettings(
        TrainConfig train,
        BadDataPolicy badData,
        List<Transform> transforms,
        Consumer<ObjectiveBuilder> objective,
        Path resume,
        Path brokenStep,
        boolean validates,
        Machine machine) {}
