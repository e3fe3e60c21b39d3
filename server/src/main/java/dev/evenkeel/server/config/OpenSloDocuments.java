package dev.evenkeel.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The objects of OpenSLO files, which refer to each other by name, and what is to be said about them. */
final class OpenSloDocuments {
    private static final Set<String> KINDS =
            Set.of("DataSource", "SLO", "SLI", "AlertPolicy", "AlertCondition", "AlertNotificationTarget", "Service");

    /** RFC 1123, a label. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private record Document(String kind, OpenSloObject object) {}

    private final List<Document> documents = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();

    private OpenSloDocuments() {}

    /** @param texts by the name of the file, for messages */
    static OpenSloDocuments read(Map<String, String> texts) {
        var all = new OpenSloDocuments();
        texts.forEach(all::read);
        return all;
    }

    private void read(String name, String text) {
        try {
            int number = 0;
            for (Object value : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
                number++;
                if (value != null) {
                    add(name, number, value);
                }
            }
        } catch (YAMLException e) {
            mistake(name + ": not YAML: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private void add(String name, int number, Object value) {
        var bare = new OpenSloObject(this, name + " (document " + number + ")", value);
        String version = bare.text("apiVersion");
        String kind = bare.text("kind");
        if (!"openslo/v1".equals(version)) {
            bare.mistake("apiVersion", "\"" + version + "\" can't be read: only openslo/v1 can");
            return;
        }
        if (kind == null || !KINDS.contains(kind)) {
            bare.mistake(
                    "kind",
                    "\"" + kind + "\" is none: write one of "
                            + String.join(", ", KINDS.stream().sorted().toList()));
            return;
        }
        var object = new OpenSloObject(this, name + ": " + kind + " " + bare.name(), value);
        if (!NAME.matcher(bare.name()).matches() || bare.child("metadata").text("name") == null) {
            boolean fixable = NAME.matcher(bare.name().toLowerCase(Locale.ROOT)).matches();
            if (fixable && bare.child("metadata").text("name") != null) {
                object.warning("metadata.name", "should be lower case letters, digits and dashes (RFC 1123)");
            } else {
                object.mistake("metadata.name", "is required: lower case letters, digits and dashes, at most 63");
            }
        }
        object.expect("apiVersion", "kind", "metadata", "spec");
        object.child("metadata").expect("name", "displayName", "labels", "annotations");
        documents.add(new Document(kind, object));
    }

    List<OpenSloObject> ofKind(String kind) {
        return documents.stream()
                .filter(document -> document.kind().equals(kind))
                .map(Document::object)
                .toList();
    }

    /** The items of a list, each written out or referred to by name. */
    List<OpenSloObject> resolved(OpenSloObject from, String key, String reference, String kind) {
        List<OpenSloObject> resolved = new ArrayList<>();
        for (OpenSloObject item : from.children(key)) {
            if (item.text(reference) == null) {
                item.expect("apiVersion", "kind", "metadata", "spec");
                resolved.add(item);
            } else {
                item.expect(reference);
                named(item, reference, kind).ifPresent(resolved::add);
            }
        }
        return resolved;
    }

    /** The object of a kind that is referred to by name; nothing, and a warning, when there is none. */
    Optional<OpenSloObject> named(OpenSloObject from, String reference, String kind) {
        String name = from.text(reference);
        Optional<OpenSloObject> named = ofKind(kind).stream()
                .filter(object -> object.name().equals(name))
                .findFirst();
        if (name != null && named.isEmpty()) {
            from.warning(reference, "there is no " + kind + " " + name);
        }
        return named;
    }

    void warning(String text) {
        if (!warnings.contains(text)) {
            warnings.add(text);
        }
    }

    void mistake(String text) {
        if (!mistakes.contains(text)) {
            mistakes.add(text);
        }
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    List<String> mistakes() {
        return List.copyOf(mistakes);
    }
}
