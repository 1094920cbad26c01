package org.waymark.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import org.waymark.cli.audit.AuditCommand;
import org.waymark.cli.block.BlockCommand;
import org.waymark.cli.block.UnblockCommand;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.LogProvider;
import org.waymark.cli.command.Logging;
import org.waymark.cli.config.ConfigCommand;
import org.waymark.cli.conform.ConformCommand;
import org.waymark.cli.debug.DebugCommand;
import org.waymark.cli.demo.DemoCommand;
import org.waymark.cli.history.BisectCommand;
import org.waymark.cli.history.BlocksCommand;
import org.waymark.cli.history.DiffCommand;
import org.waymark.cli.history.ExplainCommand;
import org.waymark.cli.history.LifeCommand;
import org.waymark.cli.history.RevocationsCommand;
import org.waymark.cli.history.SegmentCommand;
import org.waymark.cli.history.TailCommand;
import org.waymark.cli.history.TrustCommand;
import org.waymark.cli.log.LogCommand;
import org.waymark.cli.paths.AskCommand;
import org.waymark.cli.paths.PathsCommand;
import org.waymark.cli.replay.ReplayCommand;
import org.waymark.cli.segments.SegmentsCommand;
import org.waymark.cli.serve.DispatcherCommand;
import org.waymark.cli.serve.ServeCommand;
import org.waymark.cli.serve.StatusCommand;
import org.waymark.cli.store.StoreCommand;
import org.waymark.cli.world.WorldCommand;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.Lz4Library;
import org.waymark.runtime.Causes;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.IsdAs;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code waymark} command. */
@Command(
    name = "waymark",
    description = {
      "An event-sourced SCION path server, with tools to operate and inspect it.",
      "For more information about a command, run it with --help."
    },
    scope = ScopeType.INHERIT,
    usageHelpWidth = 80,
    descriptionHeading = "%n",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExample:%n",
    footer = "  waymark demo",
    versionProvider = Waymark.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success: the answer is yes, or there is a result",
      "1:the answer is no, or there is no result",
      "2:error"
    })
