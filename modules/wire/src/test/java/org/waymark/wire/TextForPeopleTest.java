package org.waymark.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.packet.HostAddress;

/** Tests how values are written in lines that operators read. */
class TextForPeopleTest {
  @Test
  void trustIsNamedByWhatItIs() {
    assertEquals(
        "TRC of ISD 1 version 3",
        new TrustVersion(TrustKind.TRC, IsdAs.parse("1-0"), 3).toString());
    assertEquals(
        "trust anchor of ISD 1 version 1",
        new TrustVersion(TrustKind.ANCHOR, IsdAs.parse("1-0"), 1).toString());
    assertEquals(
        "chain of 1-ff00:0:110 version 18446744073709551615",
        new TrustVersion(TrustKind.CHAIN, IsdAs.parse("1-ff00:0:110"), -1).toString());
  }

  @Test
  void hostIsWrittenInItsShortestForm() {
    assertEquals("::1", HostAddress.of(InetAddress.ofLiteral("::1")).toString());
    assertEquals("10.0.0.1", HostAddress.of(InetAddress.ofLiteral("10.0.0.1")).toString());
  }

  @Test
  void registrationWithADispatcherNamesWhatItHas() {
    HostAddress host = HostAddress.of(InetAddress.ofLiteral("10.0.0.1"));

    assertEquals(
        "1-14 10.0.0.1 port 30252",
        new DispatcherRegistration(
                IsdAs.parse("1-14"), host, 30_252, Optional.empty(), Optional.empty(), true)
            .toString());
    assertEquals(
        "1-14 10.0.0.1 port 30252 for the service PS bound to 10.0.0.1 port 7",
        new DispatcherRegistration(
                IsdAs.parse("1-14"),
                host,
                30_252,
                Optional.of(new DispatcherRegistration.Bind(host, 7)),
                Optional.of(HostAddress.Service.PATH),
                true)
            .toString());
  }
}
