package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestSumTest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

  @Test
  void addsAndSubtractsModulo2To256() {
    Random random = new Random(7);
    DigestSum sum = new DigestSum();
    BigInteger expected = BigInteger.ZERO;
    for (int i = 0; i < 20_000; i++) {
      byte[] number = number(random);
      boolean add = random.nextBoolean();
      if (add) {
        sum.add(number);
      } else {
        sum.subtract(number);
      }
      BigInteger value = new BigInteger(1, number);
      expected = (add ? expected.add(value) : expected.subtract(value)).mod(MODULUS);
      assertEquals(expected, new BigInteger(1, sum.toBytes()));
    }
  }

  /**
   * {@return random bytes in which whole words are often all ones or zeros, so that carries go far}
   */
  private static byte[] number(Random random) {
    byte[] number = new byte[DigestSum.SIZE];
    for (int word = 0; word < number.length; word += Long.BYTES) {
      byte fill = (byte) (random.nextBoolean() ? 0xff : 0);
      Arrays.fill(number, word, word + Long.BYTES, fill);
      if (random.nextInt(4) == 0) {
        number[word + random.nextInt(Long.BYTES)] = (byte) random.nextInt();
      }
    }
    return number;
  }

  @Test
  void carriesAndBorrowsRunThroughWholeWords() {
    byte[] one = new byte[DigestSum.SIZE];
    one[DigestSum.SIZE - 1] = 1;
    byte[] ones = new byte[DigestSum.SIZE];
    Arrays.fill(ones, (byte) 0xff);
    DigestSum sum = new DigestSum();
    sum.subtract(one);
    assertEquals(MODULUS.subtract(BigInteger.ONE), new BigInteger(1, sum.toBytes()));
    sum.add(one);
    assertEquals(BigInteger.ZERO, new BigInteger(1, sum.toBytes()));
    sum.add(ones);
    sum.add(ones);
    assertEquals(MODULUS.subtract(BigInteger.TWO), new BigInteger(1, sum.toBytes()));
  }

  @Test
  void startsFromWhatWasWrittenDown() {
    DigestSum first = new DigestSum();
    first.add(number(new Random(1)));
    DigestSum second = new DigestSum();
    second.set(first.toBytes());
    assertEquals(new BigInteger(1, first.toBytes()), new BigInteger(1, second.toBytes()));
  }
}
