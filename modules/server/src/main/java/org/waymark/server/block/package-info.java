/**
 * Blocks that operators set for longer than 24 h, which one record cannot express: the holder of
 * the lease renews them (ARCHITECTURE, Blocks).
 */
package org.waymark.server.block;
