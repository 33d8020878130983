/** Not API: native copies, parallel loops, files written as a whole. */
package org.mrcnn.engine.internal;
