package org.waymark.cli.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.proof.ConsistencyFile;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;

/** Reads and writes the files of the audit commands. Each failure is a {@link CommandException}. */
final class AuditFiles {
  private AuditFiles() {}

  static ByteString read(Path file) {
    try {
      if (Files.size(file) > ConsistencyFile.MAX_BYTES) {
        throw new CommandException(file + " is too large to be a checkpoint or proof");
      }
      return ByteString.owning(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CommandException("cannot read " + file + ": " + FileTrouble.of(e), e);
    }
  }

  static void write(Path file, ByteString bytes) {
    try {
      Files.write(file, bytes.unsafeBytes());
    } catch (IOException e) {
      throw new CommandException("cannot write " + file + ": " + FileTrouble.of(e), e);
    }
  }

  static NoteSigner signer(Path file) {
    try {
      return accepted(KeyFile.signer(file), file + " is not a private key");
    } catch (IOException e) {
      throw new CommandException("cannot read " + file + ": " + FileTrouble.of(e), e);
    }
  }

  /** {@return a note that contains a checkpoint, whose signatures are not verified} */
  static SignedNote note(ByteString bytes, Object where) {
    SignedNote note = accepted(SignedNote.parse(bytes), where + " is not a valid checkpoint");
    checkpoint(note, where);
    return note;
  }

  /** {@return the checkpoint of a note} */
  static Checkpoint checkpoint(SignedNote note, Object where) {
    return accepted(Checkpoint.parse(note.text()), where + " is not a valid checkpoint");
  }

  static <T> T accepted(Decoded<T> decoded, String otherwise) {
    return switch (decoded) {
      case Decoded.Accepted<T>(T value) -> value;
      case Decoded.Refused<T>(Refusal refusal) ->
          throw new CommandException(otherwise + ": " + refusal);
    };
  }
}
