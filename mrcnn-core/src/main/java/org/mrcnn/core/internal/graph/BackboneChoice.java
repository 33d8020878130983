// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.core.internal.graph;

import org.mrcnn.core.backbone.Backbone;

/**
 * Checks which backbone a model has: it must be the one named in the model file, and a custom backbone must have a unique name.
 */
public final class BackboneChoice {

    private BackboneChoice() {}

    /**
     * Returns the backbone of a model file.
     *
     * @param recorded name of the backbone in the file
     * @param givenOrNull the backbone passed by the user; null for a built-in one
     * @throws IllegalArgumentException if the backbone is not built in and none was passed, or one of another name was passed
     */
    public static Backbone ofFile(String recorded, Backbone givenOrNull) {
        if (givenOrNull == null && !Backbone.names().contains(recorded)) {
            throw new IllegalArgumentException("the model is on the backbone " + recorded + ", which is not built in ("
                    + String.join(", ", Backbone.names()) + "); pass the Backbone of that name in Java:"
                    + " MaskRcnn.load(file, backbone)");
        }
        if (givenOrNull != null && !givenOrNull.name().equals(recorded)) {
            throw new IllegalArgumentException("expected the model's backbone, " + recorded + ", found "
                    + givenOrNull.name() + "; pass the Backbone that the model was made with");
        }
        return givenOrNull == null ? Backbone.named(recorded) : givenOrNull;
    }

    /**
     * Returns the name of a backbone for configuration and file.
     *
     * @throws IllegalArgumentException if it is a custom backbone with the name of a built-in one
     */
    public static String ownName(Backbone backbone) {
        String name = backbone.name();
        if (Backbone.names().contains(name) && !Backbone.named(name).equals(backbone)) {
            throw new IllegalArgumentException("backbone: expected a name of its own, found " + name
                    + ", the name of a built-in one; let Backbone.name() of "
                    + backbone.getClass().getName()
                    + " give another");
        }
        return name;
    }
}
