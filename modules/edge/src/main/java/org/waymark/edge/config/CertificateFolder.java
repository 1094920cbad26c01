package org.waymark.edge.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;

/**
 * The TRCs and certificate chains of a folder: {@code ISD<i>-V<v>.trc} and {@code
 * ISD<i>-AS<a>-V<v>.crt} (PROTOCOL 3). Other files in the folder are ignored.
 *
 * @param trcs the TRCs, ordered by ISD, then version
 * @param chains the chains, ordered by file name
 */
public record CertificateFolder(List<Trc> trcs, List<CertificateChain> chains) {
  public CertificateFolder {
    trcs = List.copyOf(trcs);
    chains = List.copyOf(chains);
  }

  /**
   * Reads all TRCs and chains in a folder.
   *
   * @return the content of the folder
   * @throws StartupException if the folder cannot be read, or a file in it is malformed
   */
  public static CertificateFolder read(Path folder) throws StartupException {
    List<Trc> trcs = new ArrayList<>();
    List<CertificateChain> chains = new ArrayList<>();
    for (Path file : files(folder)) {
      CertificateFolder one = readFile(file);
      trcs.addAll(one.trcs);
      chains.addAll(one.chains);
    }
    trcs.sort(Comparator.comparingInt(Trc::isd).thenComparing(Trc::version));
    return new CertificateFolder(trcs, chains);
  }

  /**
   * Reads one file of a folder.
   *
   * @return a TRC or a chain, or empty if the file is neither
   * @throws StartupException if the file cannot be read or is malformed
   */
  static CertificateFolder readFile(Path file) throws StartupException {
    String name = file.getFileName().toString();
    if (name.endsWith(".trc")) {
      return new CertificateFolder(List.of(readTrc(file)), List.of());
    }
    if (name.endsWith(".crt")) {
      return new CertificateFolder(
          List.of(), List.of(accepted(file, CertificateChain.parse(bytes(file)))));
    }
    return new CertificateFolder(List.of(), List.of());
  }

  /**
   * Reads a TRC from a file with any name.
   *
   * @return the TRC
   * @throws StartupException if the file cannot be read or is malformed
   */
  public static Trc readTrc(Path file) throws StartupException {
    return accepted(file, Trc.parse(bytes(file)));
  }

  /**
   * Lists all files of a folder, ordered by name.
   *
   * @return the files
   * @throws StartupException if the folder cannot be read
   */
  static List<Path> files(Path folder) throws StartupException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new StartupException(
          folder
              + ": the certificate folder cannot be read ("
              + FileTrouble.of(e)
              + "); make it readable, or configure the folder that contains the TRCs and "
              + "certificate"
              + " chains",
          e);
    }
  }

  private static ByteString bytes(Path file) throws StartupException {
    try {
      return ByteString.owning(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new StartupException(file + ": " + FileTrouble.of(e), e);
    }
  }

  private static <T> T accepted(Path file, Decoded<T> decoded) throws StartupException {
    return switch (decoded) {
      case Decoded.Accepted<T>(T value) -> value;
      case Decoded.Refused<T> refused ->
          throw new StartupException(file + ": " + refused.refusal());
    };
  }
}
