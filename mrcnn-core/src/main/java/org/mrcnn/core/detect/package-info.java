/** What a model finds in a picture. */
package org.mrcnn.core.detect;
