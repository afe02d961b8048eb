package dragon.bench.micro;

import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoding and decoding of a best bid and offer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final BestBidOfferEncoder encoder = new BestBidOfferEncoder();
    private final BestBidOfferDecoder decoder = new BestBidOfferDecoder();
    private long priceE8 = 60_000_00_000_000L;

    /** Starts with one encoded quote. */
    @Setup
    public void encodeFirst() {
        encode();
    }

    /** Header and all fields. */
    @Benchmark
    public int encode() {
        priceE8++;
        encoder.wrapAndApplyHeader(buffer, 0, headerEncoder)
                .instrumentId(1)
                .bidPriceE8(priceE8)
                .bidQuantityE8(1)
                .askPriceE8(priceE8 + 1)
                .askQuantityE8(1)
                .venueTimeMs(0);
        return encoder.encodedLength();
    }

    /** Header and all fields. */
    @Benchmark
    public long decode() {
        decoder.wrapAndApplyHeader(buffer, 0, headerDecoder);
        return decoder.instrumentId()
                + decoder.bidPriceE8()
                + decoder.bidQuantityE8()
                + decoder.askPriceE8()
                + decoder.askQuantityE8()
                + decoder.venueTimeMs();
    }
}
