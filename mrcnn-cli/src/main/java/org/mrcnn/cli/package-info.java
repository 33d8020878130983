/** Example programs and the command line. */
package org.mrcnn.cli;
