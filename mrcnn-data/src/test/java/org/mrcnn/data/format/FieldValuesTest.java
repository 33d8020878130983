// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.data.format;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers and flags that are not what their field holds are named, and none of them is taken as 0 or cut off. */
class FieldValuesTest extends AnnotationCases {

    private static final String SIZE = "'width':64,'height':48";

    private static Case cocoOfSize(String outcome, String size) {
        return coco(outcome, "a.png", json("a.png", object(1, 1, A)).replace(SIZE, size));
    }

    private static Case cocoObject(String outcome, String fields) {
        String object = object(2, 1, B).replace("'id':2", "'id':2," + fields);
        return coco(outcome, "a.png", json("a.png", object(1, 1, A), object));
    }

    static Stream<Case> coco() {
        String wrong = " where a whole number of pixels belongs";
        return Stream.of(
                cocoOfSize("cat | 200 |", "'width':'64','height':48.0"),
                cocoOfSize("cat | 200 |", "'width':null,'height':null"),
                cocoOfSize(
                        "! NOT_COCO | 'images' | height 4294967344" + wrong, "'width':4294967360,'height':4294967344"),
                cocoOfSize("! NOT_COCO | height NaN" + wrong, "'width':NaN,'height':NaN"),
                cocoOfSize("! NOT_COCO | height 48.7" + wrong, "'width':64.7,'height':48.7"),
                cocoOfSize("! NOT_COCO | height 48px" + wrong, "'width':'64px','height':'48px'"),
                cocoOfSize("! NOT_COCO | height [48]" + wrong, "'width':[64],'height':[48]"),
                cocoObject("! NOT_COCO | element 1 of 'annotations' | bbox {", "'bbox':{'x':40,'y':30,'w':20,'h':10}"),
                cocoObject("! NOT_COCO | bbox [40,30,20,10,45] where x, y, width, height", "'bbox':[40,30,20,10,45]"),
                cocoObject("! NOT_COCO | a bbox with the coordinate", "'bbox':['x',30,20,10]"),
                cocoObject("! NOT_COCO | iscrowd", "'iscrowd':'yes'"),
                cocoObject("! NOT_COCO | iscrowd [1] where 0 or 1", "'iscrowd':[1]"),
                cocoObject("! NOT_COCO | iscrowd \"NaN\"", "'iscrowd':NaN"),
                cocoObject("cat | 200 200 |", "'iscrowd':'False'"),
                coco(
                        "! NOT_COCO | element 0 of 'annotations' | id {",
                        "a.png",
                        json("a.png", object(1, 1, A).replace("'id':1", "'id':{'$oid':'7'}"))),
                coco(
                        "! BAD_SEGMENT | without size [height, width]",
                        "a.png",
                        json("a.png", object(1, 1, "{'size':{'h':48,'w':64},'counts':[490,10,2572]}"))));
    }

    static Stream<Case> labelMeAndSupervisely() {
        String at = "! IMAGE_SIZE | 1.json | the height ";
        Case good = labelMe(at + "1000000000000 where", shape("cat", "polygon"));
        String mask = "{'label':'cat','shape_type':'mask','mask':'iVBOR','points':[[9,10],[30,20]]}";
        String cut = "{'height':48,'width':64.5}";
        return Stream.of(
                changed(good, "'imageHeight':48", "'imageHeight':1000000000000"),
                changed(labelMe(at + "[48] where", shape("cat", "polygon")), "'imageHeight':48", "'imageHeight':[48]"),
                changed(labelMe(at + "NaN where", shape("cat", "polygon")), ":48", ":NaN"),
                changed(
                        labelMe("! BAD_SEGMENT | corners that are no list", shape("cat", "polygon")),
                        "[[10,10],[30,10],[30,20],[10,20]]",
                        "{'a':[10,10],'b':[30,10],'c':[30,20]}"),
                labelMe("! BAD_SEGMENT | annotation id 1 | no Base64, or cut off", mask),
                labelMe("! BAD_SEGMENT | a mask with the coordinate NaN", mask.replace("[[9", "[[NaN")),
                supervisely("! IMAGE_SIZE | 1.png.json | the width 64.5 where", cut, "{'exterior':[]}"),
                supervisely(
                        "! BAD_SEGMENT | corners that are no list",
                        "{'height':48,'width':64}",
                        "{'exterior':{'0':[1,2]}}"));
    }

