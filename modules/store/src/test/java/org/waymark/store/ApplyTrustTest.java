package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TrustMaker;
import org.waymark.fixtures.oracle.OracleRow;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StateDigest;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * Tests apply of the trust topic against its written rules. The material determines which TRC
 * updates which, and which chains verify. The order of records determines the rest.
 */
class ApplyTrustTest {
  private static final IsdAs SUBJECT = IsdAs.parse("1-12");
  private static final long YEAR_S = 365 * 86_400;

  /**
   * Material of one ISD.
   *
   * @param isUpdate whether this TRC is a valid update of the TRC before it, whichever that is: all
   *     TRCs have one core AS with one key, and an update does not name the text that it updates
   * @param validAgainst the TRCs against which this chain verifies
   */
  private record Material(
      String name,
      TrustKind kind,
      IsdAs subject,
      long version,
      ByteString json,
      boolean isUpdate,
      Set<String> validAgainst) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final SmallWorldEvents events = new SmallWorldEvents();
  private final ApplySettings settings = SmallWorldEvents.settings();
  private final List<Material> pool = pool();

  private static List<Material> pool() {
    VirtualClock clock = new VirtualClock(SmallWorld.BASE_MS);
    TrustMaker maker = Network.of(NetworkTopology.tiny(), 7, clock).trust();
    Trc first = maker.trc(1);
    long shortS = first.expirationTimeS();
    // The second one is valid for longer, so that one chain verifies only against it.
    Trc second = maker.update(first).expiresS(shortS + 2 * YEAR_S).make();
    Trc otherSecond = maker.update(first).description("other").make();
    Trc third = maker.update(second).expiresS(shortS).make();
    Trc otherThird = maker.update(otherSecond).make();
    Trc fourth = maker.update(third).make();
    List<Material> pool = new ArrayList<>();
    pool.add(trc("anchor", TrustKind.ANCHOR, first, false));
    pool.add(
        trc(
            "other anchor",
            TrustKind.ANCHOR,
            maker.firstTrc(1).description("other").make(),
            false));
    pool.add(trc("first", TrustKind.TRC, first, false));
    pool.add(trc("second", TrustKind.TRC, second, true));
    pool.add(trc("other second", TrustKind.TRC, otherSecond, true));
    pool.add(trc("unsigned second", TrustKind.TRC, maker.update(first).signedBy().make(), false));
    pool.add(trc("third", TrustKind.TRC, third, true));
    pool.add(trc("other third", TrustKind.TRC, otherThird, true));
    pool.add(trc("fourth", TrustKind.TRC, fourth, true));
    Set<String> all =
        Set.of(
            "anchor", "other anchor", "second", "other second", "third", "other third", "fourth");
    pool.add(chain("chain", maker.chain(SUBJECT), all));
    pool.add(chain("other chain of its version", maker.certify(SUBJECT).trcVersion(9).make(), all));
    CertificateChain longer =
        maker
            .certify(SUBJECT)
            .version(2)
            .expiresS(shortS + YEAR_S)
            .coreExpiresS(shortS + YEAR_S)
            .make();
    pool.add(chain("long chain", longer, Set.of("second")));
    pool.add(
        chain(
            "chain by a leaf",
            maker.certify(SUBJECT).version(3).signedBy(SUBJECT).make(),
            Set.of()));
    return pool;
  }

  private static Material trc(String name, TrustKind kind, Trc trc, boolean isUpdate) {
    return new Material(
        name, kind, IsdAs.of(trc.isd(), 0), trc.version(), trc.json(), isUpdate, Set.of());
  }

  private static Material chain(String name, CertificateChain chain, Set<String> validAgainst) {
    return new Material(
        name, TrustKind.CHAIN, chain.subject(), chain.version(), chain.json(), false, validAgainst);
  }

  /** Folds as the rules describe, with accepted material in lists. */
  private static final class TrustOracle {
    private final List<Material> trcs = new ArrayList<>();
    private final List<Material> chains = new ArrayList<>();

    /** {@return the class of the effect: accepted, known or refused} */
    Class<? extends Applied> apply(Material m) {
      return switch (m.kind) {
        case ANCHOR -> anchor(m);
        case TRC -> trc(m);
        case CHAIN -> chain(m);
      };
    }

    private Class<? extends Applied> anchor(Material m) {
      if (trcs.isEmpty()) {
        trcs.add(m);
        return Applied.TrustAccepted.class;
      }
      boolean same = trcs.getFirst().json.equals(m.json);
      return same ? Applied.TrustKnown.class : Applied.TrustRefused.class;
    }

    private Class<? extends Applied> trc(Material m) {
      for (Material accepted : trcs) {
        if (accepted.json.equals(m.json)) {
          return Applied.TrustKnown.class;
        }
      }
      boolean isNext = !trcs.isEmpty() && trcs.getLast().version + 1 == m.version;
      if (isNext && m.isUpdate) {
        trcs.add(m);
        return Applied.TrustAccepted.class;
      }
      return Applied.TrustRefused.class;
    }

    private Class<? extends Applied> chain(Material m) {
      for (Material held : chains) {
        if (held.subject.equals(m.subject) && held.version == m.version) {
          return held.json.equals(m.json) ? Applied.TrustKnown.class : Applied.TrustRefused.class;
        }
      }
      for (Material trc : trcs.reversed().stream().limit(2).toList()) {
        if (m.validAgainst.contains(trc.name)) {
          chains.add(m);
          return Applied.TrustAccepted.class;
        }
      }
      return Applied.TrustRefused.class;
    }

