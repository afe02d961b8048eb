package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;

/** Writes one JSON text. Ids, prices and times keep every digit; nothing passes through a double. */
final class Json {
    /** Below this a JSON number is written with an exponent, as the exchange does with small fees. */
    private static final long EXPONENT_BELOW_E8 = 10_000;

    private final StringBuilder out = new StringBuilder(256);
    private boolean numbersAsText;
    private boolean needsComma;

    static Json object() {
        return new Json().open('{');
    }

    /** From here on every number is written as text: some answers of the exchange do that. */
    Json numbersAsText(final boolean asText) {
        numbersAsText = asText;
        return this;
    }

    Json object(final String name) {
        return key(name).open('{');
    }

    Json array(final String name) {
        return key(name).open('[');
    }

    /** An object as an element of an array. */
    Json element() {
        return comma().open('{');
    }

    Json end() {
        out.append('}');
        needsComma = true;
        return this;
    }

    Json endArray() {
        out.append(']');
        needsComma = true;
        return this;
    }

    Json text(final String name, final String value) {
        return key(name).quoted(value);
    }

    /** Text as an element of an array. */
    Json text(final String value) {
        return comma().quoted(value);
    }

    Json whole(final String name, final long value) {
        key(name);
        quoteIfAsked();
        out.append(value);
        quoteIfAsked();
        return this;
    }

    Json flag(final String name, final boolean value) {
        key(name);
        out.append(value);
        return this;
    }

    Json none(final String name) {
        key(name);
        out.append("null");
        return this;
    }

    /** A decimal as text. */
    Json decimalText(final String name, final long valueE8) {
        key(name);
        out.append('"');
        DecimalE8.append(out, valueE8).append('"');
        return this;
    }

    /** A decimal as a JSON number; {@link DecimalE8#NULL} as null. */
    Json decimal(final String name, final long valueE8) {
        if (valueE8 == DecimalE8.NULL) {
            return none(name);
        }
        key(name);
        quoteIfAsked();
        if (valueE8 != 0 && Math.abs(valueE8) < EXPONENT_BELOW_E8) {
            appendWithExponent(valueE8);
        } else {
            DecimalE8.append(out, valueE8);
        }
        quoteIfAsked();
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void appendWithExponent(final long valueE8) {
        long digits = Math.abs(valueE8);
        int exponent = -8;
        while (digits % 10 == 0) {
            digits /= 10;
            exponent++;
        }
        final String text = Long.toString(digits);
        out.append(valueE8 < 0 ? "-" : "").append(text.charAt(0));
        if (text.length() > 1) {
            out.append('.').append(text, 1, text.length());
        }
        final int power = -(exponent + text.length() - 1);
        out.append("e-").append(power < 10 ? "0" : "").append(power);
    }

    private void quoteIfAsked() {
        if (numbersAsText) {
            out.append('"');
        }
    }

    private Json open(final char bracket) {
        out.append(bracket);
        needsComma = false;
        return this;
    }

    private Json key(final String name) {
        comma();
        out.append('"').append(name).append("\":");
        return this;
    }

    private Json comma() {
        if (needsComma) {
            out.append(',');
        }
        needsComma = true;
        return this;
    }

    private Json quoted(final String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
        return this;
    }
}
