/**
 * The border router of an AS: forwards by hop field, and says when it cannot (PROTOCOL 2.2 to 2.5).
 */
package org.waymark.world.router;
