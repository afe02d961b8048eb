package dragon.tools.journal;

import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.MessageHeaderDecoder;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * One message as people read it: field by field, in the order of the schema.
 *
 * <p>Scaled numbers are plain decimals under the field's name without {@code E8}; times keep the raw number and add
 * the time in words; an absent value is null. Bytes that do not fit the schema end in a field named {@code damage}.
 *
 * @param name of the message in the schema
 * @param fields name to value: Long, BigDecimal, String, null, or a list of such maps
 */
public record DecodedMessage(int templateId, String name, Map<String, Object> fields) {
    private static final int E8_SCALE = 8;
    private static final int GROUP_HEADER_BYTES = 4;
    private static final int TEXT_HEADER_BYTES = 2;
    private static final long MS_MAX = Long.MAX_VALUE / 1_000_000L;
    private static final String DAMAGE = "damage";
    private static final java.time.format.DateTimeFormatter NANOSECONDS =
            new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    /** Reads a message, header included, out of the bytes given; never fails, whatever they are. */
    public static DecodedMessage of(final DirectBuffer buffer, final int offset, final int length) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        if (length < MessageHeaderDecoder.ENCODED_LENGTH) {
            fields.put(DAMAGE, "only " + length + " bytes, shorter than a header");
            return new DecodedMessage(0, "?", fields);
        }
        final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        final MessageSchema.Message message = MessageSchema.dragon().message(header.templateId());
        if (message == null) {
            fields.put(DAMAGE, "unknown template, " + length + " bytes");
            return new DecodedMessage(header.templateId(), "?", fields);
        }
        new Walk(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, offset + length)
                .message(message, header.blockLength(), fields);
        return new DecodedMessage(header.templateId(), message.name(), fields);
    }

    /** Engine time as RFC 3339, UTC, nanoseconds. */
    public static String timeText(final long timeNs) {
        return NANOSECONDS.format(
                Instant.ofEpochSecond(Math.floorDiv(timeNs, 1_000_000_000L), Math.floorMod(timeNs, 1_000_000_000L)));
    }

    /** Name of a kind of record. */
    public static String kindName(final byte kind) {
        return switch (kind) {
            case RecordEnvelope.INPUT -> "INPUT";
            case RecordEnvelope.INTENT -> "INTENT";
            case RecordEnvelope.AUDIT -> "AUDIT";
            default -> "kind " + kind;
        };
    }

    /** One line: name, then {@code field=value} for each field that is present. */
    public String text() {
        final StringBuilder line = new StringBuilder(160).append(name);
        append(line, fields);
        return line.toString();
    }

    private static void append(final StringBuilder line, final Map<String, Object> fields) {
        for (final Map.Entry<String, Object> field : fields.entrySet()) {
            final Object value = field.getValue();
            if (value == null || "".equals(value)) {
                continue;
            }
            line.append(' ').append(field.getKey()).append('=');
            if (value instanceof final List<?> entries) {
                line.append('[');
                for (final Object entry : entries) {
                    line.append('{');
                    append(line, fieldsOf(entry));
                    line.append(" }");
                }
                line.append(']');
            } else if (value instanceof final BigDecimal number) {
                line.append(number.toPlainString());
            } else {
                final String text = value.toString();
                line.append(text.indexOf(' ') < 0 ? text : '"' + text + '"');
            }
        }
    }

    @SuppressWarnings("unchecked") // The only lists in a decoded message are lists of such maps.
    static Map<String, Object> fieldsOf(final Object groupEntry) {
        return (Map<String, Object>) groupEntry;
    }

    /** A reader that goes forward through one message and never leaves it. */
    private static final class Walk {
        private final DirectBuffer buffer;
        private final int end;
        private int position;

        Walk(final DirectBuffer buffer, final int position, final int end) {
            this.buffer = buffer;
            this.position = position;
            this.end = end;
        }

        void message(final MessageSchema.Message message, final int blockLength, final Map<String, Object> into) {
            if (position + blockLength > end) {
                into.put(DAMAGE, "block of " + blockLength + " bytes in " + (end - position));
                return;
            }
            block(message.block(), blockLength, into);
            for (final MessageSchema.Group group : message.groups()) {
                if (!group(group, into)) {
                    return;
                }
            }
            for (final String text : message.texts()) {
                if (!text(text, into)) {
                    return;
                }
            }
        }

        private void block(final MessageSchema.Block block, final int blockLength, final Map<String, Object> into) {
            for (final MessageSchema.Field field : block.fields()) {
                // A writer of an older schema wrote a shorter block: what it did not know is absent.
                final boolean isWritten = field.offset() + field.bytes() <= blockLength;
                put(field, isWritten ? value(field, position + field.offset()) : null, into);
            }
            position += blockLength;
        }

        private boolean group(final MessageSchema.Group group, final Map<String, Object> into) {
            if (position + GROUP_HEADER_BYTES > end) {
                into.put(DAMAGE, "cut before group " + group.name());
                return false;
            }
            final int blockLength = buffer.getShort(position, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            final int count = buffer.getShort(position + 2, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            position += GROUP_HEADER_BYTES;
            if ((long) position + (long) count * blockLength > end) {
                into.put(DAMAGE, "group " + group.name() + " of " + count + " does not fit");
                return false;
            }
            final List<Map<String, Object>> entries = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                final Map<String, Object> entry = new LinkedHashMap<>();
                block(group.block(), blockLength, entry);
                entries.add(entry);
            }
            into.put(group.name(), entries);
            return true;
        }

        private boolean text(final String name, final Map<String, Object> into) {
            if (position + TEXT_HEADER_BYTES > end) {
                into.put(DAMAGE, "cut before " + name);
                return false;
            }
            final int length = buffer.getShort(position, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
            position += TEXT_HEADER_BYTES;
            if (position + length > end) {
                into.put(DAMAGE, name + " of " + length + " bytes in " + (end - position));
                return false;
            }
            into.put(name, string(position, length, StandardCharsets.UTF_8));
            position += length;
            return true;
        }

        private Object value(final MessageSchema.Field field, final int at) {
            if (field.shape() == MessageSchema.Shape.CHARS) {
                int length = 0;
                while (length < field.bytes() && buffer.getByte(at + length) != 0) {
                    length++;
                }
                return string(at, length, StandardCharsets.US_ASCII);
            }
            final long value = number(field.shape(), at);
            if (field.isOptional() && value == nullValue(field.shape())) {
                return null;
            }
            if (field.nameByCode() == null) {
                return value;
            }
            final String name = field.nameByCode().get(value);
            return name == null ? "unknown " + value : name;
        }

        private long number(final MessageSchema.Shape shape, final int at) {
            return switch (shape) {
                case INT8 -> buffer.getByte(at);
                case UINT8 -> buffer.getByte(at) & 0xFF;
                case INT16 -> buffer.getShort(at, ByteOrder.LITTLE_ENDIAN);
                case UINT16 -> buffer.getShort(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF;
                case INT32 -> buffer.getInt(at, ByteOrder.LITTLE_ENDIAN);
                case UINT32 -> buffer.getInt(at, ByteOrder.LITTLE_ENDIAN) & 0xFFFF_FFFFL;
                default -> buffer.getLong(at, ByteOrder.LITTLE_ENDIAN);
            };
        }

        private static long nullValue(final MessageSchema.Shape shape) {
            return switch (shape) {
                case INT8 -> Byte.MIN_VALUE;
                case UINT8 -> 0xFF;
                case INT16 -> Short.MIN_VALUE;
                case UINT16 -> 0xFFFF;
                case INT32 -> Integer.MIN_VALUE;
                case UINT32 -> 0xFFFF_FFFFL;
                case UINT64 -> -1L;
                default -> Long.MIN_VALUE;
            };
        }

        private String string(final int at, final int length, final java.nio.charset.Charset charset) {
            final byte[] bytes = new byte[length];
            buffer.getBytes(at, bytes);
            return new String(bytes, charset);
        }

        private static void put(final MessageSchema.Field field, final Object value, final Map<String, Object> into) {
            final String name = field.name();
            if (name.endsWith("E8")) {
                final String plainName = name.substring(0, name.length() - 2);
                into.put(plainName, value == null ? null : decimal((Long) value));
            } else if (name.endsWith("Hash")) {
                into.put(name, value == null ? null : String.format("%016x", (Long) value));
            } else {
                into.put(name, value);
                if (value instanceof final Long number) {
                    putTime(field, number, into);
                }
            }
        }

        /** Adds the time in words, if the number is a time of this century: an offset or a zero is not. */
        private static void putTime(final MessageSchema.Field field, final long value, final Map<String, Object> into) {
            final boolean isMs = "EpochMs".equals(field.type()) && value > 1_000_000_000_000L && value < MS_MAX;
            final boolean isNs = "EpochNs".equals(field.type()) && value > 1_000_000_000_000_000_000L;
            if (isMs || isNs) {
                into.put(
                        field.name().substring(0, field.name().length() - 2),
                        timeText(isMs ? value * 1_000_000L : value));
            }
        }

        private static BigDecimal decimal(final long valueE8) {
            return valueE8 == 0
                    ? BigDecimal.ZERO
                    : BigDecimal.valueOf(valueE8, E8_SCALE).stripTrailingZeros();
        }
    }
}
