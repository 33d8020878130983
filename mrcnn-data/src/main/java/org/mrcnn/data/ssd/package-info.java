// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Default boxes of SSD detectors: training targets, and objects from the outputs of the network. */
package org.mrcnn.data.ssd;
