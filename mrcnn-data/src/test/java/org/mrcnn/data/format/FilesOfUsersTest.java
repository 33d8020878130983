// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mrcnn.data.mask.Rle;

/**
 * Annotation files as tools and people write them: each either opens with the correct objects and notes the assumptions, or is
 * rejected; the message names it.
 */
class FilesOfUsersTest extends AnnotationCases {

    static Stream<Case> filesOfCoco() {
        String one = object(1, 1, A);
        return Stream.of(
                coco("cat | 200 | FOUND_BY_NAME", "images/a.png", json("@/images/a.png", one)),
                coco("cat | 200 | FOUND_BY_NAME", "images/a.png", json("/data/local-files/?d=images/a.png", one)),
                coco(
                        "cat | 200 | FOUND_BY_NAME",
                        "images/a.png",
                        json("..\\\\..\\\\media\\\\upload\\\\4\\\\a.png", one)),
                coco("cat | 200 | FOUND_BY_NAME", "images/a.png", json("C:\\\\Users\\\\me\\\\a.png", one)),
                coco("cat | 200 | FOUND_BY_NAME", "images/a.png", json("https://s3.example.org/b/a.png?sig=1", one)),
                coco("cat | 200 | FOUND_BY_NAME", "images/a.png", json("images/a.png", one)),
                coco("cat | 200 | FOUND_BY_NAME", "images/d\u00e9.png", json("de\u0301.png", one)),
                coco("cat | 200 | FOUND_BY_NAME", "images/A.png", json("a.PNG", one)),
                coco(
                        "! BAD_FILE_NAME | /etc/passwd | no file of its bare name",
                        "images/a.png",
                        json("/etc/passwd", one)),
                coco(
                        "cat | 200 200 |",
                        "a.png",
                        json("a.png", object(1, 1, A.substring(1, A.length() - 1)), object(2, 1, B))),
                coco("cat | 10 |", "a.png", json("a.png", object(1, 1, "[{'size':[48,64],'counts':[490,10,2572]}]"))),
                coco("! BAD_SEGMENT | instead of a list of polygons", "a.png", json("a.png", object(1, 1, "['x']"))),
                coco("! BAD_CLASS_NAME | category 1", "a.png", categories("{'id':1,'name':''}", one)),
                coco("! BAD_CLASS_NAME | category 1", "a.png", categories("{'id':1,'name':null}", one)),
                coco("cat | 200 | CLASS_NAME", "a.png", categories("{'id':1,'name':'cat '}", one)),
                coco(
                        "Cat cat | 200 200 | CLASS_NAME",
                        "a.png",
                        categories("{'id':1,'name':'Cat'},{'id':2,'name':'cat'}", one, object(2, 2, B))),
                coco(
                        "fish | 200 | UNUSED_CLASS",
                        "a.png",
                        categories("{'id':0,'name':'fish'},{'id':1,'name':'fish'}", one)),
                coco(
                        "! BAD_CLASS_NAME | of the name 'fish' | another of id 1",
                        "a.png",
                        categories("{'id':0,'name':'fish'},{'id':1,'name':'fish'}", one, object(2, 0, B))),
                coco(
                        "cat dog | 200 | UNUSED_CLASS",
                        "a.png",
                        categories("{'id':1,'name':'cat'},{'id':2,'name':'dog'}", one)),
                coco("cat | 200 | BOX_DIFFERS", "a.png", json("a.png", one.replace("}", ",'bbox':[40,30,60,40]}"))),
                coco("cat | 200 | BOX_DIFFERS", "a.png", json("a.png", one.replace("}", ",'bbox':[10,10,30,20]}"))),
                coco("cat | 200 |", "a.png", json("a.png", one.replace("}", ",'bbox':[8,8,24,14]}"))),
                coco(
                        "cat | 200 200 | SAME_FILE",
                        "a.png",
                        json("a.png", one, object(2, 1, B).replace("'image_id':1", "'image_id':2"))
                                .replace("'images':[", "'images':[{'id':2,'file_name':'a.png'},")));
    }

