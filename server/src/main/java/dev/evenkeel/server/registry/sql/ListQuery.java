package dev.evenkeel.server.registry.sql;

import dev.evenkeel.core.deployment.DeploymentFilter;
import dev.evenkeel.core.deployment.DeploymentStore.Place;
import dev.evenkeel.core.deployment.Status;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of the list as a query: only the conditions that are asked for, so that each finds its index. */
final class ListQuery {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final int limit;

    ListQuery(DeploymentFilter filter, @Nullable Place after, int limit) {
        this.limit = limit;
        where("service_name = ?", filter.serviceName());
        where("environment = ?", filter.environment());
        where("deployed_by = ?", filter.deployedBy());
        Status status = filter.status();
        if (status != null) {
            where("status = ?", status.label());
            if (status != Status.SUCCEEDED) {
                // Says to the planner that the partial index has them all.
                conditions.add("status <> 'Succeeded'");
            }
        }
        where("started_at >= ?", millisAtLeast(filter.from()));
        where("started_at < ?", millisAtLeast(filter.to()));
        if (after != null) {
            where("(started_at, id) < (?, ?)", after.startedAt().toEpochMilli());
            values.add(after.id());
        }
    }

    private void where(String condition, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            values.add(value);
        }
    }

    /** The first whole millisecond that isn't before the time; the table holds whole ones. */
    private static @Nullable Long millisAtLeast(@Nullable Instant time) {
        return time == null ? null : time.plusNanos(999_999).toEpochMilli();
    }

    String sql() {
        String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions) + " ";
        return DeploymentRows.SELECT + where + "ORDER BY started_at DESC, id DESC LIMIT ?";
    }

    void bind(PreparedStatement statement) throws SQLException {
        int column = 1;
        for (Object value : values) {
            statement.setObject(column++, value);
        }
        statement.setInt(column, limit);
    }
}
