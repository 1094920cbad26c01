package org.waymark.faults.agent;

/**
 * How often something happens in a child process.
 *
 * @param type the binary name of the class
 * @param field a static field of type long, which the class initializer sets
 * @param value the value that the field gets instead, in the unit of the field
 */
record Period(String type, String field, long value) {
  /** {@return the period as text, as {@link #parse} reads it} */
  String text() {
    return type + "#" + field + "#" + value;
  }

  static Period parse(String text) {
    String[] parts = text.split("#");
    return new Period(parts[0], parts[1], Long.parseLong(parts[2]));
  }
}
