// SPDX-License-Identifier: Apache-2.0
// Copyright The mrcnn authors
package org.mrcnn.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Keeps names such as {@code train.minutes} and {@code .mrcnn} whole in help texts. Picocli breaks lines where Java's {@link
 * java.text.BreakIterator} allows it, also after a point or a colon within a name. Here, letters that occur in no help text stand
 * for these characters until the lines are broken.
 */
final class WholeWords {
    private static final Map<String, String> LETTERS = Map.of(".", "\u00fe", ":", "\u00f0", "/", "\u00f8");
    private static final Pattern WITHIN = Pattern.compile("[.:/](?=\\S)");

    private WholeWords() {}

    /** Sets up a command and its subcommands. */
    static void apply(CommandLine line) {
        line.setHelpFactory((spec, scheme) -> new Help(spec, scheme) {
            @Override
            public IOptionRenderer createDefaultOptionRenderer() {
                IOptionRenderer usual = super.createDefaultOptionRenderer();
                return (option, label, colours) -> joined(usual.render(option, label, colours));
            }

            @Override
            public IParameterRenderer createDefaultParameterRenderer() {
                IParameterRenderer usual = super.createDefaultParameterRenderer();
                return (parameter, label, colours) -> joined(usual.render(parameter, label, colours));
            }

            private Text[][] joined(Text[][] rows) {
                return Stream.of(rows)
                        .map(row -> Stream.of(row)
                                .map(cell -> ansi().new Text(WholeWords.join(cell.toString()), colorScheme()))
                                .toArray(Text[]::new))
                        .toArray(Text[][]::new);
            }
        });
        line.getHelpSectionMap().replaceAll((key, usual) -> help -> split(usual.render(help)));
        line.setHelpSectionMap(line.getHelpSectionMap()); // also for the subcommands
        descriptions(line);
    }

    private static void descriptions(CommandLine line) {
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        usage.description(
                Arrays.stream(usage.description()).map(WholeWords::join).toArray(String[]::new));
        line.getSubcommands().values().forEach(WholeWords::descriptions);
    }

    private static String join(String text) {
        return WITHIN.matcher(text).replaceAll(found -> LETTERS.get(found.group()));
    }

    private static String split(String text) {
        String own = text;
        for (Map.Entry<String, String> letter : LETTERS.entrySet()) {
            own = own.replace(letter.getValue(), letter.getKey());
        }
        return own;
    }
}
