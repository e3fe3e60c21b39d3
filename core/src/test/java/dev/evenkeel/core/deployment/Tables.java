package dev.evenkeel.core.deployment;

/** Tables for tests. */
public final class Tables {
    private Tables() {}

    /** A table whose blocks hold so few rows that they fill and split. */
    public static DeploymentTable withBlocksOf(int rows) {
        return new DeploymentTable(rows);
    }
}
