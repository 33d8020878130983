/** The base of ops whose result is one number, for losses and metrics written as plain Java. */
package org.mrcnn.losses.op;
