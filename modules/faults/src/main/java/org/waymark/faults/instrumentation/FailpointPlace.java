package org.waymark.faults.instrumentation;

/**
 * A point in Waymark's code.
 *
 * @param type the binary name of the class
 * @param method the name of the method, which must be unique in the class
 * @param side whether the point is before the first instruction, or before each return
 */
public record FailpointPlace(String type, String method, Side side) {
  /** The two sides of a method. */
  public enum Side {
    ENTRY,
    EXIT
  }

  /** {@return this point as text, in the form that {@link #parse} reads} */
  String text() {
    return type + "#" + method + "#" + side;
  }

  static FailpointPlace parse(String text) {
    String[] parts = text.split("#");
    return new FailpointPlace(parts[0], parts[1], Side.valueOf(parts[2]));
  }
}
