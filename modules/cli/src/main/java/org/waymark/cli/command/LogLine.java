package org.waymark.cli.command;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.waymark.runtime.Causes;

/**
 * Formats a log event as one line: its message, followed by the causes that the message does not
 * mention. Much of the text comes from untrusted sources, so control characters are escaped; this
 * prevents an event from breaking its line or sending control sequences to a terminal.
 */
public final class LogLine extends ClassicConverter {
  @Override
  public String convert(ILoggingEvent event) {
    return text(event);
  }

  /**
   * Formats an event as one line.
   *
   * @return the text of the event
   */
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
