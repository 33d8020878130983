/** What a model file says of its weights, and the error for a file that is not one. */
package org.mrcnn.core.model;
