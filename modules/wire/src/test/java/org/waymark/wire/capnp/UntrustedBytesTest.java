package org.waymark.wire.capnp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.BufferUnderflowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;

/** What a refusal says about a message whose reader failed with an exception of Java. */
class UntrustedBytesTest {
  static RuntimeException[] facesOfBadPointers() {
    return new RuntimeException[] {
      new IndexOutOfBoundsException("Index 634 out of bounds for length 1"),
      new BufferUnderflowException()
    };
  }

  @ParameterizedTest
  @MethodSource("facesOfBadPointers")
  void indexesOfArraysAreNotShown(RuntimeException fault) {
    assertEquals(
        Decoded.refused(RefusalReason.MALFORMED, "a pointer or length leads outside the message"),
        decode(fault));
  }

  @Test
  void faultWithoutAMessageIsNotShownAsNull() {
    assertEquals(
        Decoded.refused(RefusalReason.MALFORMED, "inconsistent content"),
        decode(new RuntimeException()));
  }

  private static Decoded<Object> decode(RuntimeException fault) {
    return UntrustedBytes.decode(
        DecoderLimits.DEFAULT,
        bytes -> {
          throw fault;
        });
  }
}
