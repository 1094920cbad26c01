package org.waymark.faults;

import java.util.List;
import org.waymark.faults.broker.BrokerSuite;
import org.waymark.faults.failpoint.FailpointSuite;
import org.waymark.faults.kill.KillSuite;
import org.waymark.faults.poison.PoisonSuite;
import org.waymark.faults.simulation.SimulationSuite;

/** The suites in the order in which they run. */
final class Suites {
  static final List<Suite> ALL =
      List.of(
          new SimulationSuite(),
          new PoisonSuite(),
          new KillSuite(),
          new FailpointSuite(),
          new BrokerSuite());

  private Suites() {}
}
