package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void whatBeaconsMakeHasNoFault() {
    assertEquals(Optional.empty(), Shape.fault(Segments.along("1-11", "1-12", "1-13")));
    assertEquals(Optional.empty(), Shape.fault(Segments.along("1-11")));
  }

  @Test
  void anAsThatComesTwiceIsAFault() {
    assertEquals(
        Optional.of(new ShapeFault.RepeatedAs(IsdAs.of(1, 11))),
        Shape.fault(Segments.along("1-11", "1-12", "1-11", "1-13")));
  }

  @Test
  void aFirstIngressIsAFault() {
    CapnpSegment segment =
        Segments.of(Segments.entry("1-11", 5, 6, 63), Segments.entry("1-12", 7, 0, 63));
    assertEquals(
        Optional.of(new ShapeFault.FirstIngress(IsdAs.of(1, 11), 5)), Shape.fault(segment));
  }

  @Test
  void aLastEgressIsAFault() {
    CapnpSegment segment =
        Segments.of(Segments.entry("1-11", 0, 6, 63), Segments.entry("1-12", 7, 8, 63));
    assertEquals(Optional.of(new ShapeFault.LastEgress(IsdAs.of(1, 12), 8)), Shape.fault(segment));
  }

  @Test
  void faultsNameTheAs() {
    assertEquals(
        "AS 1-11 occurs more than once", new ShapeFault.RepeatedAs(IsdAs.of(1, 11)).text());
    assertEquals(
        "the first AS, 1-11, has ingress 5 instead of 0",
        new ShapeFault.FirstIngress(IsdAs.of(1, 11), 5).text());
    assertEquals(
        "the last AS, 1-12, has egress 8 instead of 0",
        new ShapeFault.LastEgress(IsdAs.of(1, 12), 8).text());
  }
}
