/** What the monitor remembers, in one SQLite file of its own. */
package dev.evenkeel.server.monitor.store;
