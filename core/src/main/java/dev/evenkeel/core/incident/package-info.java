/**
 * What goes wrong, from the first failure to the last: incidents open and close by themselves, keep a timeline that is
 * only added to, and name the deployment that they suspect.
 */
package dev.evenkeel.core.incident;
