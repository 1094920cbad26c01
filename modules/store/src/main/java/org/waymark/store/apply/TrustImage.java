package org.waymark.store.apply;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.StoreException;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.Decoded;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * All accepted TRCs and chains in parsed form. There are few of them, and they rarely change. Once
 * published, an image is immutable and safe for use by several threads.
 */
public final class TrustImage implements TrustMaterial {
  private final Map<VersionOf, Trc> trcs;
  private final Map<Integer, Trc> newestTrcs;
  private final Map<VersionOf, CertificateChain> chains;
  private final Map<IsdAs, CertificateChain> newestChains;

  /** A subject and a version number. The subject of a TRC is the ISD with AS 0. */
  private record VersionOf(IsdAs subject, long version) {}

  private TrustImage(
      Map<VersionOf, Trc> trcs,
      Map<Integer, Trc> newestTrcs,
      Map<VersionOf, CertificateChain> chains,
      Map<IsdAs, CertificateChain> newestChains) {
    this.trcs = trcs;
    this.newestTrcs = newestTrcs;
    this.chains = chains;
    this.newestChains = newestChains;
  }

  /** {@return an empty image, to which material can be added} */
  static TrustImage empty() {
    return new TrustImage(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  /** {@return a copy of this image, to which material can be added} */
  public TrustImage copy() {
    return new TrustImage(
        new HashMap<>(trcs),
        new HashMap<>(newestTrcs),
        new HashMap<>(chains),
        new HashMap<>(newestChains));
  }

  /** Reads an image from the trust rows; material can be added to it. */
  public static TrustImage of(RowReader rows) {
    TrustImage image = empty();
    rows.scan(
        Family.TRUST,
        Keys.NONE,
        (key, value) -> {
          image.add(RowCodec.trust(key, value));
          return true;
        });
    return image;
  }

  private void add(Row.Trust row) {
    if (row.kind() == TrustKind.TRC) {
      add(parsed(Trc.parse(row.json()), row));
    } else {
      add(parsed(CertificateChain.parse(row.json()), row));
    }
  }

  private static <T> T parsed(Decoded<T> decoded, Row.Trust row) {
    return decoded
        .asOptional()
        .orElseThrow(
            () ->
                new StoreException.Unavailable(
                    "malformed " + new TrustVersion(row.kind(), row.subject(), row.version())));
  }

  /** Adds an accepted TRC. */
  void add(Trc trc) {
    trcs.put(new VersionOf(IsdAs.of(trc.isd(), 0), trc.version()), trc);
    newestTrcs.merge(
        trc.isd(), trc, (a, b) -> Long.compareUnsigned(a.version(), b.version()) >= 0 ? a : b);
  }

  /** Adds an accepted chain. */
  void add(CertificateChain chain) {
    chains.put(new VersionOf(chain.subject(), chain.version()), chain);
    newestChains.merge(
        chain.subject(),
        chain,
        (a, b) -> Long.compareUnsigned(a.version(), b.version()) >= 0 ? a : b);
  }

  /** {@return the newest TRC of each ISD, by ISD} */
  public List<Trc> newestTrcs() {
    return newestTrcs.values().stream().sorted(Comparator.comparingInt(Trc::isd)).toList();
  }

  /** {@return the number of accepted TRCs} */
  public int trcs() {
    return trcs.size();
  }

  /** {@return the number of accepted chains} */
  public int chains() {
    return chains.size();
  }

  @Override
  public Optional<Trc> trc(int isd, long version) {
    return Optional.ofNullable(trcs.get(new VersionOf(IsdAs.of(isd, 0), version)));
  }

  @Override
  public Optional<Trc> newestTrc(int isd) {
    return Optional.ofNullable(newestTrcs.get(isd));
  }

  @Override
  public Optional<CertificateChain> chain(IsdAs ia, long version) {
    return Optional.ofNullable(chains.get(new VersionOf(ia, version)));
  }

  @Override
  public Optional<CertificateChain> newestChain(IsdAs ia) {
    return Optional.ofNullable(newestChains.get(ia));
  }
}
