package dev.evenkeel.server.platform.sql;

import java.io.IOException;
import java.sql.SQLException;

/** Something to do with a connection. */
@FunctionalInterface
public interface Work<T> {
    T run(Session session) throws SQLException, IOException;
}
