/** Not API: layer names as users write them. */
package org.mrcnn.core.internal;
