package org.mrcnn.data.loader;

/**
 * How far a loader has been read.
 *
 * @param epoch passes over the data that are complete
 * @param step batches handed out by this loader
 * @param items items used up since the beginning of the first epoch, skipped ones counted: where to go on
 */
public record LoaderPosition(int epoch, long step, long items) {}
