package org.waymark.wire.message;

/** A payload that holds no message: the union of this group is unset. */
public record Unset(Group group) implements Message {
  /** Where the union stands. */
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
