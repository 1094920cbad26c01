package org.waymark.cli.paths;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.output.SegmentTable;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a segment request to a path server and prints the reply. */
@Command(
    name = "ask",
    description = "Asks a path server for the segments from SRC to DST.",
    footer = "  waymark ask 1-14 2-24 --server 192.0.2.11:30252")
public final class AskCommand implements Callable<Integer> {
  private static final Duration RESEND_AFTER = Duration.ofMillis(500);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SRC", description = "The source AS, such as 1-11 or 1-ff00:0:110.")
  private IsdAs src;

  @Parameters(
      paramLabel = "DST",
      description = "The destination AS; I-0 means any core AS of ISD I.")
  private IsdAs dst;

  @Option(
      names = "--server",
      required = true,
      paramLabel = "IP:PORT",
      description = "The UDP address of the path server.")
  private InetSocketAddress server;

  @Option(
      names = "--server-as",
      paramLabel = "ISD-AS",
      description = "The AS of the path server. Default: SRC.")
  private IsdAs serverAs;

  @Mixin private OwnDispatcher dispatcher;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description =
          "The time to wait for a reply, at most 3600 seconds. A path server that finds nothing"
              + " does not reply. Default: ${DEFAULT-VALUE}.")
  private double timeoutS;

  @Option(names = "--json", description = "Prints the reply as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    Optional<SegmentReply> reply = ask(AnswerTimeout.ofSeconds(timeoutS));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(document(reply).toPrettyString());
    } else {
      reply.ifPresentOrElse(
          answer -> printTable(answer, out), () -> out.println("no segments found"));
    }
    return reply.isPresent() ? ExitCode.YES : ExitCode.NO;
  }

  private Optional<SegmentReply> ask(Duration timeout) {
    IsdAs ofServer = serverAs == null ? src : serverAs;
    try (ScionUdpClient client = dispatcher.client(server, ofServer, src, new SystemClock())) {
      return client.ask(new SegmentRequest(src, dst, false, false), timeout, RESEND_AFTER);
    } catch (IOException e) {
      throw OwnDispatcher.failed(server, e);
    }
  }

  private static void printTable(SegmentReply reply, PrintWriter out) {
    SegmentTable table = new SegmentTable(out);
    for (SegmentRecord record : reply.records().records()) {
      record.typed().asOptional().ifPresent(one -> table.row(one.type(), one.segment()));
    }
    reply
        .records()
        .revocations()
        .forEach(
            decoded ->
                decoded
                    .asOptional()
                    .ifPresent(
                        one -> out.println("revoked: " + one.ia() + "#" + one.interfaceId())));
  }

  private static ObjectNode document(Optional<SegmentReply> reply) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("found", reply.isPresent());
    ArrayNode segments = root.putArray("segments");
    ArrayNode revocations = root.putArray("revocations");
    reply.ifPresent(
        answer -> {
          for (SegmentRecord record : answer.records().records()) {
            record.segment().asOptional().ifPresent(s -> segments.add(document(record, s)));
          }
          answer
              .records()
              .revocations()
              .forEach(
                  decoded ->
                      decoded
                          .asOptional()
                          .ifPresent(
                              one ->
                                  revocations
                                      .addObject()
                                      .put("isdAs", one.ia().toString())
                                      .put("interface", one.interfaceId())
                                      .put("epoch", one.epoch())));
        });
    return root;
  }

  private static ObjectNode document(SegmentRecord record, PathSegment segment) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", type(record));
    node.put("id", segment.id().toString());
    node.put("timestamp", segment.timestampS());
    node.put("expiry", segment.expiryS());
    ArrayNode hops = node.putArray("hops");
    for (Hop hop : segment.hops()) {
      hops.addObject()
          .put("isdAs", hop.ia().toString())
          .put("ingress", hop.ingress())
          .put("egress", hop.egress());
    }
    return node;
  }

  private static String type(SegmentRecord record) {
    return record.type().map(Enum::name).orElse("?").toLowerCase(Locale.ROOT);
  }
}
