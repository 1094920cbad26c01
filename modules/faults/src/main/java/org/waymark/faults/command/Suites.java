package org.waymark.faults.command;

import java.util.List;
import org.waymark.faults.Suite;
import org.waymark.faults.broker.BrokerSuite;
import org.waymark.faults.environment.EnvironmentSuite;
import org.waymark.faults.failpoint.FailpointSuite;
import org.waymark.faults.files.FilesSuite;
import org.waymark.faults.identity.IdentitySuite;
import org.waymark.faults.kill.KillSuite;
import org.waymark.faults.poison.PoisonSuite;
import org.waymark.faults.simulation.SimulationSuite;
import org.waymark.faults.syscall.SyscallSuite;

/** The suites in the order in which they run. */
final class Suites {
  static final List<Suite> ALL =
      List.of(
          new SimulationSuite(),
          new PoisonSuite(),
          new FilesSuite(),
          new IdentitySuite(),
          new KillSuite(),
          new FailpointSuite(),
          new BrokerSuite(),
          new SyscallSuite(),
          new EnvironmentSuite());

  private Suites() {}
}
