/**
 * Running worlds: in real time with sockets, RocksDB and a broker, or in virtual time in memory.
 */
package org.waymark.world.live;
