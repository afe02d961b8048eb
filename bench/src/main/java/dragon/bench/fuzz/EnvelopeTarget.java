package dragon.bench.fuzz;

import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Envelope;

/** What every answer has around its data, refusals of the venue included. */
final class EnvelopeTarget implements Target {
    @Override
    public String name() {
        return "envelope";
    }

    @Override
    public Object parse(final byte[] message) throws DecodeException {
        return Envelope.parse(message, "envelope");
    }

    @Override
    public Object expected(final Object actual, final byte[] message) {
        return read((Envelope) actual, Reading.of(PlainJson.read(message)));
    }

    static Envelope read(final Envelope actual, final Reading document) {
        return new Envelope(
                document.isTrue("success"),
                document.intOr("code", 0),
                document.intOr("error_code", 0),
                document.text("message", actual.message()),
                document.timeMs("timestamp"));
    }
}
