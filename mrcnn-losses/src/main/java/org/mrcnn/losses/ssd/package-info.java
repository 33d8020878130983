/**
 * The losses of SSD (Liu et al. 2016, SSD: Single Shot MultiBox Detector, section 2.2): of classes, with hard negative
 * mining, and of box offsets. Two named losses of one {@link org.mrcnn.losses.Objective}, whose weights are SSD's 1 and alpha.
 */
package org.mrcnn.losses.ssd;
