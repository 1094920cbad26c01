package org.waymark.edge.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignatureType;
import org.waymark.audit.note.VerifierKey;
import org.waymark.runtime.FileTrouble;
import org.waymark.wire.Decoded;

/**
 * The settings for proving that the log was not altered.
 *
 * @param key the file of the private key with which the replica signs checkpoints; without a key,
 *     it signs none
 * @param directory the folder in which the replica publishes checkpoints and tiles, if there is one
 * @param witnesses the keys of the witnesses whose cosignatures are kept in that folder
 */
public record AuditConfig(
    Optional<Path> key, Optional<Path> directory, List<VerifierKey> witnesses) {
  /** The settings of a replica that signs and publishes nothing. */
  public static final AuditConfig NONE =
      new AuditConfig(Optional.empty(), Optional.empty(), List.of());

  public AuditConfig {
    witnesses = List.copyOf(witnesses);
  }

  static AuditConfig read(SettingsFile settings, Path base) throws StartupException {
    return new AuditConfig(
        settings.optionalText("audit.key").map(base::resolve),
        settings.optionalText("audit.directory").map(base::resolve),
        settings.parsedList(
            "audit.witnesses", "a list of the keys of witnesses", AuditConfig::witness));
  }

  private static VerifierKey witness(String text) {
    return switch (VerifierKey.parse(text)) {
      case Decoded.Accepted<VerifierKey>(VerifierKey key)
          when key.type() == SignatureType.COSIGNATURE_V1 ->
          key;
      case Decoded.Accepted<VerifierKey>(VerifierKey key) ->
          throw new IllegalArgumentException("this is the key of a log, of type " + key.type());
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
