package org.waymark.bench.micro;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.waymark.fixtures.TrustMaker;
import org.waymark.segment.IsdAs;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/** Version 1 of all trust material of a network. */
record HeldTrust(Map<Integer, Trc> trcs, Map<IsdAs, CertificateChain> chains)
    implements TrustMaterial {
  static HeldTrust of(TrustMaker maker) {
    return new HeldTrust(
        maker.trcs().stream().collect(Collectors.toMap(Trc::isd, Function.identity())),
        maker.chains().stream()
            .collect(Collectors.toMap(CertificateChain::subject, Function.identity())));
  }

  @Override
  public Optional<Trc> trc(int isd, long version) {
    return newestTrc(isd).filter(trc -> trc.version() == version);
  }

  @Override
  public Optional<Trc> newestTrc(int isd) {
    return Optional.ofNullable(trcs.get(isd));
  }

  @Override
  public Optional<CertificateChain> chain(IsdAs ia, long version) {
    return Optional.ofNullable(chains.get(ia)).filter(chain -> chain.version() == version);
  }

  @Override
  public Optional<CertificateChain> newestChain(IsdAs ia) {
    return Optional.ofNullable(chains.get(ia));
  }
}
