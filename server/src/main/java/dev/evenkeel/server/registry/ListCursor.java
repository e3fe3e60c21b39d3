package dev.evenkeel.server.registry;

import dev.evenkeel.core.deployment.DeploymentStore.Place;
import dev.evenkeel.server.platform.http.ProblemException;
import dev.evenkeel.server.platform.http.Request;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.CRC32;

/**
 * A place in the list as callers see it: opaque, with a check sum over the place and the filter, so that one that was
 * changed, or belongs to another list, is noticed.
 */
final class ListCursor {
    private ListCursor() {}

    /** The header that names the next page: what was asked, and the cursor. */
    static String link(Request request, String path, List<String> parameters, String cursor) {
        var query = new StringJoiner("&");
        for (String name : parameters) {
            request.query(name).ifPresent(value -> query.add(name + '=' + Urls.encode(value)));
        }
        request.query("limit").ifPresent(limit -> query.add("limit=" + limit));
        query.add("cursor=" + cursor);
        return "<" + request.baseUrl() + path + "?" + query + ">; rel=\"next\"";
    }

    static String format(Place place, Object filter) {
        byte[] id = place.id().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Long.BYTES + id.length);
        bytes.putInt(checkSum(place, filter))
                .putLong(place.startedAt().toEpochMilli())
                .put(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws ProblemException when it is no cursor of the list with this filter */
    static Place parse(String cursor, Object filter) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            int checkSum = bytes.getInt();
            Instant startedAt = Instant.ofEpochMilli(bytes.getLong());
            var place =
                    new Place(startedAt, StandardCharsets.UTF_8.decode(bytes).toString());
            if (checkSum == checkSum(place, filter)) {
                return place;
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            // Falls through: it is no cursor.
        }
        throw ProblemException.badRequest(
                "/cursor", "must be taken from the Link header of a page of the same list, or left out");
    }

    private static int checkSum(Place place, Object filter) {
        var crc = new CRC32();
        crc.update((place + "\n" + filter).getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}
