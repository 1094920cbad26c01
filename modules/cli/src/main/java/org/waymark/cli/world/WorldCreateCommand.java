package org.waymark.cli.world;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.DurationConverter;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.StartupException;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.waymark.world.folder.HeldCertificates;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.folder.WorldVariant;
import org.waymark.world.folder.WorldYaml;
import org.waymark.world.site.Habits;
import org.waymark.world.topology.ShippedTopology;
import org.waymark.world.topology.TopologyException;
import org.waymark.world.topology.TopologyGenerator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates the folder of a world. */
@Command(
    name = "create",
    description = {
      "Creates a folder with all the files needed to start a world.",
      "The folder contains topology.json, as.yml, the keys, TRCs and certificate chains of every"
          + " AS, and the configuration of every replica."
    },
    footer = "  waymark world create world --replicas 2 --cert-life 3d")
final class WorldCreateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "The folder to create, which must be empty if it exists.")
  private Path folder;

  @ArgGroup private Shape shape = new Shape();

  /** The network to create; by default, the shipped network of two ISDs. */
  static final class Shape {
    @Option(
        names = "--topology",
        paramLabel = "FILE.yml",
        description =
            "A file that describes ASes and links: a SCION topology file, or the world.yml of a"
                + " world, whose settings apply unless overridden by options.")
    private Path file;

    @Option(
        names = "--shipped",
        paramLabel = "NAME",
        description = "A network that ships with Waymark: two-isds or tiny. Default: two-isds.")
    private String shipped;

    @Option(
        names = "--ases",
        paramLabel = "N",
        description = "The number of ASes in a generated network, from 2 to 1000.")
    private Integer ases;
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The random seed for the keys and for a generated network. Default: "
              + WorldSettings.DEFAULT_SEED
              + ".")
  private Long seed;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description = "The number of replicas in each AS, from 1 to 3. Default: 1.")
  private Integer replicas;

  @Option(
      names = "--dispatcher",
      paramLabel = "ISD-AS",
      description =
          "An AS whose replicas share one host and that host's dispatcher, as was usual in 2018. "
              + "This option can be repeated.")
  private Set<IsdAs> behindDispatcher;

  @Option(
      names = "--loopback",
      paramLabel = "N",
      description =
          "The second octet of the AS addresses, which start at 127.N.1.1. Worlds that run at the"
              + " same time need different values; each value provides addresses for 200 ASes."
              + " Default: "
              + WorldSettings.DEFAULT_LOOPBACK
              + ".")
  private Integer loopback;

  @Option(
      names = "--certs",
      paramLabel = "all|own",
      description =
          "The certificates to put in the folder of each AS: all (every TRC and chain) or own (only"
              + " the TRC of its ISD and its own chain, which is all that a new AS had in 2018)."
              + " With own, world run adds the TRCs of other ISDs to the logs, and servers request"
              + " the missing chains. With --virtual, every AS has all certificates. Default: all.")
  private HeldCertificates held = HeldCertificates.ALL;

  @Option(
      names = "--habits",
      paramLabel = "waymark|original",
      description =
          "How other services choose path servers. With waymark, they use all path servers in turn."
              + " With original, they behave as they did in 2018: beacon servers and hosts use only"
              + " the first one in topology.json, and border routers use a random one. Default:"
              + " waymark.")
  private Habits habits;

  @Option(
      names = "--cert-life",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "The lifetime of TRCs and certificate chains, such as 600 (seconds), 30m, 12h or 3d; at"
              + " least 338 seconds. Default: 364d.")
  private Duration certificateLife;

  @Override
  public Integer call() {
    WorldYaml described = described();
    try {
      WorldFolder.create(
          folder, described.topology(), asked(described.settings()), held, new SystemClock());
    } catch (StartupException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "Created a world of %d ASes in %s. Start it with: waymark world run %s%n",
            described.topology().ases().size(), folder, folder);
    return ExitCode.YES;
  }

  private WorldYaml described() {
    long drawn = seed == null ? WorldSettings.DEFAULT_SEED : seed;
    try {
      if (shape.file != null) {
        return WorldYaml.described(shape.file, this::printSkipped);
      }
      NetworkTopology network =
          shape.ases != null
              ? TopologyGenerator.generate(shape.ases, drawn)
              : shipped(shape.shipped == null ? ShippedTopology.TWO_ISDS.label() : shape.shipped);
      return new WorldYaml(network, WorldSettings.of(drawn));
    } catch (IOException e) {
      throw new CommandException(shape.file + ": " + FileTrouble.of(e), e);
    } catch (TopologyException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void printSkipped(String keys) {
    spec.commandLine()
        .getOut()
        .printf("%s: ignored keys that a world does not use: %s%n", shape.file, keys);
  }

  /** {@return the settings from the file, overridden by the options} */
  private WorldSettings asked(WorldSettings described) {
    WorldSettings asked = described;
    if (seed != null) {
      asked = asked.withSeed(seed);
    }
    if (replicas != null) {
      asked = asked.withReplicasPerAs(replicas);
    }
    if (loopback != null) {
      asked = asked.withLoopback(loopback);
    }
    WorldVariant variant = asked.variant();
    if (habits != null) {
      variant = variant.withHabits(habits);
    }
    if (certificateLife != null) {
      variant = variant.withCertificateLifeS(certificateLife.toSeconds());
    }
    asked = asked.withVariant(variant);
    return behindDispatcher == null ? asked : asked.withDispatcherIn(behindDispatcher);
  }

  private static NetworkTopology shipped(String name) {
    return Arrays.stream(ShippedTopology.values())
        .filter(one -> one.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "--shipped must be "
                        + Arrays.stream(ShippedTopology.values())
                            .map(ShippedTopology::label)
                            .collect(Collectors.joining(" or "))
                        + ", got "
                        + name))
        .network();
  }
}