    List<OracleRow> rows() {
      List<OracleRow> rows = new ArrayList<>();
      for (List<Material> accepted : List.of(trcs, chains)) {
        for (Material m : accepted) {
          rows.add(
              OracleRow.of("trust", OracleRow.TRUST)
                  .number("subject", m.subject.value())
                  .number("version", m.version)
                  .bytes("json", m.json)
                  .end());
        }
      }
      return rows.stream().sorted().toList();
    }
  }

  private LogRecord record(long offset, Material m) {
    byte[] value = events.event(new EventBody.TrustEvent(m.kind, m.json));
    return SmallWorldEvents.record(offset, SmallWorld.BASE_MS, value);
  }

  private static void same(TrustOracle oracle, Store store, Object context) {
    try (ReadView view = store.view()) {
      List<OracleRow> expected = oracle.rows();
      List<OracleRow> actual =
          view.rows(Topic.TRUST).stream().map(StoredOracleRow::of).sorted().toList();
      assertEquals(expected, actual, () -> "rows after " + context);
      StateDigest digest = view.digest(Topic.TRUST);
      assertEquals(OracleRow.sum(expected), digest.sum(), () -> "digest after " + context);
      assertEquals(expected.size(), digest.rows());
      assertEquals(digest, view.recomputeDigest(Topic.TRUST));
      assertEquals(0, view.digest(Topic.EVENTS).rows());
      Optional<Long> newest = view.trust().newestTrc(1).map(Trc::version);
      assertEquals(
          oracle.trcs.isEmpty() ? Optional.empty() : Optional.of(oracle.trcs.getLast().version),
          newest,
          () -> "newest TRC after " + context);
    }
  }

  /**
   * Most random orders begin without an anchor, or with the wrong one; in some, everything is
   * accepted.
   */
  @Tag("long")
  @ParameterizedTest
  @EnumSource(ApplyForm.class)
  void everyOrderAcceptsWhatTheProseAccepts(ApplyForm kind) {
    Set<String> accepted = new HashSet<>();
    for (long seed = 0; seed < (kind == ApplyForm.MEMORY ? 60 : 3); seed++) {
      Random random = new Random(seed);
      TrustOracle oracle = new TrustOracle();
      List<Material> told = new ArrayList<>();
      try (ApplyForm.Opened form = kind.open(settings)) {
        for (long offset = 0; offset < 40; offset++) {
          Material m = pool.get(random.nextInt(pool.size()));
          told.add(m);
          Class<? extends Applied> expected = oracle.apply(m);
          List<Applied> applied = form.store().apply(Topic.TRUST, List.of(record(offset, m)));
          assertInstanceOf(expected, applied.getFirst(), () -> "after " + told);
          if (random.nextInt(8) == 0) {
            form.reopen();
          }
          same(oracle, form.store(), told);
        }
      }
      oracle.trcs.forEach(m -> accepted.add(m.name));
      oracle.chains.forEach(m -> accepted.add(m.name));
    }
    if (kind == ApplyForm.MEMORY) {
      assertTrue(accepted.size() >= 10, "accepted at any time: " + accepted);
    }
  }

  @Test
  void twoTrcsOfOneVersionLeaveTheFirst() {
    gives(
        List.of("anchor", "other second", "second", "other third", "third", "other second"),
        Applied.TrustAccepted.class,
        Applied.TrustAccepted.class,
        Applied.TrustRefused.class,
        Applied.TrustAccepted.class,
        Applied.TrustRefused.class,
        Applied.TrustKnown.class);
  }

  @Test
  void chainIsHeldOnceItIsAccepted() {
    gives(
        List.of("chain", "anchor", "chain", "chain", "other chain of its version"),
        Applied.TrustRefused.class,
        Applied.TrustAccepted.class,
        Applied.TrustAccepted.class,
        Applied.TrustKnown.class,
        Applied.TrustRefused.class);
  }

  /** Applies all records in one batch, in which nothing is read back from the rows. */
  private void gives(List<String> order, Class<?>... expected) {
    TrustOracle oracle = new TrustOracle();
    List<LogRecord> log = new ArrayList<>();
    for (String name : order) {
      Material m = pool.stream().filter(p -> p.name.equals(name)).findFirst().orElseThrow();
      log.add(record(log.size(), m));
      oracle.apply(m);
    }
    try (Store store = Store.inMemory(settings)) {
      List<? extends Class<?>> outcomes =
          store.apply(Topic.TRUST, log).stream().map(Object::getClass).toList();
      assertEquals(List.of(expected), outcomes);
      same(oracle, store, order);
    }
  }

  @Test
  void valuesThatAreNoMaterialLeaveNothing() {
    try (Store store = Store.inMemory(settings)) {
      long offset = 0;
      for (SmallWorldPoison.Value poison : SmallWorldPoison.all(events)) {
        LogRecord record = SmallWorldEvents.record(offset++, SmallWorld.BASE_MS, poison.value());
        Applied applied = store.apply(Topic.TRUST, List.of(record)).getFirst();
        assertInstanceOf(Applied.TrustRefused.class, applied, poison.name());
      }
      same(new TrustOracle(), store, "poison");
    }
  }
}
