package dragon.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A plain reading of a document into objects, lists and tokens; shares no code with the gateway's parsers.
 *
 * <p>Every field is kept, in order, the repeated ones too; a number keeps its characters.
 */
final class PlainJson {
    /** A document that is no JSON, or a token that is not what a parser took it for. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(final String message) {
            super(message);
        }
    }

    /** One field of an object. */
    record Field(String name, Object value) {}

    /** An object. */
    record Fields(List<Field> fields) {
        /** The last value of a name, {@link #ABSENT} for none. */
        Object last(final String name) {
            for (int i = fields.size() - 1; i >= 0; i--) {
                if (fields.get(i).name().equals(name)) {
                    return fields.get(i).value();
                }
            }
            return ABSENT;
        }

        /** The first value of a name, {@link #ABSENT} for none. */
        Object first(final String name) {
            for (final Field field : fields) {
                if (field.name().equals(name)) {
                    return field.value();
                }
            }
            return ABSENT;
        }
    }

    /** A number, {@code true}, {@code false} or {@code null}, as it is written. */
    record Bare(String text) {}

    /** No such field. */
    static final Object ABSENT = new Object();

    private final String text;
    private int at;

    private PlainJson(final String text) {
        this.text = text;
    }

    static Object read(final byte[] bytes) {
        final PlainJson json = new PlainJson(new String(bytes, StandardCharsets.UTF_8));
        if (json.text.startsWith("\ufeff")) {
            json.at = 1;
        }
        final Object document = json.value();
        json.blanks();
        if (json.at < json.text.length()) {
            throw new Unreadable("something follows the document");
        }
        return document;
    }

    private Object value() {
        blanks();
        final char c = peek();
        if (c == '{') {
            return object();
        }
        if (c == '[') {
            return array();
        }
        return c == '"' ? string() : bare();
    }

    private Fields object() {
        final List<Field> fields = new ArrayList<>();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return new Fields(fields);
        }
        while (true) {
            blanks();
            final String name = string();
            blanks();
            expect(':');
            fields.add(new Field(name, value()));
            blanks();
            if (peek() == '}') {
                at++;
                return new Fields(fields);
            }
            expect(',');
        }
    }

    private List<Object> array() {
        final List<Object> elements = new ArrayList<>();
        at++;
        blanks();
        if (peek() == ']') {
            at++;
            return elements;
        }
        while (true) {
            elements.add(value());
            blanks();
            if (peek() == ']') {
                at++;
                return elements;
            }
            expect(',');
        }
    }

    private String string() {
        expect('"');
        final int from = at;
        while (peek() != '"' && peek() != '\\') {
            at++;
        }
        if (peek() == '"') {
            return text.substring(from, at++);
        }
        final StringBuilder decoded = new StringBuilder(text.substring(from, at));
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c == '\\') {
                c = peek();
                at++;
                decoded.append(
                        switch (c) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'u' -> (char) hex();
                            default -> c;
                        });
            } else {
                decoded.append(c);
            }
        }
        at++;
        return decoded.toString();
    }

    private int hex() {
        if (at + 4 > text.length()) {
            throw new Unreadable("an escape ends early");
        }
        at += 4;
        return Integer.parseInt(text, at - 4, at, 16);
    }

    private Bare bare() {
        final int from = at;
        while (at < text.length() && "{}[],:\" \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (at == from) {
            throw new Unreadable("no value at character " + at);
        }
        return new Bare(text.substring(from, at));
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw new Unreadable("it ends early");
        }
        return text.charAt(at);
    }

    private void expect(final char c) {
        if (peek() != c) {
            throw new Unreadable("no " + c + " at character " + at);
        }
        at++;
    }
}
