package org.waymark.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;

class StrictEncodingTest {
  @Test
  void scalarsAreTheNumbersBelowTheOrder() {
    BigInteger order = EdwardsCurve.ORDER;
    BigInteger highest = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    assertTrue(isScalar(BigInteger.ZERO));
    assertTrue(isScalar(BigInteger.ONE));
    assertTrue(isScalar(order.subtract(BigInteger.ONE)));
    assertFalse(isScalar(order));
    assertFalse(isScalar(order.add(BigInteger.ONE)));
    assertFalse(isScalar(order.setBit(255)));
    assertFalse(isScalar(highest));
  }

  @Test
  void scalarIsReadFromItsPlace() {
    ByteString behindOthers =
        EdwardsCurve.join(
            EdwardsCurve.littleEndian(EdwardsCurve.ORDER),
            EdwardsCurve.littleEndian(BigInteger.TEN));

    assertFalse(StrictEncoding.isScalar(behindOthers, 0));
    assertTrue(StrictEncoding.isScalar(behindOthers, 32));
  }

  @Test
  void onlyOneEncodingIsTheNeutralPoint() {
    ByteString neutral = EdwardsCurve.NEUTRAL.encoded();
    for (int bit = 0; bit < 256; bit++) {
      byte[] changed = neutral.toBytes();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(StrictEncoding.isNeutralPoint(ByteString.owning(changed)), "bit " + bit);
    }
    assertTrue(StrictEncoding.isNeutralPoint(neutral));
  }

  @Test
  void pointsOfPrimeOrderAreMultiplesOfTheBaseWithoutAPartOfSmallOrder() {
    for (int factor = 0; factor < 8; factor++) {
      for (int part = 0; part < 8; part++) {
        EdwardsCurve.Point point =
            EdwardsCurve.BASE.times(factor).plus(EdwardsCurve.TORSION.times(part));
        assertEquals(
            factor != 0 && part == 0,
            StrictEncoding.isPointOfPrimeOrder(point.encoded()),
            factor + " B + " + part + " T");
      }
    }
  }

  private static boolean isScalar(BigInteger value) {
    return StrictEncoding.isScalar(EdwardsCurve.littleEndian(value), 0);
  }
}
