package org.waymark.wire.trust;

import java.util.function.Supplier;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Carries the reason for rejecting a text out of the nested parsers of this package. This exception
 * never leaves the package.
 */
final class MalformedText extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final RefusalReason reason;

  MalformedText(RefusalReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  static <T> Decoded<T> caught(Supplier<T> parser) {
    try {
      return Decoded.accepted(parser.get());
    } catch (MalformedText e) {
      return Decoded.refused(e.reason, e.getMessage());
    }
  }

  static MalformedText field(String name, String what) {
    return new MalformedText(RefusalReason.JSON_FIELD, "field " + name + " " + what);
  }

  static MalformedText missing(String name) {
    return new MalformedText(RefusalReason.JSON_FIELD_MISSING, "no field " + name);
  }

  static MalformedText json(String what) {
    return new MalformedText(RefusalReason.JSON, what);
  }
}
