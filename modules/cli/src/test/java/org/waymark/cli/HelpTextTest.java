package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Tests what {@code --help} of each command prints on a terminal of 80 columns. */
class HelpTextTest {
  private static final int COLUMNS = 80;

  /** The number of characters at the end of a line that picocli leaves empty in lists. */
  private static final int SLACK = 4;

  /** A word of a command line, which may be quoted. */
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  /** Matches option names that are so long that their description begins on the next line. */
  private static final Pattern NAMES = Pattern.compile(" *(\\S+, )?\\S+");

  private static final Path ROOT = Path.of("..", "..");

  static Stream<Named<CommandLine>> commands() {
    return withSubcommands(waymark()).map(one -> Named.of(name(one), one));
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(HelpTextTest::withSubcommands));
  }

  private static CommandLine waymark() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return Waymark.commandLine(nowhere, nowhere);
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static List<String> description(CommandLine command) {
    return List.of(command.getCommandSpec().usageMessage().description());
  }

  private static Stream<ArgSpec> optionsAndParameters(CommandLine command) {
    return command.getCommandSpec().args().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noLineIsLongerThanTheTerminal(CommandLine command) {
    List<String> tooLong =
        command.getUsageMessage(Ansi.OFF).lines().filter(line -> line.length() > COLUMNS).toList();

    assertEquals(List.of(), tooLong);
  }

  /** The list of commands shows only the first paragraph of each description. */
  @ParameterizedTest
  @MethodSource("commands")
  void everyParagraphOfADescriptionIsWholeSentences(CommandLine command) {
    assertNotEquals(List.of(), description(command));
    for (String paragraph : description(command)) {
      assertTrue(isWhole(paragraph), paragraph);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionAndParameterIsDescribedInOneParagraphOfWholeSentences(CommandLine command) {
    optionsAndParameters(command)
        .forEach(
            one -> {
              List<String> description = List.of(one.description());
              assertEquals(1, description.size(), one + ": " + description);
              assertTrue(isWhole(description.getFirst()), one + ": " + description);
            });
  }

  /** Picocli breaks lines even within words, such as file names. */
  @ParameterizedTest
  @MethodSource("commands")
  void noWordIsBroken(CommandLine command) {
    List<String> printed = List.of(command.getUsageMessage(Ansi.OFF).split("\\s+"));
    List<String> broken =
        Stream.concat(
                description(command).stream(),
                optionsAndParameters(command).map(one -> one.description()[0]))
            .flatMap(text -> Stream.of(text.split(" ")))
            .filter(word -> !word.contains("${") && !printed.contains(word))
            .toList();

    assertEquals(List.of(), broken);
  }

  private static boolean isWhole(String paragraph) {
    return paragraph.matches("\\p{Lu}.*\\.") && !paragraph.contains("%n");
  }

  /** Every sentence ends with a full stop, so a line that ends without one must be full. */
  @ParameterizedTest
  @MethodSource("commands")
  void onlyFullLinesAreWrapped(CommandLine command) {
    Help help = command.getHelp();
    Stream.of(help.description(), help.parameterList(), help.optionList(), help.commandList())
        .forEach(
            section -> {
              List<String> lines = section.lines().toList();
              for (int i = 1; i < lines.size(); i++) {
                assertFull(lines.get(i - 1), lines.get(i));
              }
            });
  }

  private static void assertFull(String line, String next) {
    if (!line.endsWith(".") && !NAMES.matcher(line).matches()) {
      String word = next.strip().split(" ", 2)[0];
      assertTrue(
          line.length() + 1 + word.length() > COLUMNS - SLACK,
          () -> "'" + word + "' fits into the line before:\n" + line + "\n" + next);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void exampleIsACommandLineThatIsAccepted(CommandLine command) {
    assertEquals("%nExample:%n", command.getCommandSpec().usageMessage().footerHeading());
    List<String> examples = List.of(command.getCommandSpec().usageMessage().footer());
    assertNotEquals(List.of(), examples);
    for (String example : examples) {
      assertTrue(example.startsWith("  waymark ") && example.length() <= COLUMNS, example);
      List<String> words = words(example);
      assertTrue(isOf(command, words.subList(1, words.size())), example);
      words.stream()
          .filter(word -> word.matches("(deploy|modules)/.*"))
          .forEach(file -> assertTrue(Files.exists(ROOT.resolve(file)), example));
    }
  }

  private static List<String> words(String example) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(example);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words;
  }

  /** {@return whether the words of a command line run a command or one of its subcommands} */
  private static boolean isOf(CommandLine command, List<String> words) {
    List<CommandLine> parsed =
        waymark().parseArgs(words.toArray(String[]::new)).asCommandLineList();
    CommandLine last = parsed.getLast();
    return last.getSubcommands().isEmpty()
        && parsed.stream().anyMatch(one -> name(one).equals(name(command)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void descriptionSaysInTheThirdPersonWhatTheCommandDoes(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    String verb = spec.usageMessage().description()[0].split(" ", 2)[0];

    assertTrue(spec.parent() == null || verb.endsWith("s"), verb);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void flagsSayInTheThirdPersonWhatTheyDo(CommandLine command) {
    command.getCommandSpec().options().stream()
        .filter(option -> option.arity().max() == 0)
        .forEach(
            option -> {
              String verb = option.description()[0].split(" ", 2)[0];
              assertTrue(verb.endsWith("s"), option + ": " + verb);
            });
  }
}
