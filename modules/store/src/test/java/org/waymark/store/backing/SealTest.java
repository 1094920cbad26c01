package org.waymark.store.backing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.SETTINGS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.LastRecord;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.FoldStart;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowTotals;

class SealTest {
  @TempDir Path directory;

  private static Positions at(long events, long trust, long lastTickMs) {
    return Positions.none(SETTINGS.applyVersion())
        .with(new FoldStart.Cold(7))
        .with(Topic.EVENTS, new Position("cluster", "topic", events, last(3)), Optional.empty())
        .with(
            Topic.TRUST, new Position("cluster", "other", trust, LastRecord.NONE), Optional.empty())
        .withOwner(Optional.of(IsdAs.parse("1-11")))
        .with(RowTotals.Totals.NONE, lastTickMs);
  }

  private static LastRecord last(int leaderEpoch) {
    return LastRecord.of(
        "topic", new LogRecord(0, leaderEpoch, 1_000, ByteString.EMPTY, new byte[] {1}));
  }

  private static Seal seal(Positions positions) {
    return new Seal(ByteString.owning(positions.encode()), new TreeMap<>());
  }

  @Test
  void positionsComeBackFromTheirRow() {
    Positions none = Positions.none(SETTINGS.applyVersion());
    for (Positions positions : List.of(none, at(5, 6, -1), none.with(new FoldStart.FromZero()))) {
      assertEquals(positions, Positions.decode(positions.encode()));
    }
  }

  @Test
  void comesBackFromItsText() throws IOException {
    Path file = Files.write(directory.resolve("000001.sst"), new byte[] {1, 2, 3});
    TreeMap<String, Seal.SealedFile> files = new TreeMap<>();
    files.put("000001.sst", Seal.SealedFile.of(file));
    Seal seal = new Seal(ByteString.owning(at(5, 6, 7).encode()), files);
    assertEquals(Optional.of(seal), Seal.decode(seal.encode()));
  }

  @Test
  void isNoneWhenAnyByteIsChangedOrCut() {
    byte[] text = seal(at(5, 6, 7)).encode();
    for (int i = 0; i < text.length; i++) {
      byte[] changed = text.clone();
      changed[i] ^= 1;
      assertTrue(Seal.decode(changed).isEmpty(), new String(changed, StandardCharsets.UTF_8));
      byte[] cut = new byte[i];
      System.arraycopy(text, 0, cut, 0, i);
      assertTrue(Seal.decode(cut).isEmpty(), new String(cut, StandardCharsets.UTF_8));
    }
  }

  @Test
  void aDatabaseMayBeAheadOfItButNotBehind() {
    Seal seal = seal(at(5, 6, 7));
    assertFalse(contradicts(seal, at(5, 6, 7)));
    assertFalse(contradicts(seal, at(6, 6, 8)));
    assertFalse(contradicts(seal, at(5, 7, 7)));
    assertTrue(contradicts(seal, at(4, 9, 7)));
    assertTrue(contradicts(seal, at(9, 5, 7)));
    assertTrue(contradicts(seal, at(5, 6, 8)));
    assertTrue(seal.contradicts(Optional.empty()).isPresent());
  }

  private static boolean contradicts(Seal seal, Positions found) {
    return seal.contradicts(Optional.of(found.encode())).isPresent();
  }

  @Test
  void filesMayGrowOrGoButNotChange() throws IOException {
    Path file = Files.write(directory.resolve("MANIFEST-1"), new byte[] {1, 2, 3});
    TreeMap<String, Seal.SealedFile> files = new TreeMap<>();
    files.put("MANIFEST-1", Seal.SealedFile.of(file));
    Seal seal = new Seal(ByteString.owning(at(5, 6, 7).encode()), files);
    assertTrue(seal.differsFrom(directory).isEmpty());
    Files.write(file, new byte[] {4}, StandardOpenOption.APPEND);
    assertTrue(seal.differsFrom(directory).isEmpty());
    Files.write(file, new byte[] {1, 2, 9, 4});
    assertTrue(seal.differsFrom(directory).isPresent());
    Files.write(file, new byte[] {1, 2});
    assertTrue(seal.differsFrom(directory).isPresent());
    Files.delete(file);
    assertTrue(seal.differsFrom(directory).isEmpty());
  }
}
