package dev.evenkeel.server.config;

import java.util.List;

/** What the sections of one configuration share while they are read. */
record Reading(Problems problems, Environment environment, List<Setting> settings) {}
