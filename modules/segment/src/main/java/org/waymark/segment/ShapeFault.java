package org.waymark.segment;

/**
 * Why no beacon can have made a segment, whatever it is registered as (ARCHITECTURE, Before
 * append).
 */
public sealed interface ShapeFault {
  /** {@return what is wrong, for people} */
  String text();

  /** An AS stands in the segment twice. */
  record RepeatedAs(IsdAs ia) implements ShapeFault {
    @Override
    public String text() {
      return "AS " + ia + " occurs more than once";
    }
  }

  /** The first AS has an ingress, so that the segment would start before it. */
  record FirstIngress(IsdAs ia, long interfaceId) implements ShapeFault {
    @Override
    public String text() {
      return "the first AS, " + ia + ", has ingress " + interfaceId + " instead of 0";
    }
  }

  /** The last AS has an egress, so that the segment would go on after it. */
  record LastEgress(IsdAs ia, long interfaceId) implements ShapeFault {
    @Override
    public String text() {
      return "the last AS, " + ia + ", has egress " + interfaceId + " instead of 0";
    }
  }
}
