// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** What others take for the same work; the Python scripts stand in mrcnn-verify/peers. */
package org.mrcnn.verify.peers;
