package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class CausesTest {
  private static final IOException FULL = new IOException("No space left on device");

  @Test
  void wrappersSayNothing() {
    assertEquals("No space left on device", Causes.text(new CompletionException(FULL)));
    assertEquals(
        "No space left on device",
        Causes.text(
            new ExecutionException(new CompletionException(new UncheckedIOException(FULL)))));
  }

  @Test
  void everyCauseIsSaidOnce() {
    assertEquals(
        "the store cannot write: No space left on device",
        Causes.text(new IOException("the store cannot write", new IOException(FULL))));
    assertEquals(
        "cannot write (No space left on device)",
        Causes.text(new IOException("cannot write (No space left on device)", FULL)));
  }

  @Test
  void classesOfExceptionsAreLeftOut() {
    assertEquals(
        "No space left on device",
        Causes.text(
            new IOException(
                "java.util.concurrent.CompletionException: org.rocksdb.RocksDBException: No space"
                    + " left on device")));
  }

  @Test
  void whatJavaPutsBesideItsObjectsIsLeftOut() {
    assertEquals(
        "Task FutureTask rejected from ThreadPoolExecutor",
        Causes.text(
            new IOException(
                "Task java.util.concurrent.FutureTask@71ad3d8a rejected from"
                    + " java.util.concurrent.ThreadPoolExecutor@1b2c3d4e")));
    assertEquals(
        "no route to 127.88.11.1:9092",
        Causes.text(new IOException("no route to /127.88.11.1:9092")));
  }

  @Test
  void troubleOfFilesAndHostsIsSaidInWords() {
    assertEquals("/x/db: there is no such file", Causes.text(new NoSuchFileException("/x/db")));
    assertEquals("/x: access is denied", Causes.text(new AccessDeniedException("/x")));
    assertEquals(
        "the host name kafka.invalid does not resolve",
        Causes.text(new UnknownHostException("kafka.invalid")));
  }

  @Test
  void faultWithoutWordsIsSaidByItsKindAndPlace() {
    String text = Causes.text(new NullPointerException());
    assertTrue(text.matches("null pointer \\(at CausesTest\\.java:\\d+\\)"), text);
  }

  @Test
  void circleOfCausesHasAnEnd() {
    IOException one = new IOException("one");
    IOException two = new IOException("two", one);
    one.initCause(two);

    assertEquals("two: one", Causes.text(two));
  }

  @Test
  void lineIsFollowedByWhatItDoesNotSay() {
    assertEquals(
        "flushing failed; cause: cannot write; cause: No space left on device",
        Causes.withCauses("flushing failed", new IOException("cannot write", FULL)));
    assertEquals(
        "flushing failed: No space left on device",
        Causes.withCauses(
            "flushing failed: No space left on device", new CompletionException(FULL)));
  }

  @Test
  void objectIsNamedByItsKind() {
    AutoCloseable lambda = () -> {};

    assertEquals("token bucket", Causes.kind(new TokenBucket(new SystemClock(), 1, 1)));
    assertEquals("part of the causes test", Causes.kind(lambda));
  }

  @Test
  void partThatFailsToCloseIsNamedByItsKind() {
    StringBuilder told = new StringBuilder();
    OpenedParts parts = new OpenedParts((what, cause) -> told.append(what));
    parts.add(
        () -> {
          throw FULL;
        });

    parts.close();

    assertEquals("Failed to close the part of the causes test", told.toString());
    assertEquals(Optional.empty(), Optional.of(told.toString()).filter(text -> text.contains("$")));
  }
}
