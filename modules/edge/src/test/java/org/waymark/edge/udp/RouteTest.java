package org.waymark.edge.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPath;

class RouteTest {
  private static final ScionAddress HOST =
      new ScionAddress(IsdAs.parse("1-11"), new HostAddress.Ipv4(0x7f000005));
  private static final ScionAddress SERVER =
      new ScionAddress(IsdAs.parse("1-14"), new HostAddress.Ipv4(0x7f000009));
  private static final int LARGEST_PAYLOAD = 255 * 8 - 3;

  private static Route with(int extensions) {
    ExtensionHeader largest =
        new ExtensionHeader(
            ExtensionHeader.END_TO_END, 1, ByteString.owning(new byte[LARGEST_PAYLOAD]));
    return new Route(
        HOST,
        7_000,
        SERVER,
        ScionPath.EMPTY,
        Collections.nCopies(extensions, largest),
        Optional.empty());
  }

  /**
   * The extension headers of a pending request are kept with it, and their number is chosen by the
   * sender.
   */
  @Test
  void extensionHeadersCountAmongTheMemoryOfARoute() {
    long without = with(0).memoryBytes();
    assertTrue(without < 1_024, without + " bytes");
    for (int extensions : List.of(1, 30)) {
      long more = with(extensions).memoryBytes() - without;
      assertTrue(
          more >= (long) extensions * LARGEST_PAYLOAD
              && more < (long) extensions * (LARGEST_PAYLOAD + 512),
          more + " bytes of " + extensions);
    }
    assertEquals(with(0).headersSize() + 2 * 255 * 8, with(2).headersSize());
  }
}
