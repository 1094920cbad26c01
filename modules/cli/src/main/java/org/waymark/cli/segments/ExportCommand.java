package org.waymark.cli.segments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.log.StoppedReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.Topic;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Expiry;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.store.Store;
import org.waymark.store.row.Row;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.SegmentRecord.TypedSegment;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Trc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the segments in the store of a replica to a file. */
@Command(
    name = "export",
    description = {
      "Writes the segments in the store of a stopped replica to a file.",
      "The file also contains the TRCs and certificate chains needed to verify the segments."
    },
    footer = "  waymark segments export --config deploy/waymark.toml --out segments.json")
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The replica's configuration, which names its store.")
  private Path configFile;

  @Option(
      names = "--first",
      paramLabel = "ISD-AS",
      description = "The first AS of the segments. Default: any AS.")
  private IsdAs first;

  @Option(
      names = "--last",
      paramLabel = "ISD-AS",
      description = "The last AS of the segments. Default: any AS.")
  private IsdAs last;

  @Option(names = "--expired", description = "Includes segments that have expired.")
  private boolean expired;

  @Option(
      names = "--form",
      paramLabel = "json|wire",
      defaultValue = "json",
      description =
          "The file format: json or wire (the messages that register the segments). Default:"
              + " ${DEFAULT-VALUE}.")
  private SegmentFile.Form form;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write, which must not exist yet.")
  private Path out;

  @Override
  public Integer call() {
    if (Files.exists(out)) {
      throw new CommandException(out + " already exists: specify another file, or remove it");
    }
    SegmentFile held = held();
    try {
      Files.write(out, held.bytes(form).unsafeBytes());
    } catch (IOException e) {
      throw new CommandException(out + ": " + FileTrouble.of(e), e);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "Wrote %d segments, %d TRCs and %d chains to %s%n",
            held.segments().size(), held.trcs().size(), held.chains().size(), out);
    return held.segments().isEmpty() ? ExitCode.NO : ExitCode.YES;
  }

  private SegmentFile held() {
    try {
      ReplicaConfig config = ConfigFile.read(configFile);
      try (Store store = StoppedReplica.store(config);
          ReadView view = store.view()) {
        if (!store.whole()) {
          spec.commandLine()
              .getErr()
              .printf(
                  "warning: the store in %s is incomplete: its replica stopped before it had caught"
                      + " up with the log%n",
                  store.place());
        }
        return withTrust(segments(view), view.trust());
      }
    } catch (StartupException | StoreException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private List<TypedSegment> segments(ReadView view) {
    SegmentCodec codec = new SegmentCodec(DecoderLimits.DEFAULT);
    long nowMs = new SystemClock().wallMs();
    List<TypedSegment> segments = new ArrayList<>();
    for (Row row : view.rows(Topic.EVENTS)) {
      if (row instanceof Row.Segment one
          && (expired || Expiry.endMs(one.expiryS()) > nowMs)
          && (first == null || one.hops().getFirst().ia().equals(first))
          && (last == null || one.hops().getLast().ia().equals(last))) {
        ByteString bytes = one.bytes();
        segments.add(
            new TypedSegment(
                one.key().type(), codec.decode(one.key().format(), bytes).orElseThrow()));
      }
    }
    return segments;
  }

  private static SegmentFile withTrust(List<TypedSegment> segments, TrustMaterial trust) {
    Set<Trc> trcs = new LinkedHashSet<>();
    Set<CertificateChain> chains = new LinkedHashSet<>();
    for (TypedSegment one : segments) {
      for (CapnpAsEntry entry : entries(one.segment())) {
        trust.trc(entry.ia().isd(), entry.trcVersion()).ifPresent(trcs::add);
        trust.chain(entry.ia(), entry.certVersion()).ifPresent(chains::add);
      }
    }
    return new SegmentFile(segments, List.copyOf(trcs), List.copyOf(chains));
  }

  private static List<CapnpAsEntry> entries(PathSegment segment) {
    return switch (segment) {
      case CapnpSegment capnp -> capnp.entries();
    };
  }
}
