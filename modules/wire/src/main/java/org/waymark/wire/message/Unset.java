package org.waymark.wire.message;

/** A payload without a message, because no member is set in one of its unions. */
public record Unset(Group group) implements Message {
  /** The group to which the unset union belongs. */
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
