package dragon.tools.journal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The layout of every message, read from the one schema file itself: what is appended there is shown here at once.
 *
 * <p>For people and their tools; the engine and its followers use the generated codecs. Immutable.
 */
public final class MessageSchema {
    private static final String RESOURCE = "/dragon.xml";
    private static final MessageSchema DRAGON = read();

    private final Map<Integer, Message> messageByTemplateId;

    private MessageSchema(final Map<Integer, Message> messageByTemplateId) {
        this.messageByTemplateId = messageByTemplateId;
    }

    /** The schema of this version of Dragon. */
    public static MessageSchema dragon() {
        return DRAGON;
    }

    /** The message with this template id, or null if this version does not know it. */
    Message message(final int templateId) {
        return messageByTemplateId.get(templateId);
    }

    /** Name of the message with this template id, as in the schema. */
    public String name(final int templateId) {
        final Message message = messageByTemplateId.get(templateId);
        return message == null ? "template " + templateId : message.name();
    }

    /** How the bytes of a field are to be read and shown. */
    enum Shape {
        INT8(1),
        UINT8(1),
        INT16(2),
        UINT16(2),
        INT32(4),
        UINT32(4),
        INT64(8),
        UINT64(8),
        CHARS(1);

        private final int bytes;

        Shape(final int bytes) {
            this.bytes = bytes;
        }

        static Shape of(final String primitiveType) {
            return "char".equals(primitiveType) ? CHARS : valueOf(primitiveType.toUpperCase(java.util.Locale.ROOT));
        }
    }

    /** One message: fixed block, then groups, then texts. */
    record Message(int templateId, String name, Block block, List<Group> groups, List<String> texts) {}

    /** A fixed block of fields. */
    record Block(List<Field> fields, int bytes) {}

    /** A repeating group. */
    record Group(String name, Block block) {}

    /**
     * One field of a fixed block.
     *
     * @param type name of its type in the schema, which carries the unit
     * @param bytes of the field, all characters of a text included
     * @param nameByCode of an enum; null for a number or a text
     */
    record Field(
            String name,
            String type,
            int offset,
            Shape shape,
            int bytes,
            boolean isOptional,
            Map<Long, String> nameByCode) {}

    private record Type(Shape shape, int bytes, Map<Long, String> nameByCode) {}

    private static MessageSchema read() {
        try (InputStream in = MessageSchema.class.getResourceAsStream(RESOURCE)) {
            final DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setNamespaceAware(true);
            return new MessageSchema(
                    messages(factory.newDocumentBuilder().parse(in).getDocumentElement()));
        } catch (final IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("the schema " + RESOURCE + " of this build cannot be read", e);
        }
    }

    private static Map<Integer, Message> messages(final Element schema) {
        final Map<String, Type> types = new HashMap<>();
        for (final Element part : children(schema)) {
            if ("types".equals(part.getLocalName())) {
                addTypes(part, types);
            }
        }
        final Map<Integer, Message> messages = new HashMap<>();
        for (final Element part : children(schema)) {
            if ("message".equals(part.getLocalName())) {
                final Message message = message(part, types);
                messages.put(message.templateId(), message);
            }
        }
        return Map.copyOf(messages);
    }

    private static void addTypes(final Element part, final Map<String, Type> types) {
        for (final Shape shape : Shape.values()) {
            final String name = shape == Shape.CHARS ? "char" : shape.name().toLowerCase(java.util.Locale.ROOT);
            types.put(name, new Type(shape, shape.bytes, null));
        }
        for (final Element type : children(part)) {
            if ("type".equals(type.getLocalName())) {
                final Shape shape = Shape.of(type.getAttribute("primitiveType"));
                final String length = type.getAttribute("length");
                final int count = length.isEmpty() ? 1 : Integer.parseInt(length);
                types.put(type.getAttribute("name"), new Type(shape, shape.bytes * count, null));
            } else if ("enum".equals(type.getLocalName())) {
                final Shape shape = Shape.of(type.getAttribute("encodingType"));
                final Map<Long, String> names = new HashMap<>();
                for (final Element value : children(type)) {
                    names.put(Long.valueOf(value.getTextContent().trim()), value.getAttribute("name"));
                }
                types.put(type.getAttribute("name"), new Type(shape, shape.bytes, Map.copyOf(names)));
            }
        }
    }

    private static Message message(final Element message, final Map<String, Type> types) {
        final List<Group> groups = new ArrayList<>();
        final List<String> texts = new ArrayList<>();
        for (final Element part : children(message)) {
            if ("group".equals(part.getLocalName())) {
                groups.add(new Group(part.getAttribute("name"), block(part, types)));
            } else if ("data".equals(part.getLocalName())) {
                texts.add(part.getAttribute("name"));
            }
        }
        return new Message(
                Integer.parseInt(message.getAttribute("id")),
                message.getAttribute("name"),
                block(message, types),
                List.copyOf(groups),
                List.copyOf(texts));
    }

    private static Block block(final Element parent, final Map<String, Type> types) {
        final List<Field> fields = new ArrayList<>();
        int offset = 0;
        for (final Element part : children(parent)) {
            if ("field".equals(part.getLocalName())) {
                final String typeName = part.getAttribute("type");
                final Type type = types.get(typeName);
                if (type == null) {
                    throw new IllegalStateException("the schema has no type " + typeName);
                }
                final boolean isOptional = "optional".equals(part.getAttribute("presence"));
                fields.add(new Field(
                        part.getAttribute("name"),
                        typeName,
                        offset,
                        type.shape(),
                        type.bytes(),
                        isOptional,
                        type.nameByCode()));
                offset += type.bytes();
            }
        }
        return new Block(List.copyOf(fields), offset);
    }

    private static List<Element> children(final Element parent) {
        final List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof final Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
