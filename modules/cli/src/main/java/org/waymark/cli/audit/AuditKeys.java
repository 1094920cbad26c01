package org.waymark.cli.audit;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.waymark.audit.checkpoint.CheckpointVerifier;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.SignatureType;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.FileTrouble;
import org.waymark.trust.Ed25519;
import org.waymark.wire.Decoded;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name the public keys with which checkpoints are verified. */
final class AuditKeys {
  @Mixin private WitnessKeys demanded;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY",
      description =
          "A public key of the log or of a witness, given as the text of the key or as a file that"
              + " contains it, such as audit.key.pub. This option can be repeated.")
  private List<String> keys;

  /**
   * {@return the verifier of the checkpoints of a log}
   *
   * @throws CommandException if a key is not valid
   */
  CheckpointVerifier verifier(String origin) {
    List<VerifierKey> logKeys = new ArrayList<>();
    Set<VerifierKey> witnesses = new LinkedHashSet<>(demanded.keys());
    for (VerifierKey key : keys()) {
      (key.type() == SignatureType.ED25519 ? logKeys : witnesses).add(key);
    }
    try {
      return new CheckpointVerifier(Ed25519.fastest(), origin, logKeys, List.copyOf(witnesses));
    } catch (IllegalArgumentException e) {
      throw new CommandException("--key: " + e.getMessage(), e);
    }
  }

  private List<VerifierKey> keys() {
    return keys.stream().map(AuditKeys::key).toList();
  }

  /** {@return the keys of the log} */
  List<VerifierKey> ofLog() {
    return keys().stream().filter(key -> key.type() == SignatureType.ED25519).toList();
  }

  /** {@return the witnesses that must have seen the tree} */
  List<VerifierKey> demandedWitnesses() {
    return demanded.keys();
  }

  /** {@return the verified checkpoint of a note, or the reason why it is not valid} */
  Decoded<VerifiedCheckpoint> verified(SignedNote note, Object where) {
    return verifier(AuditFiles.checkpoint(note, where).origin()).verify(note);
  }

  static VerifierKey key(String text) {
    return VerifierKey.parse(text).asOptional().orElseGet(() -> ofFile(text));
  }

  private static VerifierKey ofFile(String name) {
    try {
      return AuditFiles.accepted(KeyFile.verifier(Path.of(name)), name + " is not a public key");
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new CommandException(
          name + " is neither the text of a public key nor the name of a file that contains one",
          e);
    } catch (IOException e) {
      throw new CommandException("cannot read " + name + ": " + FileTrouble.of(e), e);
    }
  }
}
