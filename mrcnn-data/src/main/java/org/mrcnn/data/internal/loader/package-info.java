/** Batches for training, made on threads in an order that depends on the seed alone. */
package org.mrcnn.data.internal.loader;
