package org.waymark.wire.message;

/**
 * A message between SCION-IP gateways, decoded without its content because a path server ignores it
 * (PROTOCOL 2, SIGCtrl).
 */
public record Sig(long id, Member member) implements Message {
  /** The member of the union that the message sets. */
  public enum Member {
    UNSET("unset"),
    POLL_REQUEST("pollReq"),
    POLL_REPLY("pollRep");

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
    return "sig";
  }

  @Override
  public String messageType() {
    return member.text();
  }
}
