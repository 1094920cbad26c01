package org.waymark.audit.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.Witness;
import org.waymark.audit.proof.ConsistencyFile;
import org.waymark.audit.proof.InclusionFile;
import org.waymark.audit.proof.TiledTree;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.WrittenTree;
import org.waymark.audit.tree.NaiveTree;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;

/**
 * A log with the entries of {@link NaiveTree}, in the layout that the program in {@code go/main.go}
 * describes.
 */
final class SampleLog {
  static final int SIZE = 600;
  static final int OLDER = 300;
  static final int PROVEN = 420;
  static final long COSIGNED_S = 1_679_315_147L;
  static final String ORIGIN = "waymark.example/events";
  static final List<ByteString> ENTRIES = NaiveTree.entries(SIZE);

  static final NoteSigner SIGNER = NoteSigner.ofSeed(ORIGIN, filled(1));
  static final Witness WITNESS = new Witness("witness.example/w1", filled(2));

  private static final List<Integer> PROVEN_SIZES = List.of(1, 2, 3, 7, 8, 64, 130, 257, 513, SIZE);

  private SampleLog() {}

  private static ByteString filled(int value) {
    return ByteString.ofHex("%02x".formatted(value).repeat(32));
  }

  /** Writes keys, tiles, checkpoints and proofs. */
  static void write(Path folder) {
    TileDirectory tiles = TileDirectory.open(folder);
    WrittenTree.write(tiles, 0, SIZE);
    SignedNote newest = cosigned(Checkpoint.of(ORIGIN, WrittenTree.edge(SIZE), new TreeHasher()));
    SignedNote older =
        Checkpoint.of(ORIGIN, WrittenTree.edge(OLDER), new TreeHasher()).signedBy(SIGNER);
    TiledTree tree = new TiledTree(tiles, SIZE);
    tiles.publishCheckpoint(newest.encode());
    put(folder, "vkey", StrictText.utf8(SIGNER.verifierKey().text() + "\n"));
    put(folder, "witness", StrictText.utf8(WITNESS.key().text() + "\n"));
    put(folder, "older", older.encode());
    put(folder, "proofs", StrictText.utf8(String.join("", proofs())));
    put(
        folder,
        "inclusion.tlog-proof",
        new InclusionFile(Optional.of(ENTRIES.get(PROVEN)), tree.inclusion(PROVEN), newest)
            .encode());
    put(
        folder,
        "consistency.proof",
        new ConsistencyFile(tree.consistency(OLDER), older, newest).encode());
  }

  /** {@return the note of a checkpoint, with the signatures of the log and of the witness} */
  static SignedNote cosigned(Checkpoint checkpoint) {
    return checkpoint.signedBy(SIGNER).with(WITNESS.cosign(COSIGNED_S, checkpoint.text()));
  }

  /**
   * {@return proofs as lines, each with the kind, the size, the index or old size, and the hashes}
   */
  static List<String> proofs() {
    List<String> lines = new ArrayList<>();
    for (int size : PROVEN_SIZES) {
      TiledTree tree = new TiledTree(WrittenTree.memory(size), size);
      for (int i = 0; i < size; i += 1 + size / 8) {
        lines.add(line("inclusion", size, i, tree.inclusion(i).hashes()));
        lines.add(line("consistency", size, i + 1, tree.consistency(i + 1).hashes()));
      }
    }
    return lines;
  }

  private static String line(String kind, int size, int index, List<ByteString> hashes) {
    return hashes.stream()
        .map(hash -> " " + StrictText.base64(hash))
        .collect(Collectors.joining("", kind + " " + size + " " + index, "\n"));
  }

  private static void put(Path folder, String name, ByteString bytes) {
    try {
      Files.write(folder.resolve(name), bytes.toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
