package org.waymark.runtime;

import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Describes a failure and its causes in words, for log lines and messages. Operators read these
 * texts and have no use for exception class names.
 */
public final class Causes {
  /** The maximum number of causes to follow, because a chain of causes may be circular. */
  private static final int MAX_DEPTH = 10;

  /** The class name of an exception that precedes its message, with or without the package. */
  private static final Pattern EXCEPTION_CLASS =
      Pattern.compile("\\b(?:[a-z]\\w*\\.)*[A-Z][\\w$]*(?:Exception|Error): ");

  /** The package of a class. */
  private static final Pattern PACKAGE =
      Pattern.compile("\\b(?:java|javax|jdk|sun|com|org|io|net)(?:\\.[a-z]\\w*)+\\.(?=[A-Z])");

  /** The hash code that {@code Object.toString} appends to a class name. */
  private static final Pattern IDENTITY = Pattern.compile("(?<=[A-Za-z$])@[0-9a-f]{4,8}\\b");

  /**
   * The slash with which {@code InetSocketAddress.toString} begins if the address has no host name.
   */
  private static final Pattern ADDRESS = Pattern.compile("(^|[\\s(\\[])/(?=\\d{1,3}\\.\\d|\\[)");

  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private Causes() {}

  /**
   * Describes the failure using its own message and the messages of its causes, outermost first,
   * without repetition.
   */
  public static String text(Throwable failure) {
    return String.join(": ", chain(failure));
  }

  /**
   * Appends the messages of the failure and its causes to the line, unless the line already
   * contains them.
   */
  public static String withCauses(String line, Throwable failure) {
    StringBuilder whole = new StringBuilder(line);
    for (String text : chain(failure)) {
      if (whole.indexOf(text) < 0) {
        whole.append("; cause: ").append(text);
      }
    }
    return whole.toString();
  }

  /** Describes an object by the words in its class name, such as "serving store". */
  public static String kind(Object object) {
    Class<?> type = object.getClass();
    int lambda = type.getName().indexOf("$$Lambda");
    if (lambda >= 0) {
      return "part of the " + words(type.getName().substring(0, lambda));
    }
    return words(type.getName());
  }

  private static List<String> chain(Throwable failure) {
    List<String> texts = new ArrayList<>();
    Throwable next = failure;
    for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
      String text = own(next);
      if (!isWrapper(next) && texts.stream().noneMatch(said -> said.contains(text))) {
        texts.add(text);
      }
      next = next.getCause();
    }
    return texts;
  }

  /** {@return whether the exception adds no information to its cause} */
  private static boolean isWrapper(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause != null
        && (failure.getMessage() == null || failure.getMessage().equals(cause.toString()));
  }

  private static String own(Throwable failure) {
    return switch (failure) {
      case FileSystemException file when file.getFile() != null ->
          file.getFile() + ": " + FileTrouble.of(file);
      case UnknownHostException host -> "the host name " + host.getMessage() + " does not resolve";
      default -> {
        String message = plain(Optional.ofNullable(failure.getMessage()).orElse(""));
        String text = message.isBlank() ? words(failure.getClass().getName()) : message;
        yield isFault(failure) ? text + place(failure) : text;
      }
    };
  }

  private static String plain(String message) {
    String text = EXCEPTION_CLASS.matcher(message).replaceAll("");
    text = PACKAGE.matcher(text).replaceAll("");
    text = IDENTITY.matcher(text).replaceAll("");
    return ADDRESS.matcher(text).replaceAll("$1").strip();
  }

  /**
   * {@return whether the failure is an unchecked exception or error of the Java runtime, which
   * indicates a bug}
   */
  private static boolean isFault(Throwable failure) {
    return failure.getClass().getName().startsWith("java.")
        && (failure instanceof RuntimeException || failure instanceof Error);
  }

  /**
   * {@return the location of the failure: the topmost stack frame in Waymark's code or, if there is
   * none, the topmost stack frame}
   */
  private static String place(Throwable failure) {
    List<StackTraceElement> lines = Arrays.asList(failure.getStackTrace());
    return lines.stream()
        .filter(line -> line.getClassName().startsWith("org.waymark."))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .map(line -> " (at " + line.getFileName() + ":" + line.getLineNumber() + ")")
        .orElse("");
  }

  private static String words(String className) {
    String simple =
        className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    String name = simple.replaceFirst("(?<=.)(Exception|Error)$", "");
    return WORD_START.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
