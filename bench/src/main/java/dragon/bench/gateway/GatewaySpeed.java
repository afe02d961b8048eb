package dragon.bench.gateway;

import com.sun.management.ThreadMXBean;
import dragon.bench.report.Blocks;
import dragon.bench.report.Neighbours;
import dragon.bench.report.Report;
import dragon.gateway.woox.HttpClients;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.FrameReader;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/**
 * From the text of a frame to the ring, one core, everything that is compared taking turns.
 *
 * <pre>
 *   quote, mark   the connection's reader, SBE, the ring
 *   report        the general parser behind it, SBE, the ring
 *   book          the connection's reader only: a book stays in the gateway
 *   general       quotes by the general parser, SBE, the ring: what the reader is worth
 *   control       SBE and ring alone, of quotes that were read before
 *   socket        quotes through a websocket on loopback: client, reader, SBE, ring
 * </pre>
 */
public final class GatewaySpeed {
    /** Quotes a second through reader and ring that the product promises. */
    public static final double QUOTES_PER_S = 500_000;

    /** Quotes a second through a websocket that the product promises. */
    public static final double SOCKET_PER_S = 50_000;

    private static final int WARM_UP_BLOCKS = 60;
    private static final long SOCKET_WAIT_S = 120;
    private static final double NS_PER_S = 1e9;

    /**
     * What to measure.
     *
     * @param directory for the ring
     * @param blocks of each kind
     * @param blockMessages in a block
     * @param socketMessages through the websocket, rounded up to whole rounds
     */
    public record Settings(Path directory, int blocks, int blockMessages, long socketMessages) {}

    /** Reads one frame. */
    @FunctionalInterface
    private interface Reader {
        StreamMessage read(String frame) throws DecodeException;
    }

    private final Settings settings;
    private final Report report = new Report("gateway");
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final FrameReader reader = new FrameReader();
    private long allocatedBytes;

    private GatewaySpeed(final Settings settings) {
        this.settings = settings;
    }

    /** Measures and proves the work. */
    public static Report run(final Settings settings) throws Exception {
        return new GatewaySpeed(settings).measure();
    }

    private Report measure() throws Exception {
        final Neighbours neighbours = new Neighbours();
        try (RingSink sink = new RingSink(settings.directory())) {
            measureBlocks(sink);
        }
        try (RingSink sink = new RingSink(settings.directory())) {
            measureSocket(sink);
        }
        report.neighbours(neighbours, Double.MAX_VALUE); // The tenth percentile stands a busy machine.
        return report;
    }

    private void measureBlocks(final RingSink sink) throws Exception {
        final String[] names = {"quote", "mark", "report", "book", "general", "control"};
        final String[][] frames = {
            VenueFrames.quotes(),
            VenueFrames.marks(),
            VenueFrames.reports(),
            VenueFrames.books(),
            VenueFrames.quotes(),
            VenueFrames.quotes()
        };
        final Reader[] readers = {
            reader::read, reader::read, reader::read, reader::read, StreamMessage::parse, before(frames[5])
        };
        final Blocks[] blocks = new Blocks[names.length];
        final long[] bytes = new long[names.length];
        for (int kind = 0; kind < names.length; kind++) {
            blocks[kind] = new Blocks(settings.blocks());
        }
        final int warmUp = Math.min(WARM_UP_BLOCKS, settings.blocks());
        for (int block = -warmUp; block < settings.blocks(); block++) {
            for (int kind = 0; kind < names.length; kind++) {
                final long elapsedNs = block(readers[kind], frames[kind], sink);
                if (block >= 0) {
                    blocks[kind].add(elapsedNs, settings.blockMessages());
                    bytes[kind] += allocatedBytes;
                }
            }
        }
        for (int kind = 0; kind < names.length; kind++) {
            row(names[kind], blocks[kind], (double) bytes[kind] / settings.blocks() / settings.blockMessages());
        }
        prove(sink, frames[0], warmUp + settings.blocks());
        report.figure("readerToGeneral", blocks[0].p10() / blocks[4].p10());
        final double perSecond = NS_PER_S / blocks[0].p10();
        report.line(
                "target    %,.0f quotes/s through the reader to the ring: %s",
                QUOTES_PER_S, verdict(perSecond >= QUOTES_PER_S));
    }

    private long block(final Reader parser, final String[] frames, final RingSink sink) throws DecodeException {
        final long bytesBefore = threads.getCurrentThreadAllocatedBytes();
        final long startNs = System.nanoTime();
        for (int i = 0; i < settings.blockMessages(); i++) {
            sink.take(parser.read(frames[i & VenueFrames.COUNT - 1]));
        }
        final long elapsedNs = System.nanoTime() - startNs;
        allocatedBytes = threads.getCurrentThreadAllocatedBytes() - bytesBefore;
        sink.drain();
        return elapsedNs;
    }

    /** Quotes that are read already, given out in turn. */
    private static Reader before(final String[] frames) throws DecodeException {
        final StreamMessage[] messages = new StreamMessage[frames.length];
        for (int i = 0; i < frames.length; i++) {
            messages[i] = StreamMessage.parse(frames[i]);
        }
        final int[] next = {0};
        return frame -> messages[next[0]++ & VenueFrames.COUNT - 1];
    }

