// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public API of this module is a short list of types, none of which mentions internal types. */
class ApiTest {

    private static final Path CLASSES = Path.of("target", "classes");

    private static List<Class<?>> types() throws IOException {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = CLASSES.relativize(file).toString().replaceFirst("\\.class$", "");
                Class<?> type = load(name.replace(file.getFileSystem().getSeparator(), "."));
                if (Modifier.isPublic(type.getModifiers())) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void typesOfTheApiAreTheListedOnes() throws IOException {
        assertThat(types().stream().map(Class::getName).sorted().toList())
                .as("public types; if the change is meant, change src/test/resources/api-types.txt")
                .isEqualTo(Files.readAllLines(Path.of("src", "test", "resources", "api-types.txt")));
    }

    @Test
    void noTypeOfTheApiShowsAnInternalOne() throws IOException {
        for (Class<?> type : types()) {
            List<Type> shown = new ArrayList<>(List.of(type.getInterfaces()));
            Stream.of(type.getDeclaredMethods()).filter(ApiTest::isSeen).forEach(method -> add(method, shown));
            Stream.of(type.getDeclaredConstructors())
                    .filter(ApiTest::isSeen)
                    .forEach(constructor -> add(constructor, shown));
            assertThat(shown.stream().map(Type::getTypeName))
                    .as(type.getName())
                    .noneMatch(name -> name.matches(".*org\\.mrcnn\\.[\\w.]*internal\\..*"));
        }
    }

    private static boolean isSeen(Member member) {
        return Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers());
    }

    private static void add(AccessibleObject member, List<Type> shown) {
        if (member instanceof Method method) {
            shown.add(method.getGenericReturnType());
            shown.addAll(List.of(method.getGenericParameterTypes()));
            shown.addAll(List.of(method.getGenericExceptionTypes()));
        } else if (member instanceof Constructor<?> constructor) {
            shown.addAll(List.of(constructor.getGenericParameterTypes()));
        }
    }
}
