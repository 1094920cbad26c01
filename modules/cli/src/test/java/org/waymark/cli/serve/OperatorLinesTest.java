package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.WaymarkProcess;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.JavaText;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/** Tests the log lines of a replica from start to end, including trouble in between. */
@Timeout(180)
class OperatorLinesTest {
  private static final String STAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z ";

  @TempDir private Path root;

  private JsonNode statusWhen(Path config, String state) throws IOException {
    while (true) {
      CommandRun run = CommandRun.of("status", "--json", "--config", config.toString());
      if (run.exitCode() != 2) {
        JsonNode status = new JsonMapper().readTree(run.out());
        if (status.path("state").asText().equals(state)) {
          return status;
        }
      }
    }
  }

  private EmbeddedBroker broker(int port) {
    return EmbeddedBroker.start(EmbeddedBroker.Config.of(root.resolve("kafka"), port));
  }

  @Test
  void everyLineIsStampedAndInWordsOfPeople() throws Exception {
    Path errors = root.resolve("errors");
    Path config;
    WaymarkProcess process;
    int port;
    try (EmbeddedBroker broker = broker(0)) {
      port = SocketAddresses.parse(broker.bootstrapServers()).getPort();
      OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), "lines");
      folder.makeLog();
      config = folder.config("r1");
      process = new WaymarkProcess(errors, "serve", "--json", "--config", config.toString());
      JsonNode ready = new JsonMapper().readTree(process.line());
      sendAllKinds(folder, SocketAddresses.parse(ready.get("address").textValue()));
      appendGarbage(broker);
      JsonNode status = statusWhen(config, "ready");
      while (status.at("/rows/quarantine").asLong() == 0 || !status.path("lease").asBoolean()) {
        status = statusWhen(config, "ready");
      }
    }
    try (process) {
      statusWhen(config, "stale");
      try (EmbeddedBroker _ = broker(port)) {
        statusWhen(config, "ready");
        assertEquals(0, process.terminate(), process::errors);
      }
      assertPlain(process.errors().lines().toList());
    }
  }

  private void sendAllKinds(OperatorFolder folder, InetSocketAddress address) throws IOException {
    CapnpSegment good = folder.network.segments().along("1-11", "1-14").make();
    CapnpSegment wrongType = folder.network.segments().along("1-12", "1-14").make();
    long yesterdayS = folder.clock.wallMs() / 1_000 - 86_400 - 3_600;
    CapnpSegment expired =
        folder.network.segments().along("1-12", "1-14").timestampS(yesterdayS).make();
    try (ScionUdpClient client =
            new ScionUdpClient(
                address, OperatorFolder.LOCAL, OperatorFolder.LOCAL, new SystemClock());
        DatagramChannel garbage = DatagramChannel.open()) {
      client.send(registration(SegmentType.UP, good));
      client.send(registration(SegmentType.CORE, wrongType));
      client.send(registration(SegmentType.UP, expired));
      client.send(
          new RevocationNotice(folder.network.revocations().revoke(IsdAs.parse("1-11"), 11)));
      garbage.send(ByteBuffer.wrap(new byte[] {1, 2, 3}), address);
    }
  }

  private static SegmentRegistration registration(SegmentType type, CapnpSegment segment) {
    return new SegmentRegistration(
        SegmentRecords.of(List.of(SegmentRecord.of(type, segment)), List.of()));
  }

  private static void appendGarbage(EmbeddedBroker broker) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("lines.events", 0, new byte[0], new byte[] {1, 2, 3}));
    }
  }

  private static void assertPlain(List<String> lines) {
    String all = String.join("\n", lines);
    for (String line : lines) {
      assertTrue(line.matches(STAMP + "(INFO |WARN |ERROR) .*"), line + " in\n" + all);
      String text = line.replaceFirst(STAMP + "\\S+ +", "");
      assertEquals("", JavaText.in(text).orElse(""), line);
    }
    for (String fact :
        List.of(
            "would lose acknowledged events",
            "Acquired the lease",
            "Ignored the record",
            "stale",
            "expired at")) {
      long told = lines.stream().filter(line -> line.contains(fact)).count();
      assertTrue(told >= 1, "'" + fact + "' is missing in\n" + all);
    }
    long copies =
        lines.stream().filter(line -> line.contains("would lose acknowledged events")).count();
    assertEquals(1, copies, all);
  }
}
