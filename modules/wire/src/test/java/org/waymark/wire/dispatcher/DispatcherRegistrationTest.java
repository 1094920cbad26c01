package org.waymark.wire.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.packet.HostAddress;

class DispatcherRegistrationTest {
  private static final HostAddress V4 = new HostAddress.Ipv4(0x7f000001);
  private static final HostAddress V6 = new HostAddress.Ipv6(1, 2);
  private static final DispatcherRegistration FULL =
      new DispatcherRegistration(
          IsdAs.parse("1-14"),
          V6,
          30_068,
          Optional.of(new DispatcherRegistration.Bind(V4, 30_100)),
          Optional.of(HostAddress.Service.PATH),
          true);

  @Test
  void everyTruncationButTheServiceIsRefused() {
    byte[] whole = FULL.encode().array();
    assertEquals(FULL, DispatcherRegistration.decode(ByteBuffer.wrap(whole)).orElseThrow());
    for (int length = 0; length < whole.length; length++) {
      Decoded<DispatcherRegistration> read =
          DispatcherRegistration.decode(ByteBuffer.wrap(Arrays.copyOf(whole, length)));
      if (length == whole.length - HostAddress.Service.SIZE) {
        assertEquals(Optional.empty(), read.orElseThrow().service());
      } else {
        assertEquals(Optional.of(RefusalReason.REGISTRATION_LENGTH), reason(read));
      }
    }
    assertEquals(
        Optional.of(RefusalReason.REGISTRATION_LENGTH),
        reason(
            DispatcherRegistration.decode(
                ByteBuffer.wrap(Arrays.copyOf(whole, whole.length + 1)))));
  }

  @Test
  void everyWrongFieldHasItsReason() {
    assertEquals(Optional.of(RefusalReason.REGISTRATION_COMMAND), with(0, 0));
    assertEquals(Optional.of(RefusalReason.REGISTRATION_COMMAND), with(0, 6));
    assertEquals(Optional.of(RefusalReason.REGISTRATION_COMMAND), with(0, 15));
    assertEquals(Optional.of(RefusalReason.REGISTRATION_PROTOCOL), with(1, 6));
    assertEquals(Optional.of(RefusalReason.REGISTRATION_ADDRESS_TYPE), with(12, 0));
    assertEquals(Optional.of(RefusalReason.REGISTRATION_ADDRESS_TYPE), with(12, 3));
    assertEquals(Optional.of(RefusalReason.REGISTRATION_ADDRESS_TYPE), with(13 + 16 + 2, 9));
  }

  private static Optional<RefusalReason> with(int at, int value) {
    ByteBuffer bytes = FULL.encode();
    bytes.put(at, (byte) value);
    return reason(DispatcherRegistration.decode(bytes));
  }

  @Test
  void answerIsAPortOrARefusal() {
    RegistrationAnswer answer =
        RegistrationAnswer.decode(new RegistrationAnswer(65_535).encode()).orElseThrow();
    assertEquals(65_535, answer.port());
    assertTrue(answer.isAccepted());
    assertFalse(RegistrationAnswer.decode(ByteBuffer.wrap(new byte[2])).orElseThrow().isAccepted());
    for (int length : new int[] {0, 1, 3}) {
      assertEquals(
          Optional.of(RefusalReason.REGISTRATION_LENGTH),
          reason(RegistrationAnswer.decode(ByteBuffer.allocate(length))));
    }
  }

  @Test
  void onlyIpAddressesAndPortsAreRegistered() {
    HostAddress none = new HostAddress.None();
    assertThrows(IllegalArgumentException.class, () -> new DispatcherRegistration.Bind(none, 1));
    assertThrows(IllegalArgumentException.class, () -> new DispatcherRegistration.Bind(V4, 65_536));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new DispatcherRegistration(
                FULL.ia(), none, 1, Optional.empty(), Optional.empty(), false));
  }

  private static Optional<RefusalReason> reason(Decoded<?> decoded) {
    return decoded.whyRefused().map(Refusal::reason);
  }
}
