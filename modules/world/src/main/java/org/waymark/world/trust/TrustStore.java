package org.waymark.world.trust;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustMaterial;
import org.waymark.trust.TrustOutcome;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
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
import org.waymark.world.site.DropCounts;

/**
 * The TRCs and certificate chains of one AS: the material in its certificate folder, and material
 * received later from other ASes. All of it satisfies the rules of {@link TrustFold} (PROTOCOL
 * 3.1). Material is added up to a limit for each kind, and is never changed or removed.
 *
 * <p>Callable from any thread. A read during an addition may or may not see the new material.
 */
public final class TrustStore implements TrustMaterial {
  /**
   * @param chains the maximum number of chains, which exceeds the number of ASes in a world; a
   *     chain occupies a few kilobytes
   * @param trcs the maximum number of versions of TRCs in all ISDs
   */
  record Limits(int chains, int trcs) {
    static final Limits DEFAULT = new Limits(20_000, 4_000);
  }

  private static final Comparator<TrustVersion> ORDER =
      Comparator.comparing(TrustVersion::subject)
          .thenComparing(TrustVersion::version, Long::compareUnsigned);

  private final TrustFold fold;
  private final Limits limits;
  private final DropCounts drops = new DropCounts();
  private final ConcurrentNavigableMap<TrustVersion, Trc> trcs = new ConcurrentSkipListMap<>(ORDER);
  private final ConcurrentNavigableMap<TrustVersion, CertificateChain> chains =
      new ConcurrentSkipListMap<>(ORDER);

  /**
   * Creates a store with the material of a folder. The oldest TRC of each ISD becomes its anchor;
   * material that violates the rules is left out and counted.
   */
  public TrustStore(CertificateFolder folder, Ed25519 ed25519) {
    this(folder, ed25519, Limits.DEFAULT);
  }

  TrustStore(CertificateFolder folder, Ed25519 ed25519, Limits limits) {
    this.limits = limits;
    this.fold = new TrustFold(ed25519);
    Set<Integer> anchored = new HashSet<>();
    for (Trc trc : folder.trcs()) {
      add(anchored.add(trc.isd()) ? TrustKind.ANCHOR : TrustKind.TRC, trc.json());
    }
    folder.chains().forEach(chain -> add(TrustKind.CHAIN, chain.json()));
  }

  /**
   * Adds a TRC or chain.
   *
   * @param json the text of the TRC or chain in UTF-8
   * @return the identity of the added material; empty if the store already had it, or rejected (and
   *     counted) the material
   */
  public synchronized Optional<TrustVersion> add(TrustKind kind, ByteString json) {
    if (isFull(kind)) {
      drops.count("trust-store-full");
      return Optional.empty();
    }
    return switch (fold.apply(kind, json, this)) {
      case TrustOutcome.AcceptedTrc(Trc trc) -> {
        TrustVersion version = trcVersion(trc.isd(), trc.version());
        trcs.put(version, trc);
        yield Optional.of(version);
      }
      case TrustOutcome.AcceptedChain(CertificateChain chain) -> {
        TrustVersion version = chainVersion(chain.subject(), chain.version());
        chains.put(version, chain);
        yield Optional.of(version);
      }
      case TrustOutcome.Known() -> Optional.empty();
      case TrustOutcome.Refused(var refusal) -> {
        drops.count(refusal.fault().text());
        yield Optional.empty();
      }
    };
  }

  private boolean isFull(TrustKind kind) {
    return switch (kind) {
      case ANCHOR, TRC -> trcs.size() >= limits.trcs;
      case CHAIN -> chains.size() >= limits.chains;
    };
  }

  /**
   * Adds a received TRC.
   *
   * @return its identity; see {@link #add}
   */
  public Optional<TrustVersion> take(TrcReply reply) {
    return take(TrustKind.TRC, reply.trc());
  }

  /**
   * Adds a received chain.
   *
   * @return its identity; see {@link #add}
   */
  public Optional<TrustVersion> take(CertChainReply reply) {
    return take(TrustKind.CHAIN, reply.chain());
  }

  private Optional<TrustVersion> take(TrustKind kind, ByteString packed) {
    return switch (Lz4Text.unpackReceived(packed, DecoderLimits.DEFAULT)) {
      case Decoded.Refused<ByteString>(Refusal refusal) -> {
        drops.count(refusal.reason().text());
        yield Optional.empty();
      }
      case Decoded.Accepted<ByteString>(ByteString json) -> add(kind, json);
    };
  }

  /**
   * Builds the reply to a request for a TRC. Version 0 in the request means the newest version.
   *
   * @return the reply; empty if there is no such TRC
   */
  public Optional<Message> answer(TrcRequest request) {
    return (request.version() == 0
            ? newestTrc(request.isd())
            : trc(request.isd(), request.version()))
        .map(trc -> new TrcReply(Lz4Text.pack(trc.json())));
  }

  /**
   * Builds the reply to a request for a chain. Version 0 in the request means the newest version.
   *
   * @return the reply; empty if there is no such chain
   */
  public Optional<Message> answer(CertChainRequest request) {
    return (request.version() == 0
            ? newestChain(request.ia())
            : chain(request.ia(), request.version()))
        .map(chain -> new CertChainReply(Lz4Text.pack(chain.json())));
  }

  /** {@return the number of TRCs} */
  int trcCount() {
    return trcs.size();
  }

  /** {@return the number of chains} */
  int chainCount() {
    return chains.size();
  }

  /** {@return the counts of rejected material, by reason} */
  public DropCounts drops() {
    return drops;
  }

  @Override
  public Optional<Trc> trc(int isd, long version) {
    return Optional.ofNullable(trcs.get(trcVersion(isd, version)));
  }

  @Override
  public Optional<Trc> newestTrc(int isd) {
    return newest(trcs, trcVersion(isd, -1));
  }

  @Override
  public Optional<CertificateChain> chain(IsdAs ia, long version) {
    return Optional.ofNullable(chains.get(chainVersion(ia, version)));
  }

  @Override
  public Optional<CertificateChain> newestChain(IsdAs ia) {
    return newest(chains, chainVersion(ia, -1));
  }

  /** Finds the newest version, comparing versions as unsigned numbers. */
  private static <T> Optional<T> newest(
      ConcurrentNavigableMap<TrustVersion, T> held, TrustVersion greatest) {
    return Optional.ofNullable(held.floorEntry(greatest))
        .filter(entry -> entry.getKey().subject().equals(greatest.subject()))
        .map(Map.Entry::getValue);
  }

  private static TrustVersion trcVersion(int isd, long version) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(isd, 0), version);
  }

  private static TrustVersion chainVersion(IsdAs ia, long version) {
    return new TrustVersion(TrustKind.CHAIN, ia, version);
  }
}
