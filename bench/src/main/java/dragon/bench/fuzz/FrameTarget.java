package dragon.bench.fuzz;

import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.FrameReader;
import dragon.gateway.woox.parse.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Frames of one of the two streams through the reader that a connection uses; the general parser must agree with it. */
final class FrameTarget implements Target {
    /** What the connection's reader and the general parser say; they must say the same. */
    private record Frame(StreamMessage read, StreamMessage parsed) {}

    private final String name;
    private final List<String> topics;
    private final FrameReader reader = new FrameReader();

    FrameTarget(final String name, final List<String> topics) {
        this.name = name;
        this.topics = topics;
    }

    @Override
    public String name() {
        return name;
    }

    /** Whether a message belongs to this stream. */
    boolean isOwn(final byte[] message) {
        final String text = new String(message, StandardCharsets.UTF_8);
        return topics.stream().anyMatch(text::contains);
    }

    @Override
    public Object parse(final byte[] message) throws DecodeException {
        final String frame = new String(message, StandardCharsets.UTF_8);
        final StreamMessage read = reader.read(frame);
        if (read instanceof StreamMessage.Other) {
            return null;
        }
        return new Frame(read, StreamMessage.parse(frame));
    }

    @Override
    public Object expected(final Object actual, final byte[] message) {
        final StreamMessage parsed = ((Frame) actual).parsed();
        final Reading document = Reading.of(PlainJson.read(message));
        final StreamMessage plain = parsed instanceof StreamMessage.Control control
                ? StreamOracles.control(control, document)
                : StreamOracles.read(parsed, document);
        return new Frame(plain, plain);
    }
}
