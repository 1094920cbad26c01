package org.waymark.wire.message;

import java.util.List;
import org.waymark.segment.ByteString;

/**
 * Extensions sent as control payload; a path server only skips them (PROTOCOL 2, CtrlExtnDataList).
 */
public record Extensions(List<Extension> items) implements Message {
  /** One extension, whatever it is. */
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
