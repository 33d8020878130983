/**
 * Settings of a Mask R-CNN: one record a component, checked when made, read from and written to YAML.
 *
 * <p>A component receives its own record, never the whole tree. Defaults are those of Matterport's {@code Config};
 * each setting's Javadoc names its counterpart there.
 */
package org.mrcnn.core.config;
