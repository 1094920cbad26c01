package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * Extensions sent as a control payload, which a path server ignores (PROTOCOL 2, CtrlExtnDataList).
 */
public record Extensions(List<Extension> items) implements Message {
  /** One extension of any type. */
  public record Extension(ByteString type, ByteString data) {}

  public Extensions {
    items = List.copyOf(items);
  }

  @Override
  public String messageClass() {
    return "extn";
  }

  @Override
  public String messageType() {
    return "extn";
  }
}
