package org.waymark.cli.segments;

import org.waymark.wire.Decoded;

/** A file of segments that is none: one line says where, and what was expected. */
final class MalformedFileException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedFileException(String message) {
    super(message);
  }

  MalformedFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * {@return what was decoded}
   *
   * @throws MalformedFileException when it was refused
   */
  static <T> T accepted(Decoded<T> decoded, String where) throws MalformedFileException {
    return switch (decoded) {
      case Decoded.Accepted<T>(T value) -> value;
      case Decoded.Refused<T> refused ->
          throw new MalformedFileException(where + ": " + refused.refusal());
    };
  }
}
