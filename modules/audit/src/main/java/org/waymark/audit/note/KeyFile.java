package org.waymark.audit.note;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.waymark.audit.text.StrictText;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * Reads and writes key files. Each file contains one key in its text form, followed by a newline.
 * The file of a private key is readable only by its owner. The corresponding public key is in the
 * same folder, in a file whose name ends in {@code .pub}.
 */
public final class KeyFile {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int MAX_BYTES = 1 << 12;

  private KeyFile() {}

  /** {@return the file of the public key that belongs to the private key in the given file} */
  public static Path publicOf(Path secret) {
    return secret.resolveSibling(secret.getFileName() + ".pub");
  }

  /**
   * Writes a key pair.
   *
   * @param secret the file for the private key; neither this file nor the file of the public key
   *     may exist
   * @throws java.nio.file.FileAlreadyExistsException if one of the files exists; the existing file
   *     is left unchanged
   * @throws IOException if a file cannot be written
   */
  public static void create(Path secret, NoteSigner signer) throws IOException {
    create(publicOf(secret), signer.verifierKey().text(), new FileAttribute<?>[0]);
    try {
      create(secret, signer.secretText(), OWNER_ONLY);
    } catch (IOException e) {
      Files.delete(publicOf(secret));
      throw e;
    }
  }

  private static void create(Path file, String key, FileAttribute<?>... attributes)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      ByteBuffer bytes = ByteBuffer.wrap(StrictText.utf8(key + "\n").unsafeBytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /**
   * {@return the private key in a file}
   *
   * @throws IOException if the file cannot be read
   */
  public static Decoded<NoteSigner> signer(Path file) throws IOException {
    return read(file, NoteSigner::parse);
  }

  /**
   * {@return the public key in a file}
   *
   * @throws IOException if the file cannot be read
   */
  public static Decoded<VerifierKey> verifier(Path file) throws IOException {
    return read(file, VerifierKey::parse);
  }

  private static <T> Decoded<T> read(Path file, Function<String, Decoded<T>> parser)
      throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      return Decoded.refused(
          RefusalReason.TOO_LONG, "a key file must not be longer than " + MAX_BYTES + " bytes");
    }
    Optional<String> text = StrictText.ofUtf8(ByteString.owning(Files.readAllBytes(file)));
    return text.map(String::strip)
        .map(parser)
        .orElseGet(
            () -> Decoded.refused(RefusalReason.NOTE_KEY, "it is not the text form of a key"));
  }
}
