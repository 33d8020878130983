/*
 * Finds objects in the current image of QuPath: in each annotation, or in the whole image where there is none. They become detections
 * with class, score and measures, below the annotation; those of an earlier run are replaced.
 *
 * Set the four values below, then run it in Automate > Script editor, or "Run for project" to search many images.
 * docs/microscopy.md says what it needs.
 */
import java.awt.geom.AffineTransform
import java.nio.file.Files
import qupath.lib.io.PathIO
import qupath.lib.objects.PathObjectTools
import qupath.lib.regions.RegionRequest

String mrcnn = '/path/to/mrcnn/scripts/mrcnn'
String model = '/path/to/model.mrcnn'
double minScore = 0.5
double downsample = 1 // pixels of the image per pixel that the model is given

def server = getCurrentServer()
def folder = Files.createTempDirectory('mrcnn')
def parents = getAnnotationObjects() as List
if (parents.isEmpty()) {
    parents = [getCurrentHierarchy().getRootObject()]
}
def requests = parents.collect { parent ->
    parent.getROI() == null
        ? RegionRequest.createInstance(server, downsample)
        : RegionRequest.createInstance(server.getPath(), downsample, parent.getROI())
}
def files = requests.withIndex().collect { request, i ->
    String file = folder.resolve("region${i}.tif").toString()
    writeImageRegion(server, request, file)
    return file
}

// One call for all regions, because a call loads the model.
def command = [mrcnn, 'detect', '--model', model, '--min-score', "${minScore}".toString(), '--save', 'geojson',
               '--out', folder.resolve('found').toString()]
def calibration = server.getPixelCalibration()
if (calibration.hasPixelSizeMicrons()) {
    command += ['--pixel-size', "${calibration.getAveragedPixelSizeMicrons() * downsample}".toString()]
}
def process = new ProcessBuilder(command + files).redirectErrorStream(true).start()
process.getInputStream().eachLine { println it }
if (process.waitFor() != 0) {
    throw new RuntimeException('mrcnn ended with an error; the lines above name it')
}

parents.eachWithIndex { parent, i ->
    def roi = parent.getROI()
    def toImage = new AffineTransform(downsample, 0, 0, downsample, requests[i].getX(), requests[i].getY())
    def found = PathIO.readObjects(folder.resolve("found/geojson/region${i}.geojson").toFile())
        .collect { PathObjectTools.transformObject(it, toImage, true, true) }
        .findAll { roi == null || roi.contains(it.getROI().getCentroidX(), it.getROI().getCentroidY()) }
    parent.removeChildObjects(parent.getChildObjects().findAll { it.isDetection() })
    parent.addChildObjects(found)
    println "${found.size()} objects in ${parent}"
}
fireHierarchyUpdate()
folder.toFile().deleteDir()
