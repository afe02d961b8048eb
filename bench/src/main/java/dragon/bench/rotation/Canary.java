package dragon.bench.rotation;

import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something that must not be found, and the forms in which it could be.
 *
 * @param name for reports; never the thing itself
 * @param forms distinct byte sequences by the name of their form
 */
public record Canary(String name, Map<String, byte[]> forms) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES_MIN = 8;

    /** An API key and its secret as the exchange makes them. */
    public record Key(String apiKey, String secret) {
        public static Key generated() {
            final byte[] bytes = new byte[16];
            RANDOM.nextBytes(bytes);
            return new Key(
                    Base64.getEncoder().encodeToString(bytes),
                    new BigInteger(140, RANDOM).setBit(140).toString(36).toUpperCase(Locale.ROOT));
        }

        @Override
        public String toString() {
            return "Key[hidden]";
        }
    }

    /** All forms of a text. */
    public static Canary ofText(final String name, final String text) {
        final Map<String, byte[]> forms = new LinkedHashMap<>();
        final byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        addBytes(forms, raw);
        forms.put("url", ascii(URLEncoder.encode(text, StandardCharsets.UTF_8)));
        forms.put("utf-16-be", text.getBytes(StandardCharsets.UTF_16BE));
        forms.put("utf-16-le", text.getBytes(StandardCharsets.UTF_16LE));
        return new Canary(name, distinct(forms));
    }

    /** All forms of bytes that are no text. */
    public static Canary ofBytes(final String name, final byte[] bytes) {
        final Map<String, byte[]> forms = new LinkedHashMap<>();
        addBytes(forms, bytes);
        return new Canary(name, distinct(forms));
    }

    private static void addBytes(final Map<String, byte[]> forms, final byte[] raw) {
        forms.put("raw", raw);
        // Without padding: it would differ where the text goes on.
        forms.put("base64", ascii(Base64.getEncoder().withoutPadding().encodeToString(raw)));
        forms.put("base64-url", ascii(Base64.getUrlEncoder().withoutPadding().encodeToString(raw)));
        forms.put("hex", ascii(HexFormat.of().formatHex(raw)));
        forms.put("hex-upper", ascii(HexFormat.of().withUpperCase().formatHex(raw)));
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, byte[]> distinct(final Map<String, byte[]> forms) {
        final Map<String, byte[]> kept = new LinkedHashMap<>();
        final List<String> seen = new ArrayList<>();
        forms.forEach((form, bytes) -> {
            final String key = HexFormat.of().formatHex(bytes);
            if (bytes.length < BYTES_MIN) {
                throw new IllegalArgumentException("too short to be told from chance: " + form);
            }
            if (!seen.contains(key)) {
                seen.add(key);
                kept.put(form, bytes);
            }
        });
        return kept;
    }

    @Override
    public String toString() {
        return "Canary[" + name + "]";
    }
}
