package org.waymark.segment;

/**
 * The reason why a segment of any type cannot have been created from a beacon (ARCHITECTURE, Before
 * append).
 */
public sealed interface ShapeFault {
  /** {@return a human-readable description of the fault} */
  String text();

  /** An AS occurs more than once in the segment. */
  record RepeatedAs(IsdAs ia) implements ShapeFault {
    @Override
    public String text() {
      return "AS " + ia + " occurs more than once";
    }
  }

  /** The first AS has an ingress, so the segment would start before it. */
  record FirstIngress(IsdAs ia, long interfaceId) implements ShapeFault {
    @Override
    public String text() {
      return "the first AS, " + ia + ", has ingress " + interfaceId + " instead of 0";
    }
  }

  /** The last AS has an egress, so the segment would continue after it. */
  record LastEgress(IsdAs ia, long interfaceId) implements ShapeFault {
    @Override
    public String text() {
      return "the last AS, " + ia + ", has egress " + interfaceId + " instead of 0";
    }
  }
}
