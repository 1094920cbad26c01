package org.waymark.wire.message;

/** The body of a payload that contains no message, because one of its unions has no member set. */
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
