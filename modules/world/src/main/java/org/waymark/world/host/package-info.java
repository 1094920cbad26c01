/**
 * Hosts: they request segments from their path servers, join them into paths, and try the paths
 * with echo requests.
 */
package org.waymark.world.host;
