package dev.evenkeel.server.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What each replica may use, with all that it starts.
 *
 * @param memory resident, in bytes; 0 for as much as there is
 * @param niceness 0 to 19
 * @param openFiles of each process; 0 for the supervisor's own limit
 * @param processes at the same time; 0 for as many as there can be
 */
public record ResourceConfig(long memory, int niceness, int openFiles, int processes) {

    static ResourceConfig from(Section section) {
        return new ResourceConfig(
                section.size("memory", 0, 0, 1L << 50),
                section.integer("niceness", 0, 0, 19),
                section.integer("openFiles", 0, 0, 10_000_000),
                section.integer("processes", 0, 0, 1_000_000));
    }

    Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("memory", Sizes.format(memory));
        tree.put("niceness", niceness);
        tree.put("openFiles", openFiles);
        tree.put("processes", processes);
        return tree;
    }
}
