// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Default boxes of SSD detectors: what a network is trained for and how its output becomes objects. */
package org.mrcnn.data.ssd;
