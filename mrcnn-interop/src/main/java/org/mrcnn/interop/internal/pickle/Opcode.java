// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.interop.internal.pickle;

import java.io.IOException;
import java.util.List;

/** The opcodes of a pickle. */
enum Opcode {
    MARK('(', (s, in) -> s.mark()),
    /** The end of the pickle. The reader handles it. */
    STOP('.', (s, in) -> {}),
    POP('0', (s, in) -> s.drop(in)),
    POP_MARK('1', (s, in) -> s.popMark(in)),
    DUP('2', (s, in) -> s.push(s.top(in))),
    FLOAT('F', (s, in) -> s.push(in.decimalFraction())),
    INT('I', (s, in) -> s.push(in.decimal())),
    BININT('J', (s, in) -> s.push((long) in.signed32())),
    BININT1('K', (s, in) -> s.push((long) in.unsigned8())),
    LONG('L', (s, in) -> s.push(in.decimal())),
    BININT2('M', (s, in) -> s.push((long) in.unsigned16())),
    NONE('N', (s, in) -> s.push(null)),
    PERSID('P', (s, in) -> s.persistent(in.line())),
    BINPERSID('Q', (s, in) -> s.persistent(s.pop(in))),
    REDUCE('R', (s, in) -> call(s, s.pop(2, in), in)),
    STRING('S', (s, in) -> s.push(EscapedText.unquoted(in))),
    BINSTRING('T', (s, in) -> s.push(in.string(in.unsigned32()))),
    SHORT_BINSTRING('U', (s, in) -> s.push(in.string(in.unsigned8()))),
    UNICODE('V', (s, in) -> s.push(EscapedText.unicode(in.line()))),
    BINUNICODE('X', (s, in) -> s.push(in.text(in.unsigned32()))),
    APPEND('a', (s, in) -> s.append(s.pop(1, in), in)),
    BUILD('b', (s, in) -> s.build(in)),
    GLOBAL('c', (s, in) -> s.push(new Global(in.line(), in.line()))),
    DICT('d', (s, in) -> s.pushMap(s.popMark(in), in)),
    EMPTY_DICT('}', (s, in) -> s.push(new PickledMap())),
    APPENDS('e', (s, in) -> s.append(s.popMark(in), in)),
    GET('g', (s, in) -> s.recall(in.decimal(), in)),
    BINGET('h', (s, in) -> s.recall((long) in.unsigned8(), in)),
    INST('i', (s, in) -> s.call(new Global(in.line(), in.line()), s.popMark(in), in)),
    LONG_BINGET('j', (s, in) -> s.recall(in.unsigned32(), in)),
    LIST('l', (s, in) -> s.push(s.popMark(in))),
    EMPTY_LIST(']', (s, in) -> s.pushList()),
    OBJ('o', (s, in) -> instance(s, s.popMark(in), in)),
    PUT('p', (s, in) -> s.memoize(in.decimal(), in)),
    BINPUT('q', (s, in) -> s.memoize((long) in.unsigned8(), in)),
    LONG_BINPUT('r', (s, in) -> s.memoize(in.unsigned32(), in)),
    SETITEM('s', (s, in) -> s.put(s.pop(2, in), in)),
    TUPLE('t', (s, in) -> s.push(s.popMark(in))),
    EMPTY_TUPLE(')', (s, in) -> s.pushList()),
    SETITEMS('u', (s, in) -> s.put(s.popMark(in), in)),
    BINFLOAT('G', (s, in) -> s.push(in.bigEndianDouble())),
    PROTO(0x80, (s, in) -> in.protocol()),
    NEWOBJ(0x81, (s, in) -> call(s, s.pop(2, in), in)),
    EXT1(0x82, (s, in) -> s.push(extension(in.unsigned8()))),
    EXT2(0x83, (s, in) -> s.push(extension(in.unsigned16()))),
    EXT4(0x84, (s, in) -> s.push(extension(in.signed32()))),
    TUPLE1(0x85, (s, in) -> s.push(s.pop(1, in))),
    TUPLE2(0x86, (s, in) -> s.push(s.pop(2, in))),
    TUPLE3(0x87, (s, in) -> s.push(s.pop(3, in))),
    NEWTRUE(0x88, (s, in) -> s.push(true)),
    NEWFALSE(0x89, (s, in) -> s.push(false)),
    LONG1(0x8a, (s, in) -> s.push(in.longInteger(in.unsigned8()))),
    LONG4(0x8b, (s, in) -> s.push(in.longInteger(in.signed32()))),
    BINBYTES('B', (s, in) -> s.push(in.skip(in.unsigned32()))),
    SHORT_BINBYTES('C', (s, in) -> s.push(in.skip(in.unsigned8()))),
    SHORT_BINUNICODE(0x8c, (s, in) -> s.push(in.text(in.unsigned8()))),
    BINUNICODE8(0x8d, (s, in) -> s.push(in.text(in.length64()))),
    BINBYTES8(0x8e, (s, in) -> s.push(in.skip(in.length64()))),
    EMPTY_SET(0x8f, (s, in) -> s.pushList()),
    ADDITEMS(0x90, (s, in) -> s.append(s.popMark(in), in)),
    FROZENSET(0x91, (s, in) -> s.push(s.popMark(in))),
    NEWOBJ_EX(0x92, (s, in) -> call(s, s.pop(3, in), in)),
    STACK_GLOBAL(0x93, (s, in) -> s.push(global(s.pop(2, in), in))),
    MEMOIZE(0x94, (s, in) -> s.memoize(in)),
    FRAME(0x95, (s, in) -> in.length64()),
    BYTEARRAY8(0x96, (s, in) -> s.push(in.skip(in.length64()))),
    NEXT_BUFFER(0x97, (s, in) -> {
        throw in.fault("expected its data in the pickle, found a buffer outside of it");
    }),
    READONLY_BUFFER(0x98, (s, in) -> {});

    /** The effect of an opcode. */
    @FunctionalInterface
    private interface Action {
        void run(PickleStack stack, PickleInput in) throws IOException;
    }

    private static final Opcode[] BY_CODE = new Opcode[256];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas have no state
    private final Action action;

    Opcode(int code, Action action) {
        this.code = code;
        this.action = action;
    }

    /** Returns the opcode with this code; null if there is none. */
    static Opcode of(int code) {
        return BY_CODE[code];
    }

    void run(PickleStack stack, PickleInput in) throws IOException {
        action.run(stack, in);
    }

    /** Records a call of the first part with the second as arguments. Keyword arguments are ignored. */
    private static void call(PickleStack s, List<Object> parts, PickleInput in) {
        s.call(parts.get(0), parts.get(1), in);
    }

    private static void instance(PickleStack s, List<Object> parts, PickleInput in) {
        if (parts.isEmpty()) {
            throw in.fault("expected a class, found none");
        }
        s.call(parts.get(0), parts.subList(1, parts.size()), in);
    }

    private static Global global(List<Object> parts, PickleInput in) {
        if (parts.get(0) instanceof String module && parts.get(1) instanceof String name) {
            return new Global(module, name);
        }
        throw in.fault("expected the names of a module and of a class in it, found " + Described.of(parts.get(0))
                + " and " + Described.of(parts.get(1)));
    }

    private static Global extension(int number) {
        return new Global("copyreg", "extension " + number);
    }
}
