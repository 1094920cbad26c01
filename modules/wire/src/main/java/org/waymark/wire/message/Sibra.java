package org.waymark.wire.message;

/** A SIBRA message, which has no content here; a path server only skips it (PROTOCOL 2). */
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