    private void row(final String name, final Blocks blocks, final double bytes) {
        report.figure(name + "NsP10", blocks.p10());
        report.figure(name + "NsMin", blocks.min());
        report.figure(name + "NsMedian", blocks.median());
        report.figure(name + "PerS", NS_PER_S / blocks.p10());
        report.figure(name + "BytesPerMessage", bytes);
        report.line(
                "%-9s %8.1f ns a message (min %.1f, median %.1f)  %,12.0f/s  %8.1f B allocated",
                name, blocks.p10(), blocks.min(), blocks.median(), NS_PER_S / blocks.p10(), bytes);
    }

    /** Every message went through the ring, and the bids that came out add up. */
    private void prove(final RingSink sink, final String[] quotes, final int rounds) throws DecodeException {
        final long messages = 5L * rounds * settings.blockMessages(); // All kinds but books.
        if (sink.drained() != messages) {
            report.refuse(sink.drained() + " messages came out of the ring, expected " + messages);
        }
        long bidSumE8 = 0;
        for (int i = 0; i < settings.blockMessages(); i++) {
            bidSumE8 += bidE8(quotes[i & VenueFrames.COUNT - 1]);
        }
        // Quotes, quotes by the general parser, and the control's, which goes on where its last block ended.
        if (settings.blockMessages() % VenueFrames.COUNT == 0 && sink.bidSumE8() != 3L * rounds * bidSumE8) {
            report.refuse("the bids that came out of the ring do not add up");
        }
    }

    private static long bidE8(final String frame) throws DecodeException {
        return ((Bbo) StreamMessage.parse(frame)).bidPriceE8();
    }

    private void measureSocket(final RingSink sink) throws Exception {
        final String[] frames = VenueFrames.quotes();
        final long rounds = Math.max(2, (settings.socketMessages() + frames.length - 1) / frames.length);
        final WooxConfig config = WooxConfig.of("http://127.0.0.1:1", "ws://127.0.0.1:1", 1);
        final OkHttpClient http = HttpClients.open(config);
        try (FrameServer server = new FrameServer(frames, rounds)) {
            final Receiver receiver = new Receiver(sink, rounds * frames.length);
            http.newWebSocket(new Request.Builder().url(server.url()).build(), receiver);
            final boolean isAll = receiver.all.await(SOCKET_WAIT_S, TimeUnit.SECONDS);
            if (!isAll || receiver.failure != null || sink.drained() != receiver.expected) {
                report.refuse("the websocket brought " + sink.drained() + " of " + receiver.expected + " messages"
                        + (receiver.failure == null ? "" : ": " + receiver.failure));
            }
            final double perSecond = receiver.timed * NS_PER_S / Math.max(1, receiver.elapsedNs);
            final double bytes = (double) receiver.allocatedBytes / Math.max(1, receiver.timed);
            report.figure("socketPerS", perSecond);
            report.figure("socketBytesPerMessage", bytes);
            report.line(
                    "%-9s %8.1f ns a message, mean of %,d%23s %,12.0f/s  %8.1f B allocated",
                    "socket", NS_PER_S / perSecond, receiver.timed, "", perSecond, bytes);
            report.line(
                    "target    %,.0f quotes/s through a websocket on loopback: %s",
                    SOCKET_PER_S, verdict(perSecond >= SOCKET_PER_S));
        } finally {
            HttpClients.close(http);
        }
    }

    private static String verdict(final boolean isMet) {
        return isMet ? "met" : "MISSED";
    }

    /** The socket's thread: reads, encodes, puts into the ring, and plays the engine every few thousand messages. */
    private final class Receiver extends WebSocketListener {
        private static final int DRAIN_EVERY = 4_096;

        private final RingSink sink;
        private final long expected;
        private final CountDownLatch all = new CountDownLatch(1);
        private final FrameReader frames = new FrameReader();
        private long count;
        private long startNs;
        private long startBytes;
        private volatile long elapsedNs;
        private volatile long allocatedBytes;
        private volatile long timed;
        private volatile String failure;

        Receiver(final RingSink sink, final long expected) {
            this.sink = sink;
            this.expected = expected;
        }

        @Override
        public void onMessage(final WebSocket socket, final String text) {
            try {
                sink.take(frames.read(text));
            } catch (final DecodeException e) {
                failure = e.getMessage();
            }
            count++;
            if (count == expected / 4) { // The first quarter is the compiler's.
                startNs = System.nanoTime();
                startBytes = threads.getCurrentThreadAllocatedBytes();
            }
            if (count % DRAIN_EVERY == 0 || count == expected) {
                sink.drain();
            }
            if (count == expected) {
                timed = expected - expected / 4;
                elapsedNs = System.nanoTime() - startNs;
                allocatedBytes = threads.getCurrentThreadAllocatedBytes() - startBytes;
                socket.cancel();
                all.countDown();
            }
        }

        @Override
        public void onFailure(final WebSocket socket, final Throwable cause, final Response response) {
            if (count < expected) {
                failure = cause.toString();
                all.countDown();
            }
        }
    }
}
