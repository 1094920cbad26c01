/**
 * The border router of an AS: it forwards by hop field, and replies with an error if it cannot
 * (PROTOCOL 2.2 to 2.5).
 */
package org.waymark.world.router;
