package org.waymark.history.bisect;

import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.AsInterface;
import org.waymark.segment.Hop;
import org.waymark.wire.event.BlockSubject;

/** Lists the facts that cause segments to be hidden. */
final class HidingFacts {
  private HidingFacts() {}

  /**
   * {@return the facts that hide segments with the given hop, except for blocks of single segments}
   */
  static List<PassingFact> of(Hop hop) {
    List<PassingFact> facts = new ArrayList<>();
    facts.add(new PassingFact.Blocked(new BlockSubject.OfAs(hop.ia())));
    for (long id : new long[] {hop.ingress(), hop.egress()}) {
      if (id != 0) {
        facts.add(new PassingFact.Blocked(new BlockSubject.OfInterface(hop.ia(), id)));
        facts.add(new PassingFact.Down(new AsInterface(hop.ia(), id)));
      }
    }
    return facts;
  }
}
