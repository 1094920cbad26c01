package org.waymark.bench;

/** The least that a JVM can do: its start is the floor of the starts of commands. */
final class PrintLine {
  private PrintLine() {}

  /** Prints a line. */
  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
