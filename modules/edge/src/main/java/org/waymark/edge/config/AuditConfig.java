package org.waymark.edge.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignatureType;
import org.waymark.audit.note.VerifierKey;
import org.waymark.runtime.FileTrouble;
import org.waymark.wire.Decoded;

/**
 * The settings for proving that the log was not altered.
 *
 * @param key the file with the private key for signing checkpoints; without a file, the replica
 *     signs no checkpoints
 * @param trustedKeys additional public keys whose checkpoints are accepted, such as the previous
 *     key and the next key
 * @param directory the folder in which to publish checkpoints and tiles, if any
 * @param witnesses the keys of the witnesses whose cosignatures are stored in that folder
 */
public record AuditConfig(
    Optional<Path> key,
    List<VerifierKey> trustedKeys,
    Optional<Path> directory,
    List<VerifierKey> witnesses) {
  /** Settings with which nothing is signed or published. */
  public static final AuditConfig NONE =
      new AuditConfig(Optional.empty(), List.of(), Optional.empty(), List.of());

  public AuditConfig {
    trustedKeys = List.copyOf(trustedKeys);
    witnesses = List.copyOf(witnesses);
  }

  static AuditConfig read(SettingsFile settings, Path base) throws StartupException {
    return new AuditConfig(
        settings.optionalText("audit.key").map(base::resolve),
        settings.parsedList(
            "audit.trusted-keys", "a list of public keys of the log", AuditConfig::logKey),
        settings.optionalText("audit.directory").map(base::resolve),
        settings.parsedList(
            "audit.witnesses", "a list of the keys of witnesses", AuditConfig::witness));
  }

  private static VerifierKey witness(String text) {
    return key(text, SignatureType.COSIGNATURE_V1, "it is the key of a log and has type ");
  }

  private static VerifierKey logKey(String text) {
    return key(text, SignatureType.ED25519, "it is the key of a witness and has type ");
  }

  private static VerifierKey key(String text, SignatureType type, String other) {
    return switch (VerifierKey.parse(text)) {
      case Decoded.Accepted<VerifierKey>(VerifierKey key) when key.type() == type -> key;
      case Decoded.Accepted<VerifierKey>(VerifierKey key) ->
          throw new IllegalArgumentException(other + key.type());
      case Decoded.Refused<VerifierKey>(var refusal) ->
          throw new IllegalArgumentException(refusal.toString());
    };
  }

  /**
   * {@return the key with which checkpoints are signed, read from its file}
   *
   * @throws StartupException if the file cannot be read or contains no private key
   */
  public Optional<NoteSigner> signer() throws StartupException {
    return key.isPresent() ? Optional.of(signer(key.get())) : Optional.empty();
  }

  /**
   * Lists the keys whose checkpoints are accepted: the public part of the signing key, and the
   * trusted keys.
   *
   * @param signer the result of {@link #signer()}
   * @return the keys; empty if the configuration names none, so that signatures are not verified
   */
  public List<VerifierKey> keys(Optional<NoteSigner> signer) {
    return Stream.concat(signer.map(NoteSigner::verifierKey).stream(), trustedKeys.stream())
        .distinct()
        .toList();
  }

  private static NoteSigner signer(Path file) throws StartupException {
    try {
      return switch (KeyFile.signer(file)) {
        case Decoded.Accepted<NoteSigner>(NoteSigner signer) -> signer;
        case Decoded.Refused<NoteSigner>(var refusal) ->
            throw new StartupException(
                file
                    + ": audit.key does not name a private key ("
                    + refusal
                    + "); create one with waymark audit keygen");
      };
    } catch (IOException e) {
      throw new StartupException(
          file
              + ": audit.key cannot be read: "
              + FileTrouble.of(e)
              + "; create one with waymark audit keygen",
          e);
    }
  }
}
