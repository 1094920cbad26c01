/**
 * What a world consists of, in words: the YAML description of its ASes and links, laid out as the
 * topology files of SCION are, two worlds that come along, and a generator of others.
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
