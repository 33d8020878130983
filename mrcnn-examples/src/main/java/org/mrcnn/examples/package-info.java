/** Main classes to copy from. */
package org.mrcnn.examples;
