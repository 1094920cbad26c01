package org.waymark.wire.message;

/** A SIBRA message without its content, which a path server ignores (PROTOCOL 2). */
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
