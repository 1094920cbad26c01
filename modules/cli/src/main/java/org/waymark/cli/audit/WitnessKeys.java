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
          "The key of a witness: its text, or a file with it. The option can be repeated.")
  private List<String> witnesses = List.of();

  /**
   * {@return the keys}
   *
   * @throws CommandException if one is not the key of a witness
   */
  List<VerifierKey> keys() {
    return witnesses.stream().map(WitnessKeys::key).toList();
  }

  private static VerifierKey key(String text) {
    VerifierKey key = AuditKeys.key(text);
    if (key.type() != SignatureType.COSIGNATURE_V1) {
      throw new CommandException(
          "--witness: the key of %s is of type %d, and those of witnesses are of type %d"
              .formatted(key.name(), key.type().number(), SignatureType.COSIGNATURE_V1.number()));
    }
    return key;
  }
}
