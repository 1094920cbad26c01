package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.trust.ExpectedTrust;
import org.waymark.edge.trust.FolderTrust;
import org.waymark.fixtures.TrustMaker;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.ServerMetrics;
import org.waymark.trust.Ed25519;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * Tests which files of the certificate folder are offered to the log, and when they are offered
 * again.
 */
class FolderOffersTest {
  private static final IsdAs LOCAL = ReplicaWorld.LOCAL;

  /** A file is offered again after fewer polls than this, even if nothing has changed. */
  private static final int MANY_LOOKS = 100;

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SortedMap<Path, CertificateFolder> files = new TreeMap<>();
  private final List<String> offered = new ArrayList<>();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private ReplicaWorld world;
  private TrustMaker maker;
  private ExpectedTrust held;
  private final Readiness readiness = new Readiness();
  private FolderTrust trust;

  @BeforeEach
  void startWithTrustOfTheLocalIsd() throws Exception {
    world = new ReplicaWorld(folder);
    maker = world.network.trust();
    held = new ExpectedTrust(NOTHING);
    accepted(maker.trc(1));
    trust =
        new FolderTrust(
            world.config("one"),
            () -> held,
            readiness,
            Ed25519.fastest(),
            message -> offered.add(text(message)),
            world.clock,
            new ServerMetrics(registry));
    lines.start();
    logger().setLevel(Level.INFO);
    logger().addAppender(lines);
  }

  @AfterEach
  void close() throws Exception {
    logger().detachAppender(lines);
    logger().setLevel(null);
    world.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(FolderTrust.class);
  }

  private static final TrustMaterial NOTHING =
      new TrustMaterial() {
        @Override
        public Optional<Trc> trc(int isd, long version) {
          return Optional.empty();
        }

        @Override
        public Optional<Trc> newestTrc(int isd) {
          return Optional.empty();
        }

        @Override
        public Optional<CertificateChain> chain(IsdAs ia, long version) {
          return Optional.empty();
        }

        @Override
        public Optional<CertificateChain> newestChain(IsdAs ia) {
          return Optional.empty();
        }
      };

  private static String text(Message message) {
    return switch (message) {
      case TrcReply trc -> Trc.parse(unpacked(trc.trc())).orElseThrow().toString();
      case CertChainReply chain ->
          CertificateChain.parse(unpacked(chain.chain())).orElseThrow().toString();
      default -> throw new AssertionError(message);
    };
  }

  private static ByteString unpacked(ByteString packed) {
    return Lz4Text.unpack(packed, DecoderLimits.DEFAULT).orElseThrow();
  }

  private void accepted(Trc trc) {
    held = new ExpectedTrust(held);
    held.add(trc);
  }

  private void put(String name, Trc trc) {
    files.put(folder.resolve(name), new CertificateFolder(List.of(trc), List.of()));
  }

  private void put(String name, CertificateChain chain) {
    files.put(folder.resolve(name), new CertificateFolder(List.of(), List.of(chain)));
  }

  private List<String> look() {
    offered.clear();
    trust.compare(files);
    return List.copyOf(offered);
  }

