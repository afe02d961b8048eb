package dragon.engine.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes of an old schema are read by the codecs of today: each line holds a message, its bytes, and what they said then. */
class SchemaCompatibilityTest {
    private static final Pattern MESSAGE = Pattern.compile("<sbe:message name=\"(\\w+)\" id=\"(\\d+)\"");
    private static final Pattern MEMBER = Pattern.compile(
            "<(?:field|group|data) name=\"(\\w+)\"\\s+id=\"(\\d+)\"\\s+(?:type|dimensionType)=\"(\\w+)\"");

    private static String resource(final String name) throws IOException {
        try (InputStream in = SchemaCompatibilityTest.class.getResourceAsStream(name)) {
            assertNotNull(in, name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Every member of a schema by its place: message id and member id to name and type. */
    private static Map<String, String> members(final String schema) {
        final Map<String, String> members = new LinkedHashMap<>();
        final Matcher message = MESSAGE.matcher(schema);
        while (message.find()) {
            members.put(message.group(2), message.group(1));
            final int end = schema.indexOf("</sbe:message>", message.start());
            final Matcher member = MEMBER.matcher(schema.substring(message.start(), end));
            while (member.find()) {
                members.put(message.group(2) + "/" + member.group(2), member.group(1) + " " + member.group(3));
            }
        }
        return members;
    }

    @Test
    void bytesOfVersion1SayWhatTheySaidThen() throws Exception {
        final String[] lines = resource("/schema/messages-v1.txt").strip().split("\n");
        assertTrue(lines.length >= 47, "messages of version 1");
        for (final String line : lines) {
            final String[] parts = line.split(" ", 3);
            final UnsafeBuffer bytes = new UnsafeBuffer(HexFormat.of().parseHex(parts[1]));
            final Class<?> type = Class.forName("dragon.engine.protocol." + parts[0] + "Decoder");
            final Object decoder = type.getConstructor().newInstance();
            type.getMethod("wrapAndApplyHeader", DirectBuffer.class, int.class, MessageHeaderDecoder.class)
                    .invoke(decoder, bytes, 0, new MessageHeaderDecoder());
            final String now = decoder + "|";
            for (final String field : parts[2].split("\\|")) {
                final String said = field.replaceAll("[)\\]]+$", ""); // A group may have grown.
                assertTrue(now.contains(said), parts[0] + " no longer says " + said + ": " + now);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void noMemberOfAnOldVersionWasMovedRenamedOrReused(final int version) throws IOException {
        final Map<String, String> now = members(resource("/dragon.xml"));
        members(resource("/schema/dragon-v" + version + ".xml"))
                .forEach((place, member) -> assertEquals(member, now.get(place), "message/member " + place));
    }
}
