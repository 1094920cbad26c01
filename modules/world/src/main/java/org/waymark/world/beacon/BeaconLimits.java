package org.waymark.world.beacon;

/**
 * The maximum number of beacons per origin that a beacon server uses.
 *
 * @param propagated the maximum number of beacons propagated over each interface
 * @param registered the maximum number of beacons registered as segments of each type
 */
public record BeaconLimits(int propagated, int registered) {
  public static final BeaconLimits DEFAULT = new BeaconLimits(5, 5);

  /**
   * @throws IllegalArgumentException if a number is not in 1..{@value BeaconStore#PER_ORIGIN}, the
   *     number of beacons that a store keeps per origin
   */
  public BeaconLimits {
    check("propagated", propagated);
    check("registered", registered);
  }

  private static void check(String name, int value) {
    if (value < 1 || value > BeaconStore.PER_ORIGIN) {
      throw new IllegalArgumentException(
          name + " beacons per origin must be 1.." + BeaconStore.PER_ORIGIN + ", got " + value);
    }
  }
}
