package dev.evenkeel.server.registry;

import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.json.DeploymentDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which columns of a CSV file become which fields.
 *
 * @param fields for each column the fields that it gives, none when it is not used
 * @param constants fields with the same value in every row
 */
record CsvMapping(List<List<String>> fields, Map<String, String> constants) {
    private static final List<String> REQUIRED =
            List.of("serviceName", "version", "environment", "status", "startedAt");

    /**
     * @param map {@code column=field[,field…]} separated by {@code ;}; columns named like a field need no entry
     * @param set {@code field=value} separated by {@code ;}
     * @throws ProblemException when a column or a field isn't there, or a required field is given by none
     */
    static CsvMapping of(List<String> columns, String map, String set) {
        Map<String, String> constants = pairs("set", set);
        constants.keySet().forEach(field -> checkField("set", field));
        Map<String, String> mapped = pairs("map", map);
        for (String column : mapped.keySet()) {
            if (!columns.contains(column)) {
                throw ProblemException.badRequest(
                        "/map", "the file has no column '" + column + "'; it has " + String.join(", ", columns));
            }
        }
        List<List<String>> fields = new ArrayList<>();
        for (String column : columns) {
            fields.add(fields(column, mapped));
        }
        for (String field : REQUIRED) {
            if (!constants.containsKey(field) && fields.stream().noneMatch(given -> given.contains(field))) {
                throw ProblemException.badRequest(
                        "/map",
                        "no column gives " + field + "; the file has " + String.join(", ", columns)
                                + ". Say which with map=COLUMN=" + field + ", or set=" + field + "=VALUE for all rows");
            }
        }
        return new CsvMapping(fields, constants);
    }

    private static List<String> fields(String column, Map<String, String> mapped) {
        String to = mapped.get(column);
        if (to == null) {
            return DeploymentDraft.takes(column) ? List.of(column) : List.of();
        }
        List<String> fields = List.of(to.split(","));
        fields.forEach(field -> checkField("map", field));
        return fields;
    }

    private static void checkField(String parameter, String field) {
        if (!DeploymentDraft.takes(field)) {
            throw ProblemException.badRequest(
                    "/" + parameter,
                    "'" + field + "' is no field; those are " + String.join(", ", DeploymentDraft.FIELDS)
                            + ", with labels.NAME and links.NAME");
        }
    }

    private static Map<String, String> pairs(String parameter, String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(";")) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw ProblemException.badRequest(
                        "/" + parameter, "'" + pair + "' must have a name, an equals sign and a value");
            }
            pairs.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return pairs;
    }
}
