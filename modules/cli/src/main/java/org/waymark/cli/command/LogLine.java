package org.waymark.cli.command;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.waymark.runtime.Causes;

/**
 * The text of a log event on one line: its message, then what the message leaves unsaid of the
 * causes. Much of it comes from strangers, so control characters are escaped: a line ends where the
 * event ends, and no terminal is told anything.
 */
public final class LogLine extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return text(event);
  }

  /** {@return the text of an event} */
  public static String text(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    return escaped(
        event.getThrowableProxy() instanceof ThrowableProxy failure
            ? Causes.withCauses(message, failure.getThrowable())
            : message);
  }

  private static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            one -> {
              if (isPrintable(one)) {
                line.appendCodePoint(one);
              } else {
                line.append(
                    switch (one) {
                      case '\n' -> "\\n";
                      case '\r' -> "\\r";
                      case '\t' -> "\\t";
                      default -> "\\u%04x".formatted(one);
                    });
              }
            });
    return line.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
