/** Not API: choices that must not depend on threads or order. */
package org.mrcnn.data.internal;
