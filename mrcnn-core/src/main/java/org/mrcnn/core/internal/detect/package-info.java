/** What a model finds in an image. */
package org.mrcnn.core.internal.detect;
