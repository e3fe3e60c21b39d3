package dev.evenkeel.server.registry.sql;

import java.io.IOException;
import java.sql.SQLException;

/** Something to do with a connection. */
@FunctionalInterface
interface Work<T> {
    T run(Session session) throws SQLException, IOException;
}
