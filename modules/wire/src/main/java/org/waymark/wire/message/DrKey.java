package org.waymark.wire.message;

/**
 * A key exchange message, decoded without its content because a path server ignores it (PROTOCOL 2,
 * DRKeyMgmt).
 */
public record DrKey(Member member) implements Message {
  /** The member of the union that the message sets. */
  public enum Member {
    UNSET("unset"),
    REQUEST("drkeyReq"),
    REPLY("drkeyRep");

    private final String text;

    Member(String text) {
      this.text = text;
    }

    /** {@return the name in the schema} */
    public String text() {
      return text;
    }
  }

  @Override
  public String messageClass() {
    return "drkeyMgmt";
  }

  @Override
  public String messageType() {
    return member.text();
  }
}
