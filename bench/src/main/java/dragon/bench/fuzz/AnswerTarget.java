package dragon.bench.fuzz;

import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Envelope;

/** An answer of an endpoint as the REST client takes it: the envelope first, its data only on success. */
final class AnswerTarget<T> implements Target {
    /** Reads the data of an answer. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(byte[] body) throws DecodeException;
    }

    /** Reads the same plainly. */
    @FunctionalInterface
    interface Oracle<T> {
        T read(T actual, Object data);
    }

    /** What both have to agree on. */
    private record Answer(Envelope envelope, Object data) {}

    private final String name;
    private final Parser<T> parser;
    private final Oracle<T> oracle;

    AnswerTarget(final String name, final Parser<T> parser, final Oracle<T> oracle) {
        this.name = name;
        this.parser = parser;
        this.oracle = oracle;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Object parse(final byte[] message) throws DecodeException {
        final Envelope envelope = Envelope.parse(message, name);
        return envelope.isSuccess() ? new Answer(envelope, parser.parse(message)) : null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object expected(final Object actual, final byte[] message) {
        final Answer answer = (Answer) actual;
        final Reading document = Reading.of(PlainJson.read(message));
        return new Answer(
                EnvelopeTarget.read(answer.envelope(), document), oracle.read((T) answer.data(), document.data()));
    }
}
