package org.waymark.cli.segments;

import org.waymark.wire.Decoded;

/** Thrown if a segment file is malformed. The one-line message gives the place and the reason. */
final class MalformedFileException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedFileException(String message) {
    super(message);
  }

  MalformedFileException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Unwraps a decoded value.
   *
   * @return the value
   * @throws MalformedFileException if decoding failed
   */
  static <T> T accepted(Decoded<T> decoded, String where) throws MalformedFileException {
    return switch (decoded) {
      case Decoded.Accepted<T>(T value) -> value;
      case Decoded.Refused<T> refused ->
          throw new MalformedFileException(where + ": " + refused.refusal());
    };
  }
}
