package org.waymark.audit.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.log.LastRecord;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

class RecordLeafTest {
  private static final String TOPIC_ID = "kYp7hJ0mQ3yWbTj2vXn4Zg";

  /** The number of bytes in an entry other than the bytes of key and value. */
  private static final int FIXED = 4 + TOPIC_ID.length() + 8 + 8 + 4 + 4;

  private final TreeHasher hasher = new TreeHasher();

  @Test
  void entryIsTheTopicTheNumbersTheKeyAndTheValue() {
    RecordLeaf leaf =
        RecordLeaf.of(
            "id", 7, 0x0102030405060708L, Optional.of(bytes(1)), Optional.of(ByteString.EMPTY));
    assertEquals(
        "00000002" + "6964" + "0000000000000007" + "0102030405060708" + "0000000100" + "00000000",
        leaf.encode().hex());
  }

  @Test
  void aMissingKeyOrValueDiffersFromAnEmptyOne() {
    List<Optional<ByteString>> contents =
        List.of(Optional.empty(), Optional.of(ByteString.EMPTY), Optional.of(bytes(1)));
    Set<ByteString> entries = new HashSet<>();
    for (Optional<ByteString> key : contents) {
      for (Optional<ByteString> value : contents) {
        RecordLeaf leaf = RecordLeaf.of(TOPIC_ID, 1, 2, key, value);
        entries.add(leaf.encode());
        assertEquals(leaf, RecordLeaf.decode(leaf.encode()).orElseThrow());
      }
    }
    assertEquals(contents.size() * contents.size(), entries.size());
  }

  @Test
  void leafHashIsTheHashInThePositionAfterTheRecord() {
    Random random = new Random(1);
    for (int keySize : new int[] {0, 20, 65_400, 65_480, 65_535, 70_000}) {
      for (int valueSize : new int[] {0, 1, 300, 65_400, 65_485, 65_500, 65_536, 1 << 20}) {
        byte[] value = new byte[valueSize];
        random.nextBytes(value);
        LogRecord record = new LogRecord(5, 3, 1_700_000_000_000L, bytes(keySize), value);
        RecordLeaf leaf = RecordLeaf.of(TOPIC_ID, record);
        ByteString entry = leaf.encode();
        assertTrue(entry.size() <= LastRecord.MAX_ENTRY_BYTES);
        assertEquals(
            hasher.leaf(entry), RecordLeaf.hash(TOPIC_ID, record), keySize + " " + valueSize);
        assertEquals(leaf, RecordLeaf.decode(entry).orElseThrow(), keySize + " " + valueSize);
      }
    }
  }

  @Test
  void onlyWhatDoesNotFitIsReplacedByItsHash() {
    int room = LastRecord.MAX_ENTRY_BYTES - FIXED;
    assertInstanceOf(EntryField.Verbatim.class, leaf(0, room).value());
    assertEquals(LastRecord.MAX_ENTRY_BYTES, leaf(0, room).encode().size());
    assertEquals(
        new EntryField.Hashed(room + 1, Sha256.hash(bytes(room + 1))), leaf(0, room + 1).value());
    RecordLeaf longKey = leaf(room - 36, 37);
    assertInstanceOf(EntryField.Verbatim.class, longKey.key());
    assertInstanceOf(EntryField.Hashed.class, longKey.value());
    RecordLeaf longerKey = leaf(room - 35, 37);
    assertInstanceOf(EntryField.Hashed.class, longerKey.key());
    assertInstanceOf(EntryField.Hashed.class, longerKey.value());
  }

  @Test
  void aLongKeyWithoutAValueIsReplacedByItsHash() {
    RecordLeaf leaf = RecordLeaf.of(TOPIC_ID, 1, 2, Optional.of(bytes(70_000)), Optional.empty());
    assertInstanceOf(EntryField.Hashed.class, leaf.key());
    assertEquals(new EntryField.Absent(), leaf.value());
    assertEquals(leaf, RecordLeaf.decode(leaf.encode()).orElseThrow());
  }

  @Test
  void aHashInPlaceOfAShortValueIsRefused() {
    EntryField hashed = new EntryField.Hashed(3, Sha256.hash(bytes(3)));
    EntryField none = new EntryField.Absent();
    assertRefused(new RecordLeaf(TOPIC_ID, 1, 2, none, hashed).encode());
    assertRefused(new RecordLeaf(TOPIC_ID, 1, 2, hashed, none).encode());
    EntryField negative = new EntryField.Hashed(-3, Sha256.hash(bytes(3)));
    assertRefused(new RecordLeaf(TOPIC_ID, 1, 2, none, negative).encode());
    // A key is replaced only if replacing the value is not enough.
    EntryField longValue = new EntryField.Hashed(65_500, Sha256.hash(bytes(3)));
    assertRefused(new RecordLeaf(TOPIC_ID, 1, 2, hashed, longValue).encode());
  }

  @Test
  void anEntryThatEndsEarlyOrLateIsRefused() {
    ByteString entry = leaf(3, 5).encode();
    for (int size = 0; size < entry.size(); size++) {
      assertEquals(
          Optional.of(RefusalReason.TOO_SHORT),
          RecordLeaf.decode(ByteString.of(entry.unsafeBytes(), 0, size))
              .whyRefused()
              .map(Refusal::reason));
    }
    assertRefused(ByteString.owning(Arrays.copyOf(entry.unsafeBytes(), entry.size() + 1)));
    assertEquals(
        Optional.of(RefusalReason.TOO_LONG),
        RecordLeaf.decode(bytes(LastRecord.MAX_ENTRY_BYTES + 1)).whyRefused().map(Refusal::reason));
  }

  @Test
  void everyPartOfARecordCounts() {
    LogRecord record = new LogRecord(5, 0, 9, bytes(3), new byte[] {1, 2});
    ByteString hash = RecordLeaf.hash(TOPIC_ID, record);
    assertNotEquals(hash, RecordLeaf.hash("other", record));
    for (LogRecord other :
        List.of(
            new LogRecord(6, 0, 9, bytes(3), new byte[] {1, 2}),
            new LogRecord(5, 0, 8, bytes(3), new byte[] {1, 2}),
            new LogRecord(5, 0, 9, bytes(2), new byte[] {1, 2}),
            new LogRecord(5, 0, 9, bytes(3), new byte[] {1, 3}))) {
      assertNotEquals(hash, RecordLeaf.hash(TOPIC_ID, other), other.toString());
    }
  }

  @Test
  void topicIdIsBounded() {
    LogRecord record = new LogRecord(5, 0, 9, bytes(3), new byte[0]);
    RecordLeaf longest = RecordLeaf.of("x".repeat(255), record);
    assertEquals(longest, RecordLeaf.decode(longest.encode()).orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> RecordLeaf.of("x".repeat(256), record));
    assertRefused(new RecordLeaf("x".repeat(256), 1, 2, longest.key(), longest.value()).encode());
  }

  private static RecordLeaf leaf(int keySize, int valueSize) {
    return RecordLeaf.of(
        TOPIC_ID, 1, 2, Optional.of(bytes(keySize)), Optional.of(bytes(valueSize)));
  }

  private static ByteString bytes(int size) {
    return ByteString.of(new byte[size]);
  }

  private static void assertRefused(ByteString entry) {
    assertEquals(
        Optional.of(RefusalReason.AUDIT_ENTRY),
        RecordLeaf.decode(entry).whyRefused().map(Refusal::reason));
  }
}
