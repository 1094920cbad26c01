package org.waymark.edge.trust;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.waymark.segment.IsdAs;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * The accepted trust material, together with material that is expected to be accepted soon. Not
 * thread-safe.
 */
public final class ExpectedTrust implements TrustMaterial {
  private final TrustMaterial accepted;
  private final List<Trc> trcs = new ArrayList<>();
  private final List<CertificateChain> chains = new ArrayList<>();

  public ExpectedTrust(TrustMaterial accepted) {
    this.accepted = accepted;
  }

  public void add(Trc trc) {
    trcs.add(trc);
  }

  public void add(CertificateChain chain) {
    chains.add(chain);
  }

  @Override
  public Optional<Trc> trc(int isd, long version) {
    return accepted.trc(isd, version).or(() -> ofIsd(isd, version).findFirst());
  }

  private Stream<Trc> ofIsd(int isd, long version) {
    return trcs.stream().filter(trc -> trc.isd() == isd && trc.version() == version);
  }

  @Override
  public Optional<Trc> newestTrc(int isd) {
    return Stream.concat(
            accepted.newestTrc(isd).stream(), trcs.stream().filter(trc -> trc.isd() == isd))
        .max(Comparator.comparing(Trc::version, Long::compareUnsigned));
  }

  @Override
  public Optional<CertificateChain> chain(IsdAs ia, long version) {
    return accepted
        .chain(ia, version)
        .or(() -> ofAs(ia).filter(chain -> chain.version() == version).findFirst());
  }

  private Stream<CertificateChain> ofAs(IsdAs ia) {
    return chains.stream().filter(chain -> chain.subject().equals(ia));
  }

  @Override
  public Optional<CertificateChain> newestChain(IsdAs ia) {
    return Stream.concat(accepted.newestChain(ia).stream(), ofAs(ia))
        .max(Comparator.comparing(CertificateChain::version, Long::compareUnsigned));
  }
}
