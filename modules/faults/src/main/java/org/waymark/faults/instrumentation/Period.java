package org.waymark.faults.instrumentation;

/**
 * The interval at which something happens in a child process.
 *
 * @param type the binary name of the class
 * @param field a static field of type long, which the class initializer sets
 * @param value the new value, in the unit of the field
 */
public record Period(String type, String field, long value) {
  /** {@return the period as text, in the form that {@link #parse} reads} */
  String text() {
    return type + "#" + field + "#" + value;
  }

  static Period parse(String text) {
    String[] parts = text.split("#");
    return new Period(parts[0], parts[1], Long.parseLong(parts[2]));
  }
}
