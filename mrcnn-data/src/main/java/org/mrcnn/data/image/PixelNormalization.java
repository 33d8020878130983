package org.mrcnn.data.image;

/**
 * Turns 8 bit samples into network input: (sample - mean of its channel) * scale. Padding is normalised too, as in
 * Matterport.
 *
 * @param mean float[channels] in 0..255, subtracted first
 * @param scale factor afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out
public record PixelNormalization(float[] mean, float scale) {

    /** Copies the mean and checks. */
    public PixelNormalization {
        mean = mean.clone();
        if (mean.length == 0 || !(scale > 0)) {
            throw new IllegalArgumentException(
                    "Pixel normalisation needs a mean for each channel and a positive scale, found " + mean.length
                            + " means and scale " + scale);
        }
    }

    /** Matterport's: RGB mean 123.7, 116.8, 103.9, no scaling. */
    public static PixelNormalization matterport() {
        return new PixelNormalization(new float[] {123.7f, 116.8f, 103.9f}, 1);
    }

    @Override
    public float[] mean() {
        return mean.clone();
    }

    /** The picture as float[height * width * channels], HWC. */
    public float[] apply(Image image) {
        int channels = image.channels();
        if (channels != mean.length) {
            throw new IllegalArgumentException(
                    "Pixel normalisation has " + mean.length + " means, the image has " + channels + " channels");
        }
        float[][] table = new float[channels][256];
        for (int c = 0; c < channels; c++) {
            for (int v = 0; v < 256; v++) {
                table[c][v] = (float) (((double) v - mean[c]) * scale);
            }
        }
        byte[] pixels = image.pixels();
        float[] result = new float[pixels.length];
        for (int i = 0; i < pixels.length; ) {
            for (int c = 0; c < channels; c++, i++) {
                result[i] = table[c][pixels[i] & 0xff];
            }
        }
        return result;
    }
}
