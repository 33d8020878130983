/** What others take for the same work; the Python scripts stand in mrcnn-verify/peers. */
package org.mrcnn.verify.peers;
