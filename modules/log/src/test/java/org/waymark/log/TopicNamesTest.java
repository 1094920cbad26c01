package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;

class TopicNamesTest {
  @Test
  void defaultPrefixNamesTheAs() {
    assertEquals(
        "waymark.1-ff00_0_110.events", TopicNames.of(IsdAs.parse("1-ff00:0:110")).of(Topic.EVENTS));
    assertEquals("waymark.1-11.trust", TopicNames.of(IsdAs.parse("1-11")).of(Topic.TRUST));
  }

  @Test
  void prefixThatKafkaWouldNotTakeIsRefused() {
    for (String prefix : new String[] {"", "a b", "a:b", "x".repeat(201)}) {
      assertThrows(IllegalArgumentException.class, () -> new TopicNames(prefix), prefix);
    }
  }
}
