/**
 * What a check is and what came of it: the grid on which checks start, the conditions that an answer has to meet, the
 * result with its times, when a check counts as down, and when nobody is to be woken. Time is a parameter everywhere.
 */
package dev.evenkeel.core.probe;