  private List<String> warnings() {
    return lines.list.stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void whatIsHeldIsNotOffered() {
    put("ISD1-V1.trc", maker.trc(1));
    assertEquals(List.of(), look());
    assertEquals(List.of(), warnings());
  }

  @Test
  void whatIsPutThereWhileTheLogIsAwayIsOfferedWhenItIsBack() {
    readiness.logReachable(false);
    put("ISD1-V2.trc", maker.trc(1, 2));
    for (int i = 0; i < MANY_LOOKS; i++) {
      assertEquals(List.of(), look());
    }
    assertEquals(1, lines.list.size(), "told once: " + lines.list);
    readiness.logReachable(true);
    assertEquals(List.of("TRC of ISD 1 version 2"), look());
  }

  @Test
  void storeThatDivergedHidesNotThatTheLogIsAway() {
    readiness.diverged("apply failed");
    readiness.logReachable(false);
    put("ISD1-V2.trc", maker.trc(1, 2));
    assertEquals(List.of(), look());
    readiness.logReachable(true);
    assertEquals(List.of("TRC of ISD 1 version 2"), look());
  }

  @Test
  void whatWasOfferedWhileNobodyKnewThatTheLogIsAwayIsOfferedAgain() {
    put("ISD1-V2.trc", maker.trc(1, 2));
    assertEquals(1, look().size());
    assertEquals(0, look().size(), "it may be on its way");
    readiness.logReachable(false);
    look();
    readiness.logReachable(true);
    assertEquals(1, look().size());
  }

  @Test
  void whatComesToNothingIsOfferedAgainNowAndThenOneFileAtATime() {
    put("ISD1-V2.trc", maker.trc(1, 2));
    put("ISD1-AS14-V1.crt", maker.chain(LOCAL));
    assertEquals(2, look().size());
    int again = 0;
    for (int i = 0; i < MANY_LOOKS; i++) {
      again += look().size();
    }
    assertEquals(MANY_LOOKS / 20, again);
    accepted(maker.trc(2));
    assertEquals(2, look().size(), "the log accepts again");
  }

  @Test
  void chainWaitsForTheTrcThatWasPutThereWithIt() {
    IsdAs newCore = IsdAs.parse("1-15");
    Trc two = maker.update(maker.trc(1)).core(newCore).make();
    put("ISD1-V2.trc", two);
    put("ISD1-AS14-V2.crt", maker.certify(LOCAL).version(2).trcVersion(2).issuer(newCore).make());
    assertEquals(List.of("TRC of ISD 1 version 2"), look());
    accepted(two);
    assertTrue(look().stream().anyMatch(one -> one.contains("1-14")));
    assertEquals(List.of(), warnings());
  }

  @Test
  void versionsWaitForTheOneBeforeWhateverTheirFilesAreCalled() {
    put("a.trc", maker.trc(1, 3));
    put("b.trc", maker.trc(1, 2));
    assertEquals(List.of("TRC of ISD 1 version 2"), look());
    assertEquals(List.of(), warnings());
    accepted(maker.trc(1, 2));
    assertEquals(List.of("TRC of ISD 1 version 3"), look());
  }

  @Test
  void whatTheRulesRefuseIsToldOnceAndNotOffered() {
    put("ISD1-V3.trc", maker.update(maker.trc(1, 2)).signedBy().make());
    for (int i = 0; i < MANY_LOOKS; i++) {
      assertEquals(List.of(), look());
    }
    assertEquals(1, warnings().size(), warnings().toString());
    assertTrue(warnings().getFirst().contains("ISD1-V3.trc"), warnings().getFirst());
    accepted(maker.trc(1, 2));
    assertEquals(List.of(), look());
    assertEquals(2, warnings().size(), "now for another reason: " + warnings());
    assertTrue(warnings().getLast().contains("no-quorum"), warnings().getLast());
    assertEquals(
        2, registry.counter("waymark.startup.files.refused", "file", "ISD1-V3.trc").count());
  }

  @Test
  void trcOfAnIsdWithoutAnchorSaysWhatToType() {
    put("ISD2-V1.trc", maker.trc(2));
    put("ISD2-AS21-V1.crt", maker.chain(IsdAs.parse("2-21")));
    assertEquals(List.of(), look());
    assertEquals(2, warnings().size(), warnings().toString());
    assertTrue(
        warnings().getFirst().contains("waymark log anchor add --config FILE.toml ISD2-V1.trc")
            && warnings().getFirst().contains(folder.resolve("ISD2-V1.trc").toString()),
        warnings().getFirst());
    accepted(maker.trc(2));
    assertEquals(1, look().size(), "the chain is offered once the anchor is there");
  }

  @Test
  void trcThatContradictsTheLogIsToldOnce() {
    put("ISD1-V1.trc", maker.firstTrc(1).description("another").make());
    look();
    look();
    assertEquals(1, warnings().size(), warnings().toString());
    assertTrue(warnings().getFirst().contains("differs from the one in the log"));
  }

  @Test
  void expiredChainIsToldAndNotOffered() {
    put("ISD1-AS14-V2.crt", maker.certify(LOCAL).version(2).expiresS(1_000_000_000).make());
    assertEquals(List.of(), look());
    assertTrue(warnings().getFirst().contains("expired"), warnings().toString());
  }

  @Test
  void hundredsOfFilesAreOfferedAFewAtATime() {
    for (int version = 1; version <= 120; version++) {
      put("ISD1-AS14-V" + version + ".crt", maker.chain(LOCAL, version));
    }
    assertEquals(50, look().size());
    assertEquals(50, look().size());
    assertEquals(20, look().size());
  }
}
