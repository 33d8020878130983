/** From configuration to the settings of the data module. */
package org.mrcnn.core.internal.data;
