/** One optimizer step: check, clip, update. */
package org.mrcnn.engine.optimizer;
