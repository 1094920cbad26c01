/**
 * Hosts, which request segments from their path servers, combine them into paths, and try the paths
 * with echo requests.
 */
package org.waymark.world.host;
