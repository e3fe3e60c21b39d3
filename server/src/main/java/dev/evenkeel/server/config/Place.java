package dev.evenkeel.server.config;

/**
 * Where a value was written.
 *
 * @param source the file, the variable or the option
 * @param line from 1; 0 where lines mean nothing
 * @param column from 1; 0 where lines mean nothing
 */
record Place(Layer layer, String source, int line, int column) {

    /** Later ones win. */
    enum Layer {
        FILE,
        ENVIRONMENT,
        OPTION
    }

    static Place of(Layer layer, String source) {
        return new Place(layer, source, 0, 0);
    }

    @Override
    public String toString() {
        return line > 0 ? source + ":" + line + ":" + column : source;
    }
}
