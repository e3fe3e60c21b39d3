package dev.evenkeel.server.gateway;

import dev.evenkeel.core.cache.StoredResponse;
import dev.evenkeel.server.gateway.wire.Fields;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Header fields as they came over the wire, in the form in which the cache's rules look at them. */
record WireFields(Fields fields) implements StoredResponse.FieldSource {
    @Override
    public @Nullable String first(String name) {
        return fields.get(name);
    }

    @Override
    public List<String> all(String name) {
        return fields.all(name);
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> line) {
        fields.forEach(line::accept);
    }
}
