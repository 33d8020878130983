// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.internal.loader;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mrcnn.data.dataset.BadDataException;
import org.mrcnn.data.dataset.BadDataPolicy;
import org.mrcnn.data.dataset.DataFinding;
import org.mrcnn.data.dataset.DataProblem;
import org.mrcnn.data.dataset.Dataset;
import org.mrcnn.data.image.ImageException;
import org.mrcnn.data.image.Images;
import org.mrcnn.data.image.PixelFormat;
import org.mrcnn.data.internal.image.Resize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether images can become network input, as far as their headers show: samples and sides. Done before a run, so that
 * the run does not stop in the middle.
 *
 * @param resize resizing to the network size
 * @param format pixel format
 * @param policy what to do with images that cannot be used
 */
public record InputCheck(Resize resize, PixelFormat format, BadDataPolicy policy) {

    private static final Logger LOG = LoggerFactory.getLogger(InputCheck.class);

    /** Number of images whose pixels are checked. */
    private static final int LOOKED_AT = 8;

    /** Maximum number of images that are named when they are left out. */
    private static final int NAMED = 20;

    /**
     * Returns the images of a data set that can be used, as far as that is known.
     *
     * @throws BadDataException if an image cannot be used and the policy is to fail, or if no image can be used; the message
     *     names the first one
     */
    public Dataset usable(Dataset data) {
        BadDataException[] faults = new BadDataException[data.size()];
        IntStream.range(0, faults.length)
                .parallel()
                .forEach(i -> faults[i] = fault(data, i).orElse(null));
        warnOfDark(data, faults);
        int[] good =
                IntStream.range(0, faults.length).filter(i -> faults[i] == null).toArray();
        if (good.length == faults.length) {
            return data;
        }
        BadDataException first =
                Arrays.stream(faults).filter(fault -> fault != null).findFirst().orElseThrow();
        if (policy == BadDataPolicy.FAIL || good.length == 0) {
            throw first;
        }
        LOG.warn("Left out of the run: {} of {} images", faults.length - good.length, faults.length);
        Arrays.stream(faults)
                .filter(fault -> fault != null)
                .limit(NAMED)
                .forEach(fault -> LOG.warn("Left out: {}", fault.getMessage()));
        return data.subset(good);
    }

    /** Checks the pixels of a few evenly spaced images. */
    private void warnOfDark(Dataset data, BadDataException[] faults) {
        for (int i = 0; i < faults.length; i += Math.max(1, faults.length / LOOKED_AT)) {
            Path file = data.imageFile(i);
            Optional<String> advice = file != null && faults[i] == null ? advice(file) : Optional.empty();
            if (advice.isPresent()) {
                LOG.warn(advice.get());
                return;
            }
        }
    }

    private Optional<String> advice(Path file) {
        try {
            return Images.advice(file, format);
        } catch (ImageException e) {
            LOG.debug("Left to the loader", e);
            return Optional.empty();
        }
    }

    /**
     * Returns why an image cannot be used, if so. A file without a readable header is left to the loader, which names it when
     * it is loaded.
     */
    private Optional<BadDataException> fault(Dataset data, int index) {
        Path file = data.imageFile(index);
        if (file == null) {
            return Optional.empty();
        }
        String name = data.imageName(index);
        long id = data.imageId(index);
        try {
            Images.Size size = Images.size(file);
            resize.geometry(size.height(), size.width(), new SplittableRandom(0));
            Images.check(file, format);
        } catch (IllegalArgumentException e) {
            return Optional.of(unfit(name, id, e));
        } catch (ImageException e) {
            return e.problem() == ImageException.Problem.UNFIT
                    ? Optional.of(fault(DataProblem.UNFIT_SAMPLES, name, id, "an image as configured", e))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /** Creates the exception for an image that cannot be resized. */
    static BadDataException unfit(String name, long id, IllegalArgumentException e) {
        return fault(DataProblem.UNFIT_FOR_RESIZE, name, id, "an image that image.mode can take", e);
    }

    /** Creates the exception for an image whose number of channels differs from that of the network. */
    static BadDataException unfit(String name, long id, int expected, int found) {
        DataFinding finding = new DataFinding(
                DataProblem.UNFIT_SAMPLES,
                name,
                Long.toString(id),
                null,
                expected + " channels, as the network has",
                String.valueOf(found));
        return new BadDataException(finding, null);
    }

    /** Creates the exception for an object whose class id has no label. */
    static BadDataException unknownClass(String name, long id, int classes, int found) {
        DataFinding finding = new DataFinding(
                DataProblem.UNKNOWN_CATEGORY,
                name,
                Long.toString(id),
                null,
                "class ids of 1 to " + (classes - 1) + ", or their negatives for crowds",
                String.valueOf(found));
        return new BadDataException(finding, null);
    }

    private static BadDataException fault(
            DataProblem problem, String name, long id, String expected, RuntimeException e) {
        return new BadDataException(
                new DataFinding(problem, name, Long.toString(id), null, expected, e.getMessage()), e);
    }
}
