package org.waymark.world;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.world.folder.Sites;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/** Tests what an AS says whose key and chain fit together, but were exchanged. */
class ExchangedFilesTest {
  private static final IsdAs AS = IsdAs.parse("1-12");

  private static Site site(long seed) {
    return Sites.of(
            NetworkTopology.tiny(), WorldSettings.of(seed), new VirtualClock(1_520_000_123_000L))
        .get(AS);
  }

  private static void require(CertificateFolder certificates) throws WorldException {
    Site made = site(1);
    RunningAs.Interior.requireAccepted(
        new Site(made.topology(), made.settings(), certificates, made.signing()),
        new TrustStore(certificates, Ed25519.bouncyCastle()));
  }

  @Test
  void chainThatTheTrcsDoNotAllowIsRefusedWithAsAndFiles() {
    CertificateFolder own = site(1).certificates();
    assertDoesNotThrow(() -> require(own));
    CertificateFolder exchanged =
        new CertificateFolder(own.trcs(), site(2).certificates().chains());
    String told = assertThrows(WorldException.class, () -> require(exchanged)).getMessage();
    assertTrue(
        told.startsWith("1-12: its folder certs lacks version 1 of its certificate chain"), told);
    assertTrue(told.contains("keys/as-sig.seed"), told);
    String untrusted =
        assertThrows(
                WorldException.class, () -> require(new CertificateFolder(List.of(), own.chains())))
            .getMessage();
    assertTrue(untrusted.contains("lacks a TRC of ISD 1"), untrusted);
  }
}
