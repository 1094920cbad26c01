package org.waymark.world.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.waymark.edge.config.AsSettings;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.HopMac;
import org.waymark.fixtures.SigningKey;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Sha256;
import org.waymark.wire.trust.Certificate;
import org.waymark.wire.trust.CertificateChain;

/**
 * The data of an AS that its own services use: the contents of its start-up files (PROTOCOL 3), and
 * the key that signs its AS entries. Immutable.
 *
 * @param signing the signing key, certified by the chain of version {@link AsSettings#chainVersion}
 */
public record Site(
    Topology topology, AsSettings settings, CertificateFolder certificates, SigningKey signing) {
  /** The file with the seed of the signing key, in base64, relative to the folder of the AS. */
  public static final String SIGNING_SEED_FILE = "keys/as-sig.seed";

  /** {@return a copy with a different topology} */
  public Site withTopology(Topology newTopology) {
    return new Site(newTopology, settings, certificates, signing);
  }

  /**
   * Reads the data of an AS from a folder.
   *
   * @param folder the folder, which contains {@code topology.json}, {@code as.yml}, {@code certs}
   *     and {@value #SIGNING_SEED_FILE}
   * @return the AS
   * @throws StartupException if a file is missing or invalid
   */
  public static Site read(Path folder) throws StartupException {
    Path asFile = folder.resolve("as.yml");
    AsSettings settings = AsSettings.read(asFile);
    if (settings.masterAsKey().isEmpty()) {
      throw new StartupException(asFile + ": MasterASKey is missing, expected a key in base64");
    }
    Path certificates = folder.resolve("certs");
    Path seedFile = folder.resolve(SIGNING_SEED_FILE);
    Site site =
        new Site(
            Topology.read(folder.resolve("topology.json")),
            settings,
            CertificateFolder.read(certificates),
            signingKey(seedFile));
    if (!site.certified(certificates).subjectSignKey().equals(site.signing.publicKey())) {
      throw new StartupException(
          seedFile
              + ": is not the seed of the key that version "
              + settings.chainVersion()
              + " of the chain of "
              + site.ia()
              + " certifies; other ASes would reject its signatures");
    }
    return site;
  }

  /**
   * Finds the certificate of the signing key.
   *
   * @return the certificate
   */
  private Certificate certified(Path folder) throws StartupException {
    return certificates.chains().stream()
        .filter(chain -> chain.subject().equals(ia()) && chain.version() == settings.chainVersion())
        .findFirst()
        .map(CertificateChain::leaf)
        .orElseThrow(
            () ->
                new StartupException(
                    folder
                        + ": lacks version "
                        + settings.chainVersion()
                        + " of the chain of "
                        + ia()
                        + ", which as.yml names"));
  }

  private static SigningKey signingKey(Path file) throws StartupException {
    try {
      byte[] seed = Base64.getDecoder().decode(Files.readString(file).strip());
      return SigningKey.ofSeed(ByteString.owning(seed));
    } catch (IOException e) {
      throw new StartupException(file + ": " + FileTrouble.of(e), e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          file + ": expected the 32 bytes of an Ed25519 seed in base64: " + e.getMessage(), e);
    }
  }

  /** {@return the ISD-AS} */
  public IsdAs ia() {
    return topology.ia();
  }

  /** {@return an object that computes and checks the MACs in hop fields of this AS} */
  public HopMac hopMac() {
    return new HopMac(masterKey());
  }

  /** {@return the base seed of the AS's hash trees, which survives restarts} */
  public ByteString treeSeed() {
    return Sha256.labelled("waymark-world-hash-tree").add(masterKey()).digest();
  }

  private ByteString masterKey() {
    return settings
        .masterAsKey()
        .orElseThrow(() -> new IllegalStateException(ia() + " has no MasterASKey"));
  }
}
