package org.waymark.world.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.TrustMaker;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

class TrustStoreTest {
  private static final IsdAs AS = IsdAs.parse("1-14");

  private final TrustMaker maker =
      Network.of(NetworkTopology.twoIsds(), 1, new VirtualClock(1_520_000_123_000L)).trust();
  private final TrustStore store = store(maker.trcs(), List.of(maker.chain(AS)));

  private static TrustStore store(List<Trc> trcs, List<CertificateChain> chains) {
    return new TrustStore(new CertificateFolder(trcs, chains), Ed25519.bouncyCastle());
  }

  private static TrcReply reply(Trc trc) {
    return new TrcReply(Lz4Text.pack(trc.json()));
  }

  private static CertChainReply reply(CertificateChain chain) {
    return new CertChainReply(Lz4Text.pack(chain.json()));
  }

  @Test
  void folderIsHeldWithLaterVersions() {
    TrustStore two =
        store(List.of(maker.trc(1), maker.trc(1, 2), maker.trc(2)), List.of(maker.chain(AS)));
    assertEquals(3, two.trcCount());
    assertEquals(1, two.chainCount());
    assertEquals(Map.of(), two.drops().counts());
    assertEquals(Optional.of(maker.trc(1, 2)), two.newestTrc(1));
    assertEquals(Optional.of(maker.trc(1)), two.trc(1, 1));
    assertEquals(Optional.of(maker.trc(2)), two.newestTrc(2));
    assertEquals(Optional.empty(), two.newestTrc(3));
    assertEquals(Optional.empty(), two.newestChain(IsdAs.parse("1-15")));
  }

  @Test
  void whatIsSentIsJudgedByTheRules() {
    assertEquals(Optional.empty(), store.take(reply(maker.trc(1, 3))));
    assertEquals(
        Optional.of(new TrustVersion(TrustKind.TRC, IsdAs.of(1, 0), 2)),
        store.take(reply(maker.trc(1, 2))));
    assertEquals(Optional.empty(), store.take(reply(maker.trc(1, 2))), "it is held already");
    assertEquals(
        Optional.of(new TrustVersion(TrustKind.CHAIN, AS, 2)),
        store.take(reply(maker.chain(AS, 2))));
    assertEquals(Optional.of(maker.chain(AS, 2)), store.newestChain(AS));
    TrustMaker others =
        Network.of(NetworkTopology.twoIsds(), 2, new VirtualClock(1_520_000_123_000L)).trust();
    assertEquals(Optional.empty(), store.take(reply(others.chain(IsdAs.parse("1-15")))));
    assertEquals(Optional.empty(), store.take(new TrcReply(ByteString.ofHex("00"))));
    assertEquals(
        Map.of("not-next-version", 1L, "core-signature", 1L, "lz4", 1L), store.drops().counts());
  }

  @Test
  void versionZeroIsTheNewest() {
    store.take(reply(maker.trc(1, 2)));
    store.take(reply(maker.chain(AS, 2)));
    assertEquals(
        Optional.<Message>of(reply(maker.trc(1, 2))), store.answer(new TrcRequest(1, 0, false)));
    assertEquals(
        Optional.<Message>of(reply(maker.trc(1))), store.answer(new TrcRequest(1, 1, true)));
    assertEquals(Optional.empty(), store.answer(new TrcRequest(1, 3, true)));
    assertEquals(
        Optional.<Message>of(reply(maker.chain(AS, 2))),
        store.answer(new CertChainRequest(AS, 0, false)));
    assertEquals(
        Optional.<Message>of(reply(maker.chain(AS))),
        store.answer(new CertChainRequest(AS, 1, true)));
    assertEquals(
        Optional.empty(), store.answer(new CertChainRequest(IsdAs.parse("1-15"), 0, true)));
  }

  @Test
  void fullOfChainsTakesTrcsStillAndFullOfTrcsChains() {
    CertificateFolder folder = new CertificateFolder(maker.trcs(), List.of(maker.chain(AS)));
    TrustStore noChains = full(folder, new TrustStore.Limits(1, 9));
    assertEquals(Optional.empty(), noChains.take(reply(maker.chain(AS, 2))));
    assertEquals(Map.of("trust-store-full", 1L), noChains.drops().counts());
    noChains.take(reply(maker.trc(1, 2)));
    assertEquals(Optional.of(maker.trc(1, 2)), noChains.newestTrc(1));

    TrustStore noTrcs = full(folder, new TrustStore.Limits(9, 2));
    assertEquals(Optional.empty(), noTrcs.take(reply(maker.trc(1, 2))));
    assertEquals(Map.of("trust-store-full", 1L), noTrcs.drops().counts());
    noTrcs.take(reply(maker.chain(AS, 2)));
    assertEquals(Optional.of(maker.chain(AS, 2)), noTrcs.newestChain(AS));
  }

  private static TrustStore full(CertificateFolder folder, TrustStore.Limits limits) {
    return new TrustStore(folder, Ed25519.bouncyCastle(), limits);
  }
}
