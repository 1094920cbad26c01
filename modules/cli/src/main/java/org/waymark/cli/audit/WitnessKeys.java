package org.waymark.cli.audit;

import java.util.List;
import org.waymark.audit.note.SignatureType;
import org.waymark.audit.note.VerifierKey;
import org.waymark.cli.command.CommandException;
import picocli.CommandLine.Option;

/** The option that names the keys of witnesses. */
final class WitnessKeys {
  @Option(
      names = "--witness",
      paramLabel = "KEY",
      description =
          "The key of a witness, given as the text of the key or as a file that contains it. This"
              + " option can be repeated.")
  private List<String> witnesses = List.of();

  /**
   * {@return the keys}
   *
   * @throws CommandException if a key is not the key of a witness
   */
  List<VerifierKey> keys() {
    return witnesses.stream().map(WitnessKeys::key).toList();
  }

  private static VerifierKey key(String text) {
    VerifierKey key = AuditKeys.key(text);
    if (key.type() != SignatureType.COSIGNATURE_V1) {
      throw new CommandException(
          "--witness: the key of %s has type %d, but witness keys have type %d"
              .formatted(key.name(), key.type().number(), SignatureType.COSIGNATURE_V1.number()));
    }
    return key;
  }
}
