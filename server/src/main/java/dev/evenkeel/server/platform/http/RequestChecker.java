package dev.evenkeel.server.platform.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.evenkeel.core.deployment.Violation;
import dev.evenkeel.server.platform.contract.Operation;
import dev.evenkeel.server.platform.contract.Operation.BodyRule;
import dev.evenkeel.server.platform.contract.Operation.In;
import dev.evenkeel.server.platform.contract.Operation.Parameter;
import dev.evenkeel.server.platform.contract.Schema;
import dev.evenkeel.server.platform.contract.Suggestion;
import dev.evenkeel.server.platform.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the parts of a request against its operation; all that is wrong is said at once, as a 400 problem. */
final class RequestChecker {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,30}");

    private RequestChecker() {}

    /**
     * The query's parameters with the document's defaults filled in.
     *
     * @param path the path's parameters
     * @param header a header by its name, null when it wasn't sent
     * @throws ProblemException 400 when a parameter is unknown, repeated, missing or not as the document says
     */
    static Map<String, String> parameters(
            Operation operation,
            Map<String, String> path,
            @Nullable String rawQuery,
            Function<String, @Nullable String> header) {
        var errors = new ArrayList<Violation>();
        Map<String, String> query = rawQuery == null ? new HashMap<>() : query(operation, rawQuery, errors);
        for (Parameter parameter : operation.parameters()) {
            String value = switch (parameter.in()) {
                case PATH -> path.get(parameter.name());
                case QUERY -> query.get(parameter.name());
                case HEADER -> header.apply(parameter.name());
            };
            if (value != null) {
                errors.addAll(parameter.schema().check(node(parameter.schema(), value), "/" + parameter.name()));
            } else if (parameter.required()) {
                errors.add(new Violation("/" + parameter.name(), "is required"));
            } else if (parameter.in() == In.QUERY && parameter.fallback() != null) {
                query.put(parameter.name(), parameter.fallback());
            }
        }
        refuse(errors);
        return query;
    }

    /**
     * The schema for the body's media type.
     *
     * @throws ProblemException 415 when the operation doesn't take it
     */
    static Schema bodySchema(BodyRule rule, @Nullable String contentType, @Nullable String contentEncoding) {
        String accepted = String.join(", ", rule.schemas().keySet());
        if (contentType == null) {
            throw unsupported("Say with Content-Type what the body is: " + accepted + ".", accepted);
        }
        String[] parts = contentType.split(";", -1);
        Schema schema = rule.schemas().get(parts[0].strip().toLowerCase(Locale.ROOT));
        if (schema == null) {
            throw unsupported(
                    "'" + Problems.printable(contentType) + "' isn't accepted here; send " + accepted + ".", accepted);
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.matches("charset=(utf-?8|us-ascii)")) {
                throw unsupported("Bodies are UTF-8; send it without another charset.", accepted);
            }
        }
        if (!rule.streamed() && contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    415,
                    "Unsupported media type",
                    "Send the body without Content-Encoding; compressed ones are accepted only where they stream.",
                    List.of(new Violation("/Content-Encoding", "must be left out")),
                    Map.of("Accept-Encoding", "identity"),
                    Map.of());
        }
        return schema;
    }

    /**
     * The JSON value of a body.
     *
     * @throws ProblemException 400 when it isn't one or not as the document says
     */
    static JsonNode body(byte[] bytes, Schema schema) {
        checkUtf8(bytes);
        JsonNode node;
        try {
            node = Json.parse(bytes);
        } catch (StreamConstraintsException e) {
            throw notJson("is nested too deeply or has too long a number or name", e.getLocation());
        } catch (MismatchedInputException e) {
            throw notJson("must hold one JSON value and nothing behind it", e.getLocation());
        } catch (JsonProcessingException e) {
            throw notJson(
                    "isn't valid JSON: " + Problems.printable(firstLine(e.getOriginalMessage())), e.getLocation());
        } catch (IOException e) {
            throw notJson("isn't valid JSON", null);
        }
        if (node.isMissingNode()) {
            throw notJson("is empty", null);
        }
        refuse(schema.check(node, ""));
        return node;
    }

    private static Map<String, String> query(Operation operation, String raw, List<Violation> errors) {
        List<String> known =
                operation.parameters(In.QUERY).stream().map(Parameter::name).toList();
        var query = new HashMap<String, String>();
        for (PercentEncoding.Pair pair : PercentEncoding.query(raw)) {
            String name = Problems.printable(pair.name());
            if (!known.contains(pair.name())) {
                errors.add(new Violation("/" + name, Suggestion.unknown("parameter", name, known)));
            } else if (query.putIfAbsent(pair.name(), pair.value()) != null) {
                errors.add(new Violation("/" + name, "must be given once"));
            }
        }
        return query;
    }

    /** A parameter's text as the JSON value that its schema asks for. */
    private static JsonNode node(Schema schema, String value) {
        boolean number = schema.types().contains(Schema.Type.INTEGER);
        return number && WHOLE_NUMBER.matcher(value).matches()
                ? BigIntegerNode.valueOf(new BigInteger(value))
                : TextNode.valueOf(value);
    }

    private static void checkUtf8(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.max(1, bytes.length));
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw body("isn't UTF-8: the byte at offset " + in.position() + " begins no character");
        }
    }

    private static ProblemException notJson(String what, @Nullable JsonLocation at) {
        String place = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return body(what + place);
    }

    private static ProblemException body(String message) {
        return new ProblemException(
                400,
                "Bad request",
                "The body " + message + ".",
                List.of(new Violation("", "the body " + message)),
                Map.of(),
                Map.of());
    }

    private static ProblemException unsupported(String detail, String accepted) {
        return new ProblemException(
                415,
                "Unsupported media type",
                detail,
                List.of(new Violation("/Content-Type", "must be one of " + accepted)),
                Map.of("Accept", accepted),
                Map.of());
    }

    private static void refuse(List<Violation> errors) {
        if (!errors.isEmpty()) {
            throw Problems.badRequest(errors);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
