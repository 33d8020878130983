// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.serve;

import io.javalin.http.Context;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The models of a service by name. */
final class Models {
    private final Map<String, ServedModel> byName;

    Models(Map<String, ServedModel> byName) {
        this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    Collection<ServedModel> all() {
        return byName.values();
    }

    /** Returns the model that the path names, or, if it names none, the only model. */
    ServedModel of(Context request) {
        if (request.pathParamMap().containsKey(Routes.NAME)) {
            return named(request.pathParam(Routes.NAME));
        }
        if (byName.size() > 1) {
            String path = request.path().equals("/") ? "/cvat" : request.path(); // only CVAT posts to /
            throw new Refusal(
                    404,
                    "expected the name of a model in the path, such as /models/"
                            + byName.keySet().iterator().next() + path + ", found none; models are "
                            + byName.keySet());
        }
        return byName.values().iterator().next();
    }

    ServedModel named(String name) {
        ServedModel model = byName.get(name);
        if (model == null) {
            throw new Refusal(404, "expected a model of " + byName.keySet() + ", found '" + name + "'");
        }
        return model;
    }
}
