// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.analysis;

/**
 * Kinds of errors after Bolya et al., "TIDE: A General Toolbox for Identifying Object Detection Errors", ECCV 2020. A
 * wrong detection has the first of these in the order here that fits; "near" is an overlap from 0.1 up to the
 * threshold from which on a detection is right.
 */
public enum ErrorType {
    /** Near an object of its category. */
    LOCALIZATION("Loc", "right class, box or mask not good enough"),
    /** Overlaps an object of another category enough. */
    CLASSIFICATION("Cls", "good place, wrong class"),
    /** Overlaps an object of its category enough that a better detection has taken. */
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

    /** The name in the paper's figures. */
    public String shortName() {
        return shortName;
    }

    /** In a few words. */
    public String meaning() {
        return meaning;
    }
}
