/**
 * Simulated clusters: several replicas of several ASes on one virtual clock, with a log in memory
 * for each AS and a network in memory between them.
 */
package org.waymark.server.cluster;
