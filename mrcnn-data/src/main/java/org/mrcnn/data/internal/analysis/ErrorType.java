// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

/**
 * Types of errors according to Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors", ECCV 2020. A
 * wrong detection has the first type, in the order here, that applies; "near" means an overlap from 0.1 up to the threshold of
 * a correct detection.
 */
public enum ErrorType {
    /** Near an object of its category. */
    LOCALIZATION("Loc", "right class, box or mask not good enough"),
    /** Overlaps an object of another category sufficiently. */
    CLASSIFICATION("Cls", "good place, wrong class"),
    /** Overlaps an object of its category sufficiently, but a better detection has taken it. */
    DUPLICATE("Dupe", "object found before with a higher score"),
    /** Not near any object. */
    BACKGROUND("Bkg", "nothing there"),
    /** Near an object of another category. */
    BOTH("Both", "place not good enough and wrong class"),
    /** An object that no detection takes, and that no localization or classification error could take. */
    MISSED("Miss", "object not found at all");

    private final String shortName;
    private final String meaning;

    ErrorType(String shortName, String meaning) {
        this.shortName = shortName;
        this.meaning = meaning;
    }

    /** Returns the name in the figures of the paper. */
    public String shortName() {
        return shortName;
    }

    /** Returns a short description. */
    public String meaning() {
        return meaning;
    }
}
