/** Weights of other software: opened, imported into a model, exported. */
package org.mrcnn.interop;
