package org.waymark.world.beacon;

/**
 * How many beacons of one origin a beacon server uses.
 *
 * @param propagated over each interface
 * @param registered as segments of each type
 */
public record BeaconLimits(int propagated, int registered) {
  public static final BeaconLimits DEFAULT = new BeaconLimits(5, 5);

  /**
   * @throws IllegalArgumentException when a number is not in 1..{@value BeaconStore#PER_ORIGIN},
   *     the beacons of an origin that are held
   */
  public BeaconLimits {
    check("propagated", propagated);
    check("registered", registered);
  }

  private static void check(String name, int value) {
    if (value < 1 || value > BeaconStore.PER_ORIGIN) {
      throw new IllegalArgumentException(
          value + " beacons of an origin are " + name + ": give 1 to " + BeaconStore.PER_ORIGIN);
    }
  }
}
