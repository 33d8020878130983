// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
/** Times of other implementations for the same work. Their Python scripts are in mrcnn-verify/peers. */
package org.mrcnn.verify.peers;