public final class Waymark {
  /** The subcommands, in the order of the help. */
  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          DemoCommand.class,
          ServeCommand.class,
          StatusCommand.class,
          ConfigCommand.class,
          AskCommand.class,
          PathsCommand.class,
          DispatcherCommand.class,
          LogCommand.class,
          StoreCommand.class,
          BlockCommand.class,
          UnblockCommand.class,
          SegmentsCommand.class,
          SegmentCommand.class,
          RevocationsCommand.class,
          BlocksCommand.class,
          TrustCommand.class,
          LifeCommand.class,
          DiffCommand.class,
          ExplainCommand.class,
          BisectCommand.class,
          TailCommand.class,
          ReplayCommand.class,
          DebugCommand.class,
          AuditCommand.class,
          WorldCommand.class,
          ConformCommand.class);

  /** The commands that open no log, and therefore need no library that compresses its records. */
  private static final Set<String> WITHOUT_LOG = Set.of("ask", "status");

  @Option(
      names = "-v",
      description = "Logs details and stack traces; -vv also logs those of libraries.",
      scope = ScopeType.INHERIT)
  private boolean[] verbosity = new boolean[0];

  // Picocli's own options for help take their descriptions from a resource bundle, for which every
  // start would search all jars.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help and exits.",
      scope = ScopeType.INHERIT)
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Shows the version and exits.",
      scope = ScopeType.INHERIT)
  private boolean version;

  /** Runs a command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    LogProvider.use();
    // Otherwise picocli would search all jars for a class of Groovy.
    System.setProperty("picocli.disable.closures", "true");
    int exitCode = run(out, err, arguments);
    if (word(arguments).map(WITHOUT_LOG::contains).orElse(true)) {
      // An orderly exit searches all jars for a logger. There is nothing to put in order here: no
      // library was extracted, no store opened.
      Runtime.getRuntime().halt(exitCode);
    }
    System.exit(exitCode);
  }

  /** {@return the word that names the subcommand; the options before it take no values} */
  private static Optional<String> word(String... arguments) {
    return Arrays.stream(arguments).filter(one -> !one.startsWith("-")).findFirst();
  }

  /**
   * Runs a command line in this process.
   *
   * @return its exit code
   */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Optional<Class<?>> chosen = word(arguments).flatMap(Waymark::subcommand);
    List<?> subcommands =
        chosen.isPresent()
            ? List.of(chosen.get())
            : SUBCOMMANDS.stream().map(Waymark::outline).toList();
    return commandLine(out, err, subcommands).execute(arguments);
  }

  /**
   * Creates the command with all its subcommands.
   *
   * @return the command
   */
  static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return commandLine(out, err, SUBCOMMANDS);
  }

  private static Optional<Class<?>> subcommand(String name) {
    return SUBCOMMANDS.stream().filter(one -> command(one).name().equals(name)).findFirst();
  }

  private static Command command(Class<?> subcommand) {
    return subcommand.getAnnotation(Command.class);
  }

  /**
   * Describes a subcommand that is not run. Reading the options of all subcommands by reflection
   * takes longer than most commands run.
   */
  private static CommandSpec outline(Class<?> subcommand) {
    CommandSpec outline = CommandSpec.create().name(command(subcommand).name());
    outline.usageMessage().description(command(subcommand).description());
    return outline;
  }

  private static CommandLine commandLine(PrintWriter out, PrintWriter err, List<?> subcommands) {
    Waymark waymark = new Waymark();
    CommandLine line = new CommandLine(waymark);
    subcommands.forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(out).setErr(err);
    line.registerConverter(IsdAs.class, converter(IsdAs::parse));
    line.registerConverter(TopicNames.class, converter(TopicNames::new));
    line.registerConverter(InetSocketAddress.class, converter(SocketAddresses::parse));
    line.registerConverter(InetAddress.class, converter(InetAddress::ofLiteral));
    // Without this setting, a time relative to now, such as -15m, would be parsed as an unknown
    // option.
    Optional.ofNullable(line.getSubcommands().get("diff"))
        .ifPresent(diff -> diff.setUnmatchedOptionsArePositionalParams(true));
    line.setExecutionStrategy(waymark::execute);
    line.setExecutionExceptionHandler(
        (failure, command, result) -> report(failure, command.getErr()));
    return line;
  }

  /**
   * Converts an option value with a parser. If the parser throws an exception, users see its
   * message without the class name.
   */
  private static <T> ITypeConverter<T> converter(Function<String, T> parser) {
    return text -> {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
    };
  }

  private int execute(ParseResult result) {
    refuseUnknownWords(result);
    if (!isHelp(result)) {
      Logging.of(verbosity.length).start();
      if (!result.hasSubcommand() || !WITHOUT_LOG.contains(name(result.subcommand()))) {
        Lz4Library.prepare();
      }
    }
    return new CommandLine.RunLast().execute(result);
  }

  private static String name(ParseResult result) {
    return result.commandSpec().name();
  }

  private static boolean isHelp(ParseResult result) {
    return result.asCommandLineList().stream()
        .anyMatch(one -> one.isUsageHelpRequested() || one.isVersionHelpRequested());
  }

  /**
   * Rejects unknown commands and options, which Picocli ignores on a command line with {@code
   * --help}.
   */
  private static void refuseUnknownWords(ParseResult result) {
    for (CommandLine command : result.asCommandLineList()) {
      List<String> unknown = command.getParseResult().unmatched();
      if (!unknown.isEmpty()) {
        throw new UnmatchedArgumentException(command, unknown);
      }
    }
  }

  private static int report(Exception failure, PrintWriter err) {
    LoggerFactory.getLogger(Waymark.class).debug("Command failed", failure);
    if (failure instanceof CommandException) {
      err.println("waymark: " + failure.getMessage());
    } else {
      err.println(
          "waymark: unexpected failure (%s): run the command again with -v, and report the output"
              .formatted(Causes.text(failure)));
    }
    return ExitCode.ERROR;
  }

  /** Reads the version from the manifest of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Waymark.class.getPackage().getImplementationVersion();
      return new String[] {"waymark " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
