package org.waymark.cli.serve;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.Logging;
import org.waymark.cli.command.StopSignals;
import org.waymark.edge.dispatcher.Dispatcher;
import org.waymark.edge.udp.FirstHop;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the dispatcher of this host until the process is asked to stop. */
@Command(
    name = "dispatcher",
    description = {
      "Runs the SCION dispatcher of this host until SIGTERM or Ctrl-C.",
      "The SCION programs of a host register with its dispatcher over a Unix socket and share the"
          + " dispatcher's UDP socket."
    },
    footer = "  waymark dispatcher --socket /tmp/dispatcher.sock --listen 127.0.0.1")
public final class DispatcherCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(DispatcherCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = "--socket",
      required = true,
      paramLabel = "SOCKET",
      description = "The Unix socket on which programs register.")
  private Path socket;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "IP[:PORT]",
      description =
          "The UDP address on which to receive packets. Default port: "
              + FirstHop.DISPATCHER_PORT
              + ", the port to which other hosts send packets.")
  private String listen;

  @Override
  public Integer call() throws InterruptedException {
    Logging.stampLines();
    Dispatcher.Config config = new Dispatcher.Config(socketPath(), address());
    FaultHandler faults = FaultHandler.logging(log);
    SystemClock clock = new SystemClock();
    CountDownLatch stop = new CountDownLatch(1);
    try (StopSignals _ = new StopSignals(stop::countDown);
        SystemTimers timers = new SystemTimers("waymark-dispatcher", faults);
        Dispatcher dispatcher =
            Dispatcher.open(
                config,
                new Dispatcher.Context(
                    new UnixStreams(faults),
                    new UdpDatagrams(faults),
                    timers,
                    clock,
                    new SimpleMeterRegistry()))) {
      spec.commandLine()
          .getOut()
          .printf(
              "The dispatcher receives packets at %s and registrations at %s%n",
              SocketAddresses.text(dispatcher.address()), config.socket());
      spec.commandLine().getOut().flush();
      stop.await();
    } catch (IOException e) {
      throw new CommandException(e.getMessage(), e);
    }
    return ExitCode.YES;
  }

  private SocketPath socketPath() {
    try {
      return new SocketPath(socket);
    } catch (IllegalArgumentException e) {
      throw new CommandException("--socket: " + e.getMessage(), e);
    }
  }

  private InetSocketAddress address() {
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(listen), FirstHop.DISPATCHER_PORT);
    } catch (IllegalArgumentException _) {
      // The text is not an address alone, so it must include a port.
    }
    try {
      return SocketAddresses.parse(listen);
    } catch (IllegalArgumentException e) {
      throw new CommandException("--listen must be IP or IP:PORT, got '" + listen + "'", e);
    }
  }
}
