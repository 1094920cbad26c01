package org.waymark.faults;

import java.nio.file.Path;

/**
 * One run of a suite.
 *
 * @param number the number of the run, from 0
 * @param seed determines all random choices of the run
 * @param directory an empty directory that only this run uses; deleted if the run kept its promises
 */
public record Run(long number, long seed, Path directory) {}
