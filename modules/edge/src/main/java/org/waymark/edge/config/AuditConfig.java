package org.waymark.edge.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.runtime.FileTrouble;
import org.waymark.wire.Decoded;

/**
 * The settings for proving that the log was not altered.
 *
 * @param key the file of the private key with which the replica signs checkpoints; without a key,
 *     it signs none
 * @param directory the folder in which the replica publishes checkpoints and tiles, if any
 */
public record AuditConfig(Optional<Path> key, Optional<Path> directory) {
  /** The settings of a replica that does not sign or publish checkpoints. */
  public static final AuditConfig NONE = new AuditConfig(Optional.empty(), Optional.empty());

  static AuditConfig read(SettingsFile settings, Path base) throws StartupException {
    return new AuditConfig(
        settings.optionalText("audit.key").map(base::resolve),
        settings.optionalText("audit.directory").map(base::resolve));
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
