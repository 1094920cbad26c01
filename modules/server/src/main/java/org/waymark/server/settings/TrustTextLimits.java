package org.waymark.server.settings;

/**
 * Limits on unpacking and parsing the texts of TRCs and chains.
 *
 * @param bytesPerS the maximum number of bytes per second in total
 * @param bytesPerSourcePerS the maximum number of bytes per second from one (IA, host)
 */
public record TrustTextLimits(int bytesPerS, int bytesPerSourcePerS) {
  public static final TrustTextLimits DEFAULT = new TrustTextLimits(2 << 20, 256 << 10);
}
