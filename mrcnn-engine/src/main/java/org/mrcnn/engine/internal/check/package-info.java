/** Not API: gradients held against central differences, for tests. */
package org.mrcnn.engine.internal.check;
