// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.engine;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * Converts the settings record of an op to arguments of the op, which SameDiff copies when it clones a graph, and back.
 *
 * <p>Components are written in order: numbers, booleans, enum constants and arrays of numbers as floating-point arguments;
 * nested records by their components; and a component whose type is an interface (a strategy) by the name of its class, in the
 * string arguments, followed by the enum constant or record.
 */
final class OpSettings {

    private OpSettings() {}

    /** Adds the arguments that represent the settings. */
    static void write(DynamicCustomOp op, Record settings) {
        Writer writer = new Writer();
        writer.record(settings);
        op.addTArgument(writer.numbers.stream().mapToDouble(Double::doubleValue).toArray());
        op.addSArgument(writer.names.toArray(String[]::new));
    }

    /** Returns the settings that {@link #write} wrote. */
    static <T extends Record> T read(DynamicCustomOp op, Class<T> type) {
        return type.cast(new Reader(op).record(type));
    }

    private static IllegalArgumentException unsupported(Class<?> type) {
        return new IllegalArgumentException(
                "settings of an op: expected numbers, booleans, enums, arrays of numbers, records"
                        + " of these, and enums and records behind an interface, found " + type.getName());
    }

    private static final class Writer {
        private final List<Double> numbers = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        void record(Record settings) {
            for (RecordComponent component : settings.getClass().getRecordComponents()) {
                try {
                    component.getAccessor().setAccessible(true);
                    value(component.getType(), component.getAccessor().invoke(settings));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalArgumentException("settings of an op: " + component + " cannot be read", e);
                }
            }
        }

        private void value(Class<?> type, Object value) {
            if (type == boolean.class) {
                numbers.add((boolean) value ? 1.0 : 0.0);
            } else if (type.isPrimitive()) {
                number(type, value);
            } else if (type.isEnum()) {
                numbers.add((double) List.of(type.getEnumConstants()).indexOf(value));
            } else if (type.isArray()) {
                numbers.add((double) Array.getLength(value));
                for (int i = 0; i < Array.getLength(value); i++) {
                    number(type.getComponentType(), Array.get(value, i));
                }
            } else if (type.isInterface()) {
                Class<?> own = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
                names.add(own.getName());
                value(own, value);
            } else if (value instanceof Record settings) {
                record(settings);
            } else {
                throw unsupported(type);
            }
        }

        private void number(Class<?> type, Object value) {
            if (!(value instanceof Number number) || type == long.class) { // a double does not hold every long
                throw unsupported(type);
            }
            numbers.add(number.doubleValue());
        }
    }

    private static final class Reader {
        private final Iterator<Double> numbers;
        private final Iterator<String> names;

        Reader(DynamicCustomOp op) {
            numbers = Arrays.stream(op.tArgs()).iterator();
            names = Arrays.asList(op.sArgs()).iterator();
        }

        Object record(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Object[] values = Arrays.stream(types).map(this::value).toArray();
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return constructor.newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(
                        "settings of an op: " + type.getName() + " cannot be made of " + Arrays.toString(values), e);
            }
        }

        private Object value(Class<?> type) {
            if (type == boolean.class) {
                return numbers.next() != 0;
            }
            if (type.isPrimitive()) {
                return number(type);
            }
            if (type.isEnum()) {
                return type.getEnumConstants()[numbers.next().intValue()];
            }
            if (type.isArray()) {
                Object array = Array.newInstance(
                        type.getComponentType(), numbers.next().intValue());
                for (int i = 0; i < Array.getLength(array); i++) {
                    Array.set(array, i, number(type.getComponentType()));
                }
                return array;
            }
            return type.isInterface() ? value(strategy(type)) : record(type);
        }

        private Object number(Class<?> type) {
            double number = numbers.next();
            if (type == int.class) {
                return (int) number;
            }
            return type == float.class ? (Object) (float) number : (Object) number;
        }

        /** Loads the class, but does not initialize it before it is known to be a strategy of this type. */
        private Class<?> strategy(Class<?> type) {
            String name = names.next();
            try {
                Class<?> found = Class.forName(name, false, type.getClassLoader());
                if (!type.isAssignableFrom(found) || !(found.isEnum() || found.isRecord())) {
                    throw new IllegalArgumentException("settings of an op: expected an enum or a record that is a "
                            + type.getName() + ", found " + name);
                }
                return found;
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException("settings of an op: no class " + name, e);
            }
        }
    }
}