    private static Case changed(Case of, String before, String after) {
        return new Case(
                of.format(),
                of.at(),
                of.outcome(),
                of.files().stream().map(file -> file.replace(before, after)).toList());
    }

    private static Case supervisely(String outcome, String size, String points) {
        String object = "{'id':3,'classTitle':'cat','geometryType':'polygon','points':" + points + "}";
        return of(
                DataFormat.SUPERVISELY,
                "",
                outcome,
                "d/img/1.png",
                "",
                "meta.json",
                "{'classes':[{'title':'cat'}]}",
                "d/ann/1.png.json",
                "{'size':" + size + ",'objects':[" + object + "]}");
    }

    private static Case cvat(String outcome, String size, String shape) {
        String image = "<image id='0' name='a.png' " + size + ">";
        String xml = "<annotations>" + image + shape + "</image></annotations>";
        return of(DataFormat.CVAT, "x.xml", outcome, "a.png", "", "x.xml", xml);
    }

    private static Case mask(String outcome, String left, String runs) {
        String place = "left='" + left + "' top='30' width='20' height='10'";
        return cvat(outcome, "width='64' height='48'", "<mask label='cat' " + place + " rle='" + runs + "'/>");
    }

    private static Case voc(String outcome, String side, String corners) {
        String xml = "<annotation><filename>a.png</filename><size><width>64</width><height>" + side
                + "</height></size><object><name>cat</name><polygon>" + corners + "</polygon></object></annotation>";
        return of(DataFormat.VOC, "", outcome, "a.png", "", "a.xml", xml);
    }

    static Stream<Case> xml() {
        String polygon = "<polygon label='cat' points='10,10;30,10;30,20;10,20'/>";
        String corners = "<x1>10</x1><y1>10</y1><x2>30</x2><y2>10</y2><x3>30</x3><y3>20</y3>";
        return Stream.of(
                cvat("cat | 200 |", "width='64.0' height='48'", polygon),
                cvat("! IMAGE_SIZE | image id 0 | the height NaN", "width='NaN' height='NaN'", polygon),
                cvat("! IMAGE_SIZE | the height 12345678901", "width='64' height='12345678901'", polygon),
                cvat(
                        "! BAD_SEGMENT | the point '10,5,10,5'",
                        "",
                        "<polygon label='c' points='10,5,10,5;3,5,9,5;9,2,9,5'/>"),
                mask("cat | 200 |", "40", "0, 200"),
                mask("! BAD_SEGMENT | annotation id 1 | left NaN", "NaN", "0, 200"),
                mask("! BAD_SEGMENT | left 40.5", "40.5", "0, 200"),
                mask("! BAD_SEGMENT | do not fit", "40", "0.5, 199.5"),
                mask("! BAD_SEGMENT | end after 100 pixels of 10x20", "40", "0, 100"),
                voc("cat | 100 |", "48.0", corners),
                voc("! IMAGE_SIZE | a.xml | the height 99999999999", "99999999999", corners),
                voc("! IMAGE_SIZE | the height 48 px", "48 px", corners),
                voc("! BAD_SEGMENT | a corner of [x2, x3]", "48", corners.replace("<y2>10</y2>", "") + "<y4>10</y4>"),
                voc("! BAD_SEGMENT | a corner of [y]", "48", "<pt><x>1</x><y>2</y></pt><pt><y>3</y></pt>"));
    }

    @ParameterizedTest
    @MethodSource({"coco", "labelMeAndSupervisely", "xml"})
    void wrongValuesAreNamed(Case of) throws IOException {
        assertOutcome(of);
    }
}
