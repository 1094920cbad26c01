/**
 * The border router of an AS, which forwards by hop field and replies with an error if it cannot
 * forward (PROTOCOL 2.2 to 2.5).
 */
package org.waymark.world.router;
