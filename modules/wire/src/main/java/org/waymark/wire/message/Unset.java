package org.waymark.wire.message;

/** A payload without a message, because the union of this group is unset. */
public record Unset(Group group) implements Message {
  /** The group that the union belongs to. */
  public enum Group {
    CONTROL("unset"),
    PATH_MGMT("pathMgmt"),
    CERT_MGMT("certMgmt");

    private final String text;

    Group(String text) {
      this.text = text;
    }
  }

  @Override
  public String messageClass() {
    return group.text;
  }

  @Override
  public String messageType() {
    return "unset";
  }
}
