package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeTtlsTest {
  private static final IsdAs NAMED = IsdAs.of(1, 11);

  @Test
  void exactlyOneTreeTtlIsAllowedPerAs() {
    TreeTtls ttls = new TreeTtls(21_600, Map.of(NAMED, 600L));
    assertEquals(600, ttls.of(NAMED));
    assertEquals(21_600, ttls.of(IsdAs.of(1, 12)));
    assertTrue(ttls.allows(Revocations.ofEpoch(1, 600)));
    assertFalse(ttls.allows(Revocations.ofEpoch(1, 21_600)));
    assertEquals(21_600, TreeTtls.DEFAULT.of(NAMED));
  }

  @Test
  void aTreeTtlThatNoTreeCanHaveIsRefused() {
    for (long ttlS : new long[] {0, -10, 15, 1L << 32, 4_294_967_300L}) {
      assertThrows(IllegalArgumentException.class, () -> TreeTtls.everywhere(ttlS));
      assertThrows(IllegalArgumentException.class, () -> new TreeTtls(600, Map.of(NAMED, ttlS)));
    }
  }

  @Test
  void leastAndGreatestTreeTtlOfTheWireAreAllowed() {
    for (long ttlS : new long[] {10, 4_294_967_290L}) {
      assertEquals(ttlS, TreeTtls.everywhere(ttlS).of(NAMED));
    }
  }
}
