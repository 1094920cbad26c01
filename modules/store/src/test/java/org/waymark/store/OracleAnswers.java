package org.waymark.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.fixtures.oracle.OracleFact;
import org.waymark.fixtures.oracle.OracleState;
import org.waymark.fixtures.oracle.OracleState.BlockRow;
import org.waymark.fixtures.oracle.OracleState.InterfaceDownRow;
import org.waymark.fixtures.oracle.OracleState.Version;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;

/** Computes the results of queries from a state and a clock. */
final class OracleAnswers {
  private OracleAnswers() {}

  /** {@return the result of a query, in order, as offsets} */
  static List<Long> answer(
      OracleState state, SegmentType type, IsdAs first, IsdAs last, long clockMs, int limit) {
    long clock = Math.max(clockMs, state.lastTickMs);
    List<Version> found = new ArrayList<>();
    for (Version v : state.segments) {
      boolean asked =
          v.fact().type() == type
              && fits(first, v.fact().hops().getFirst().ia())
              && fits(last, v.fact().hops().getLast().ia());
      if (asked && clock < v.endMs() && !hidden(state, v, clock)) {
        found.add(v);
      }
    }
    found.sort(
        Comparator.<Version>comparingInt(v -> v.fact().hops().size())
            .thenComparing(v -> -v.fact().expiryS())
            .thenComparing(v -> v.fact().id().hex()));
    return found.stream().limit(limit).map(v -> v.offset()).toList();
  }

  /** {@return how many paths with these ends are stored and valid, hidden or not} */
  static int liveKeys(OracleState state, IsdAs first, IsdAs last, long clockMs) {
    long clock = Math.max(clockMs, state.lastTickMs);
    int live = 0;
    for (Version v : state.segments) {
      boolean counted =
          fits(first, v.fact().hops().getFirst().ia())
              && fits(last, v.fact().hops().getLast().ia())
              && clock < v.endMs();
      live += counted ? 1 : 0;
    }
    return live;
  }

  private static boolean fits(IsdAs asked, IsdAs ia) {
    if (asked.as() != 0) {
      return asked.equals(ia);
    }
    return asked.isd() == 0 || asked.isd() == ia.isd();
  }

  /** {@return every time around which a result changes, or at which one might change by mistake} */
  static SortedSet<Long> clocks(OracleState state) {
    TreeSet<Long> edges = new TreeSet<>();
    state.segments.forEach(v -> edges.add(v.endMs()));
    state.blocks.forEach(b -> edges.add(b.endMs()));
    state.interfacesDown.forEach(d -> edges.add(d.endMs()));
    edges.add(state.lastTickMs);
    TreeSet<Long> clocks = new TreeSet<>(List.of(0L, SmallWorld.BASE_MS));
    for (long edge : edges) {
      clocks.addAll(List.of(edge - 1, edge, edge + 1));
    }
    return clocks;
  }

  private static boolean hidden(OracleState state, Version v, long clockMs) {
    for (BlockRow b : state.blocks) {
      if (clockMs < b.endMs() && concerns(b.subject(), v)) {
        return true;
      }
    }
    for (InterfaceDownRow d : state.interfacesDown) {
      boolean concerned = concerns(new OracleFact.Subject.Interface(d.ia(), d.interfaceId()), v);
      if (clockMs < d.endMs() && concerned) {
        return true;
      }
    }
    return false;
  }

  private static boolean concerns(OracleFact.Subject subject, Version v) {
    for (Hop hop : v.fact().hops()) {
      boolean concerned =
          switch (subject) {
            case OracleFact.Subject.As(IsdAs ia) -> hop.ia().equals(ia);
            case OracleFact.Subject.Interface(IsdAs ia, long id) ->
                id != 0 && hop.ia().equals(ia) && (hop.ingress() == id || hop.egress() == id);
            case OracleFact.Subject.Path(ByteString id) -> v.fact().id().equals(id);
          };
      if (concerned) {
        return true;
      }
    }
    return false;
  }
}
