/**
 * Descriptions of worlds: the YAML format for ASes and links, which follows SCION's topology files,
 * two networks shipped with Waymark, and a generator for others.
 *
 * <pre>{@code
 * ASes:
 *   "1-11": {core: true, mtu: 1472}
 *   "1-12": {mtu: 1472}
 * links:
 *   - {a: "1-11#50", b: "1-12#17", linkAtoB: CHILD, mtu: 1280}
 * }</pre>
 */
package org.waymark.world.topology;
