package org.waymark.trust;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** Accepted material in memory, for tests without a store. */
final class HeldTrust implements TrustMaterial {
  private final Map<Integer, TreeMap<Long, Trc>> trcs = new TreeMap<>();
  private final Map<IsdAs, Map<Long, CertificateChain>> chains = new TreeMap<>();

  /**
   * Applies a record.
   *
   * @return its effect
   */
  TrustOutcome apply(TrustFold fold, TrustKind kind, ByteString json) {
    TrustOutcome outcome = fold.apply(kind, json, this);
    switch (outcome) {
      case TrustOutcome.AcceptedTrc(Trc trc) -> add(trc);
      case TrustOutcome.AcceptedChain(CertificateChain chain) -> add(chain);
      case TrustOutcome.Known() -> {}
      case TrustOutcome.Refused(var refusal) -> {}
    }
    return outcome;
  }

  void add(Trc trc) {
    trcs.computeIfAbsent(trc.isd(), isd -> new TreeMap<>()).put(trc.version(), trc);
  }

  void add(CertificateChain chain) {
    chains.computeIfAbsent(chain.subject(), subject -> new TreeMap<>()).put(chain.version(), chain);
  }

  @Override
  public Optional<Trc> trc(int isd, long version) {
    return Optional.ofNullable(trcs.get(isd)).map(versions -> versions.get(version));
  }

  @Override
  public Optional<Trc> newestTrc(int isd) {
    return Optional.ofNullable(trcs.get(isd)).map(versions -> versions.lastEntry().getValue());
  }

  @Override
  public Optional<CertificateChain> chain(IsdAs ia, long version) {
    return Optional.ofNullable(chains.get(ia)).map(versions -> versions.get(version));
  }

  @Override
  public Optional<CertificateChain> newestChain(IsdAs ia) {
    return Optional.ofNullable(chains.get(ia))
        .map(versions -> versions.get(Collections.max(versions.keySet())));
  }
}
