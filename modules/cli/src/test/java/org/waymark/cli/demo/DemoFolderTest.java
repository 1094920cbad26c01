package org.waymark.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;

class DemoFolderTest {
  private DemoFolder folder;

  @BeforeEach
  void fill() throws IOException {
    Network network = Network.of(NetworkTopology.twoIsds(), 1, new SystemClock());
    folder = new DemoFolder(network, IsdAs.parse("1-14"));
    folder.writeConfig("ps1-14-3", "127.0.0.1:9092");
    Files.writeString(folder.log(), "this replica holds the lease\n");
    Files.writeString(folder.logOf("ps1-14-3"), "ready\n");
    Files.writeString(Files.createDirectories(folder.broker()).resolve("0.log"), "records");
  }

  @AfterEach
  void deleteAll() throws IOException {
    if (Files.exists(folder.root())) {
      folder.dropLogs();
      folder.close();
    }
  }

  @Test
  void onlyLogsStayWhereADemoDidNotEndWell() throws IOException {
    folder.close();

    try (Stream<Path> left = Files.list(folder.root())) {
      assertEquals(
          Set.of(folder.log(), folder.logOf("ps1-14-3")), left.collect(Collectors.toSet()));
    }
  }

  @Test
  void nothingStaysOnceTheLogsAreDropped() throws IOException {
    folder.dropLogs();

    folder.close();

    assertFalse(Files.exists(folder.root()));
  }
}
