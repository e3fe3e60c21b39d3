package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.deployment.ChangeOrigin;
import dev.evenkeel.core.deployment.DeploymentStore.Outline;
import dev.evenkeel.server.platform.sql.Session;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is counted of the rows of the table {@code deployments}.
 *
 * <p>The start of the program waits for all of them, and most of that time goes into the way to native code and back,
 * once for each column. So each row comes as one text: its numbers, the lengths of its texts in bytes, each behind a
 * space, then the texts.
 */
final class OutlineRows {
    private static final String SELECT = "SELECT ' ' || change_position || ' ' || started_at"
            + " || ' ' || coalesce(finished_at, '-') || ' ' || coalesce(commit_at, '-')"
            + " || ' ' || octet_length(id) || ' ' || octet_length(service_name) || ' ' || octet_length(version)"
            + " || ' ' || octet_length(environment) || ' ' || octet_length(status)"
            + " || ' ' || octet_length(change_origin) || ' ' || coalesce(octet_length(rollback_of), '-') || ' '"
            + " || id || service_name || version || environment || status || change_origin || coalesce(rollback_of, '')"
            + " FROM deployments WHERE change_position > ? ORDER BY change_position LIMIT ?";

    /** Stands for a column that is null; no number is it. */
    private static final long NONE = Long.MIN_VALUE;

    private final byte[] row;
    private int at;

    private OutlineRows(byte[] row) {
        this.row = row;
    }

    /** The rows behind a position of the feed, in order. */
    static List<Outline> read(Session session, long after, int limit) throws SQLException {
        PreparedStatement statement = session.prepare(SELECT);
        statement.setLong(1, after);
        statement.setInt(2, limit);
        List<Outline> result = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                result.add(new OutlineRows(rows.getBytes(1)).read());
            }
        }
        return result;
    }

    private Outline read() throws SQLException {
        long position = number();
        long startedAt = number();
        Instant finishedAt = time(number());
        Instant commitAt = time(number());
        int id = (int) number();
        int service = (int) number();
        int version = (int) number();
        int environment = (int) number();
        int status = (int) number();
        int origin = (int) number();
        long rollbackOf = number();
        at++;
        return new Outline(
                position,
                text(id),
                text(service),
                text(version),
                text(environment),
                DeploymentRows.status(text(status)),
                Instant.ofEpochMilli(startedAt),
                finishedAt,
                commitAt,
                ChangeOrigin.of(text(origin)).orElse(ChangeOrigin.UNKNOWN),
                rollbackOf == NONE ? null : text((int) rollbackOf));
    }

    private long number() {
        at++;
        boolean minus = row[at] == '-';
        if (minus) {
            at++;
            if (row[at] == ' ') {
                return NONE;
            }
        }
        long number = 0;
        for (; row[at] != ' '; at++) {
            number = number * 10 + row[at] - '0';
        }
        return minus ? -number : number;
    }

    private String text(int length) {
        String text = new String(row, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    private static @Nullable Instant time(long millis) {
        return millis == NONE ? null : Instant.ofEpochMilli(millis);
    }
}
