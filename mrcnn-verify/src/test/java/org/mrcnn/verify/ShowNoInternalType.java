// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.verify;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks that a type exposes no internal type to users: in its supertypes, type parameters, fields and methods. */
final class ShowNoInternalType extends ArchCondition<JavaClass> {

    ShowNoInternalType() {
        super("show no internal type");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        List<JavaType> header = new ArrayList<>(type.getInterfaces());
        type.getSuperclass().ifPresent(header::add);
        header.addAll(type.getTypeParameters());
        report(type, type.getDescription(), header.stream(), events);
        Stream.concat(type.getFields().stream(), type.getCodeUnits().stream())
                .filter(ShowNoInternalType::isSeen)
                .forEach(member -> report(type, member.getDescription(), types(member), events));
    }

    private static boolean isSeen(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> types(JavaMember member) {
        if (member instanceof JavaField field) {
            return Stream.of(field.getType());
        }
        JavaCodeUnit method = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(method.getReturnType()),
                        method.getParameterTypes().stream(),
                        method.getTypeParameters().stream(),
                        method.getExceptionTypes().stream())
                .flatMap(all -> all);
    }

    private static void report(
            JavaClass owner, String where, Stream<? extends JavaType> types, ConditionEvents events) {
        types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .filter(ApiTest::isInternal)
                .distinct()
                .forEach(hidden ->
                        events.add(SimpleConditionEvent.violated(owner, where + " shows " + hidden.getName())));
    }
}
