package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressesTest {
  /** The cases of RFC 5952, sections 4 and 5. */
  @ParameterizedTest
  @CsvSource({
    "0:0:0:0:0:0:0:1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "2001:0db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "FE80:0:0:0:0:0:0:0, fe80::",
    "127.0.0.1, 127.0.0.1"
  })
  void addressIsWrittenInItsShortestForm(String given, String expected) {
    InetAddress address = InetAddress.ofLiteral(given);

    assertEquals(expected, SocketAddresses.text(address));
    InetSocketAddress socket = new InetSocketAddress(address, 30_041);
    assertEquals(socket, SocketAddresses.parse(SocketAddresses.text(socket)));
  }

  @Test
  void zoneStays() throws Exception {
    byte[] bytes = InetAddress.ofLiteral("fe80::7").getAddress();

    assertEquals("fe80::7%3", SocketAddresses.text(Inet6Address.getByAddress(null, bytes, 3)));
  }

  @Test
  void portStandsBehindBracketsOnlyWhereTheAddressHasColons() {
    assertEquals("[::1]:80", SocketAddresses.text(SocketAddresses.of("::1", 80)));
    assertEquals("10.0.0.1:80", SocketAddresses.text(SocketAddresses.of("10.0.0.1", 80)));
  }

  @Test
  void hostThatWasNotLookedUpIsWrittenByName() {
    assertEquals(
        "kafka.invalid:9092",
        SocketAddresses.text(InetSocketAddress.createUnresolved("kafka.invalid", 9_092)));
  }
}