    static Stream<Case> filesOfCocoAsAWhole() {
        String one = object(1, 1, A);
        String json = json("a.png", one);
        return Stream.of(
                coco("! NOT_JSON | more behind the end", "a.png", json + json),
                coco("! NOT_JSON | line 2", "a.png", json + "\n]"),
                coco(
                        "! NOT_JSON | 'annotations'",
                        "a.png",
                        json.replace("'categories'", "'annotations':[],'categories'")),
                coco("cat | 200 | FOUND_BY_NAME", "images/a.png", json("a", one)),
                coco("cat | 200 | FOUND_BY_NAME", "images/default/a.png", json("a.png", one)),
                coco("cat | 10 |", "a.png", json("a.png", object(1, 1, "{'size':[48.0,64],'counts':[490.0,10,2572]}"))),
                coco(
                        "! BAD_SEGMENT | neither polygons nor an RLE but",
                        "a.png",
                        json("a.png", object(1, 1, "'[[1,2]]'"))),
                coco("! BAD_FILE_NAME | found no name", "a.png", json("", one)),
                coco(
                        "! ZERO_AREA | all coordinates lie between 0 and 1, as fractions of the image",
                        "a.png",
                        json("a.png", object(1, 1, "[[0.1,0.1,0.5,0.1,0.5,0.5]]"))),
                coco("! MISSING_IMAGE | no such file, but a.png", "images/a.png", json("a.jpg", one)),
                coco(
                        "! UNKNOWN_CATEGORY | annotation id 2 | There are 2 problems in all: 1 x UNKNOWN_CATEGORY, 1 x BAD_SEGMENT",
                        "a.png",
                        json("a.png", object(1, 1, "[[1,2]]"), object(2, 9, A), object(3, 1, B))));
    }

    static Stream<Case> filesOfLabelMe() {
        return Stream.of(
                labelMe("! BAD_CLASS_NAME | annotation id 2", shape("cat", "polygon"), shape("", "polygon")),
                labelMe("cat | 200 200 | CLASS_NAME SAME_MASK", shape("cat", "polygon"), shape("cat ", "polygon")),
                labelMe(
                        "cat | 200 | NO_OBJECT NO_OBJECT",
                        shape("cat", "polygon"),
                        shape("_background_", "polygon"),
                        shape("__ignore__", "polygon")),
                of(
                        DataFormat.LABELME,
                        "",
                        "cat | 200 | FOUND_BY_NAME UNUSED_IMAGE",
                        "2.png",
                        "",
                        "1.png",
                        "",
                        "1.json",
                        "{'imagePath':'C:\\\\me\\\\1.png','imageHeight':48,'imageWidth':64,'shapes':["
                                + shape("cat", "polygon") + "]}"),
                labelMe("! NO_SEGMENT | linestrip", shape("cat", "polygon"), shape("line", "linestrip")));
    }

    static Stream<Case> filesOfVia() {
        String twice = "{'k1':" + entry("1.png", "{'name':'cat'}") + ",'k2':" + entry("1.png", "{'name':'cat'}") + "}";
        return Stream.of(
                via("! DUPLICATE_ID | one entry of the name '1.png'", twice),
                via(
                        "cat dog | 200 200 | SEVERAL_CLASSES SAME_MASK",
                        "{'k':" + entry("1.png", "{'kind':{'cat':true}}", "{'kind':{'dog':true,'cat':true}}") + "}"),
                via(
                        "! UNKNOWN_CATEGORY | expected a class, found none in [name]",
                        "{'k':" + entry("1.png", "{'name':'cat'}", "{}") + "}"),
                via(
                        "! BAD_LAYOUT | [insect, inseto] | --class-attribute",
                        "{'k':" + entry("1.png", "{'insect':'x'}", "{'inseto':'x'}") + "}"),
                via(
                        "cat | 200 | CLOSED_LINE",
                        "{'k':" + entry("1.png", "{'name':'cat'}").replace("'polygon'", "'polyline'") + "}"),
                via(
                        "cat dog | 200 200 | SEVERAL_CLASSES",
                        "{'project':{},'config':{},'attribute':{'1':{'aname':'cls','type':4,"
                                + "'options':{'0':'cat','1':'dog'}},'2':{'aname':'class','type':2,'options':{'a':'cat','b':'dog'}}},"
                                + "'file':{'1':{'fname':'1.png'}},'view':{'1':{'fid_list':[1]}},'metadata':{"
                                + "'p':{'vid':'1','xy':[7,10,10,30,10,30,20,10,20],'av':{'2':'a'}},"
                                + "'q':{'vid':'1','xy':[2,40,30,20,10],'av':{'2':'b,a'}},'r':{'vid':'1','xy':[],'av':{}}}}"),
                of(
                        DataFormat.VIA,
                        "v.csv",
                        "! DUPLICATE_ID | 1.png",
                        "1.png",
                        "",
                        "v.csv",
                        "filename,file_size,region_shape_attributes,region_attributes\n" + row(1000) + row(2000)),
                of(
                        DataFormat.VIA,
                        "v.csv",
                        "! DUPLICATE_ID | region 0 of 1.png again in row 3",
                        "1.png",
                        "",
                        "v.csv",
                        "filename,file_size,region_id,region_shape_attributes,region_attributes\n"
                                + row(1000).replace("1000,", "1000,0,").repeat(2)));
    }

    private static String row(int size) {
        return "1.png," + size
                + ",\"{'name':'rect','x':10,'y':10,'width':20,'height':10}\",\"{'name':'cat'}\"\n".replace("'", "\"\"");
    }

