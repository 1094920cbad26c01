package org.waymark.wire.message;

/** A SIBRA message, decoded without its content because a path server ignores it (PROTOCOL 2). */
public record Sibra() implements Message {
  @Override
  public String messageClass() {
    return "sibra";
  }

  @Override
  public String messageType() {
    return "sibra";
  }
}
