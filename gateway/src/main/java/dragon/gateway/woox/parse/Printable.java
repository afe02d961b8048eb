package dragon.gateway.woox.parse;

/** The venue's words made safe for a log, a terminal and a table: what would move a cursor is written as an escape. */
final class Printable {
    private Printable() {}

    /** The text with everything that is no visible character as {@code \}{@code uXXXX}; itself where there is nothing to do. */
    static String of(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return escaped(text);
            }
        }
        return text;
    }

    /** As {@link #of}, cut to a number of the venue's characters. */
    static String cut(final String text, final int charsMax) {
        return of(text.length() <= charsMax ? text : text.substring(0, charsMax));
    }

    private static String escaped(final String text) {
        final StringBuilder plain = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isVisible(c)) {
                plain.appendCodePoint(c);
            } else {
                for (final char unit : Character.toChars(c)) {
                    plain.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return plain.toString();
    }

    private static boolean isVisible(final int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
