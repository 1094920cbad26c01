/** How one command asks another one that runs: lines of JSON over a Unix socket of its folder. */
package org.waymark.cli.control;
