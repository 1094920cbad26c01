package org.waymark.cli.world;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.waymark.cli.CommandException;
import org.waymark.cli.ExitCode;
import org.waymark.edge.StartupException;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.topology.ShippedTopology;
import org.waymark.world.topology.TopologyException;
import org.waymark.world.topology.TopologyFile;
import org.waymark.world.topology.TopologyGenerator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the folder of a world. */
@Command(
    name = "create",
    description = {
      "Makes a folder with all a world starts from: keys, TRCs, certificate chains, topology.json",
      "and as.yml of every AS, and the configuration of every replica."
    },
    mixinStandardHelpOptions = true)
final class WorldCreateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder, which must be empty or not there.")
  private Path folder;

  @ArgGroup private Shape shape = new Shape();

  /** Which network; the two ISDs that come along when nothing is said. */
  static final class Shape {
    @Option(
        names = "--topology",
        paramLabel = "FILE.yml",
        description = "A description of ASes and links; world.yml of any world is an example.")
    private Path file;

    @Option(
        names = "--shipped",
        paramLabel = "NAME",
        description = "A network that comes along: two-isds (the default) or tiny.")
    private String shipped;

    @Option(
        names = "--ases",
        paramLabel = "N",
        description = "A generated network of 2 to 1000 ASes; --seed draws another one.")
    private Integer ases;
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of keys and of a generated network. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "Replicas of the path server in each AS, 1 to 3. Default: ${DEFAULT-VALUE}.")
  private int replicas;

  @Option(
      names = "--dispatcher",
      paramLabel = "ISD-AS",
      description = {
        "An AS whose replicas are on one host, behind its dispatcher, as in an AS of that era; can",
        "be repeated."
      })
  private Set<IsdAs> behindDispatcher = Set.of();

  @Option(
      names = "--loopback",
      paramLabel = "N",
      defaultValue = "" + WorldSettings.DEFAULT_LOOPBACK,
      description = {
        "The addresses of its ASes begin at 127.N.1.1. Worlds that run at once need addresses of",
        "their own: an N for every 200 ASes. Default: ${DEFAULT-VALUE}."
      })
  private int loopback;

  @Override
  public Integer call() {
    NetworkTopology network = network();
    try {
      WorldFolder.create(
          folder,
          network,
          WorldSettings.of(seed)
              .withReplicasPerAs(replicas)
              .withLoopback(loopback)
              .withDispatcherIn(behindDispatcher),
          new SystemClock());
    } catch (StartupException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "a world of %d ASes in %s: start it with: waymark world run %s%n",
            network.ases().size(), folder, folder);
    return ExitCode.YES;
  }

  private NetworkTopology network() {
    try {
      if (shape.file != null) {
        return TopologyFile.read(shape.file);
      }
      return shape.ases != null
          ? TopologyGenerator.generate(shape.ases, seed)
          : shipped(shape.shipped == null ? ShippedTopology.TWO_ISDS.label() : shape.shipped);
    } catch (IOException e) {
      throw new CommandException(shape.file + ": " + FileTrouble.of(e), e);
    } catch (TopologyException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private static NetworkTopology shipped(String name) {
    return Arrays.stream(ShippedTopology.values())
        .filter(one -> one.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    "no network "
                        + name
                        + " comes along, but "
                        + Arrays.stream(ShippedTopology.values())
                            .map(ShippedTopology::label)
                            .collect(Collectors.joining(" and "))))
        .network();
  }
}
