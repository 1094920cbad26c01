package org.waymark.faults.agent;

/**
 * A place in the code of Waymark.
 *
 * @param type the binary name of the class
 * @param method the name of the method, which no other method of the class has
 * @param side whether the place is before the first instruction, or before each return
 */
public record FailpointPlace(String type, String method, Side side) {
  /** The two ends of a method. */
  public enum Side {
    ENTRY,
    EXIT
  }

  /** {@return the place as text, as {@link #parse} reads it} */
  String target() {
    return type + "#" + method + "#" + side;
  }

  static FailpointPlace parse(String target) {
    String[] parts = target.split("#");
    return new FailpointPlace(parts[0], parts[1], Side.valueOf(parts[2]));
  }
}
