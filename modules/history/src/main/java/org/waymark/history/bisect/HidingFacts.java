package org.waymark.history.bisect;

import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.wire.event.BlockSubject;

/** The facts that hide segments. */
final class HidingFacts {
  private HidingFacts() {}

  /** {@return the facts that hide segments with the hop, apart from blocks of the segment} */
  static List<Fact> of(Hop hop) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact.Blocked(new BlockSubject.OfAs(hop.ia())));
    for (long id : new long[] {hop.ingress(), hop.egress()}) {
      if (id != 0) {
        facts.add(new Fact.Blocked(new BlockSubject.OfInterface(hop.ia(), id)));
        facts.add(new Fact.Down(new AsInterface(hop.ia(), id)));
      }
    }
    return facts;
  }
}