    static Stream<Case> filesOfXml() {
        String corners = "<x1>10</x1><x2>30</x2><x3>30</x3><x4>10</x4><y1>10</y1><y2>10</y2><y3>20</y3><y4>20</y4>";
        String voc = "<annotation><filename>a.png</filename><object><name>cat</name><polygon>" + corners
                + "</polygon></object></annotation>";
        String image = "<image id='0' name='s/a.png' width='64' height='48'>";
        String mask = "<mask label='dog' left='40' top='30' width='20' height='10' rle='0, 200'/>";
        String polygon = "<polygon label='cat' points='10.0,10.0;30,10;30,20;10,20' z_order='0'/>";
        String labels =
                "<meta><job><labels><label><attributes><attribute><name>role</name></attribute></attributes><name>cat</name></label><label><name>dog</name></label></labels>"
                        + "</job></meta>";
        return Stream.of(
                of(DataFormat.VOC, "", "cat | 200 |", "a.png", "", "a.xml", voc),
                of(DataFormat.VOC, "list.txt", "cat | 200 |", "a.png", "", "a.xml", voc, "list.txt", MARK + "a\n"),
                of(
                        DataFormat.CVAT,
                        "annotations.xml",
                        "cat dog | 200 200 |",
                        "images/s/a.png",
                        "",
                        "annotations.xml",
                        "<annotations>" + labels + image + polygon + mask + "<tag label='x'/></image></annotations>"),
                of(
                        DataFormat.CVAT,
                        "",
                        "cat | 200 | FOUND_BY_NAME",
                        "a.png",
                        "",
                        "annotations.xml",
                        "<annotations>" + image + polygon + "</image></annotations>"),
                of(
                        DataFormat.CVAT,
                        "",
                        "cat | 200 200 |",
                        "images/train/s/a.png",
                        "",
                        "images/val/s/a.png",
                        "",
                        "annotations.xml",
                        "<annotations>" + image.replace(" width", " subset='train' task_id='5' width") + polygon
                                + "</image>"
                                + image.replace(" width", " subset='val' task_id='6' width") + polygon
                                + "</image></annotations>"),
                of(
                        DataFormat.CVAT,
                        "",
                        "cat | 200 | FOUND_BY_NAME",
                        "images/s/a.PNG",
                        "",
                        "annotations.xml",
                        "<annotations>" + image.replace("a.png", "a") + polygon + "</image></annotations>"),
                of(
                        DataFormat.CVAT,
                        "x.xml",
                        "! NO_SEGMENT | annotation id 1 | a box",
                        "a.png",
                        "",
                        "x.xml",
                        "<annotations>" + image
                                + "<box label='cat' xtl='1' ytl='1' xbr='9' ybr='9'/></image></annotations>"),
                of(
                        DataFormat.CVAT,
                        "x.xml",
                        "! BAD_SEGMENT | runs do not fit 10x20",
                        "a.png",
                        "",
                        "x.xml",
                        "<annotations>" + image + mask.replace("200", "201") + "</image></annotations>"),
                of(
                        DataFormat.CVAT,
                        "x.xml",
                        "! UNKNOWN_CATEGORY | found 'dog'",
                        "a.png",
                        "",
                        "x.xml",
                        "<annotations>" + labels.replace("<label><name>dog</name></label>", "") + image + mask
                                + "</image></annotations>"),
                of(
                        DataFormat.CVAT,
                        "x.xml",
                        "! BAD_LAYOUT | tracks",
                        "a.png",
                        "",
                        "x.xml",
                        "<annotations><track/></annotations>"),
                of(
                        DataFormat.CVAT,
                        "x.xml",
                        "! NOT_XML",
                        "a.png",
                        "",
                        "x.xml",
                        "<!DOCTYPE x [<!ENTITY e 'e'>]><annotations>" + image + "&e;</image></annotations>"));
    }

    @ParameterizedTest
    @MethodSource({"filesOfCoco", "filesOfCocoAsAWhole", "filesOfLabelMe", "filesOfVia", "filesOfXml"})
    void opensOrRefuses(Case of) throws IOException {
        assertOutcome(of);
    }

    /** A folder with images and one file, as many exports are. */
    @Test
    void theFileOfAFolderIsNamed() throws IOException {
        Path at = write(coco("", "a.png", json("a.png", object(1, 1, A))));
        assertThatThrownBy(() -> DataFormat.detect(at)).hasMessageContaining("a.json is coco; name this file");
    }

    @Test
    void holesAreCutOut() {
        Rle outer = Rle.fromBox(new double[] {2, 2, 10, 10}, 48, 64);
        Rle hole = Rle.fromBox(new double[] {4, 4, 3, 3}, 48, 64);
        assertThat(Shapes.without(outer, hole).area()).isEqualTo(100 - 9);
        assertThat(Shapes.without(outer, outer).area()).isZero();
        Rle corner = Rle.fromBox(new double[] {0, 0, 5, 5}, 48, 64);
        assertThat(Shapes.without(outer, corner).area()).isEqualTo(100 - 9);
    }
}
