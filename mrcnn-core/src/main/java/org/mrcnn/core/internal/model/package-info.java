/** The model file: configuration, class names, weights and their history in one zip. */
package org.mrcnn.core.internal.model;
