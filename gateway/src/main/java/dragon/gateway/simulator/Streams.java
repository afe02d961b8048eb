package dragon.gateway.simulator;

import dragon.gateway.simulator.market.Candle;
import dragon.gateway.simulator.market.DecimalE8;
import dragon.gateway.simulator.market.MarketEvent;
import dragon.gateway.simulator.market.Timeframe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The websockets: who subscribed to what, and every message that goes out.
 *
 * <p>Threading: the venue thread, except {@link #accountOfListenKey}.
 */
final class Streams implements MarketPlayer.Listener, Venue.Listener {
    /** Subscribers of one topic. */
    private static final class Topic {
        private final String name;
        private final Market market;
        private final Timeframe timeframe;
        private final List<StreamSession> sessions = new ArrayList<>();
        private boolean isDirty;
        private long pushedNs;
        /** Levels of the order book; 0 for another kind of topic. */
        private int depth;

        private Topic(final String name, final Market market, final Timeframe timeframe) {
            this.name = name;
            this.market = market;
            this.timeframe = timeframe;
        }
    }

    /** A candle whose numbers are final only from a market time on. */
    private record Revision(long startMs, long untilMarketMs) {}

    private static final int TOPICS_PER_REQUEST_MAX = 10;
    private static final int TOPICS_PER_SESSION_MAX = 100;
    private static final int TEN = 10;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long SESSION_LIFE_NS = 24L * 3600 * SECOND_NS;
    private static final long TURN_NS = 50_000_000L;
    private static final int LISTEN_KEY_BYTES = 24;
    private static final Set<String> PRIVATE_TOPICS =
            Set.of("account", "balance", "position", "executionreport", "algoexecutionreport");

    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Set<StreamSession> sessions = new LinkedHashSet<>();
    private final Map<String, VenueAccount> listenKeys = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Candle candle = new Candle();
    private final StringBuilder text = new StringBuilder(512);
    private final Venue venue;
    private final MarketPlayer player;
    private final long silenceNsMax;
    private final LongSupplier wallClockMs;
    private final Faults faults;
    private final Funding funding;
    private final Books books = new Books();
    /** Candles that ended and are told with wrong numbers for now, by topic. */
    private final Map<String, Revision> revisions = new HashMap<>();
    /** Reports that wait for their successor, by account. */
    private final Map<VenueAccount, String> heldReports = new HashMap<>();

    private long turnNs;
    private long secondNs;
    private long minuteNs;

    Streams(
            final Venue venue,
            final MarketPlayer player,
            final long silenceNsMax,
            final LongSupplier wallClockMs,
            final Faults faults,
            final Funding funding) {
        this.faults = faults;
        this.funding = funding;
        this.venue = venue;
        this.player = player;
        this.silenceNsMax = silenceNsMax;
        this.wallClockMs = wallClockMs;
    }

    /** The account whose live listen key this is, or null. Any thread. */
    VenueAccount accountOfListenKey(final String key) {
        return listenKeys.get(key);
    }

    /** A new key ends the old one at once, and with it the socket that uses it. */
    String newListenKey(final VenueAccount account, final long nowNs) {
        account.listenKeyNs = nowNs;
        listenKeys.remove(account.listenKey);
        for (final StreamSession session : new ArrayList<>(sessions)) {
            if (session.account == account) {
                drop(session);
            }
        }
        final byte[] bytes = new byte[LISTEN_KEY_BYTES];
        random.nextBytes(bytes);
        account.listenKey = HexFormat.of().formatHex(bytes);
        listenKeys.put(account.listenKey, account);
        return account.listenKey;
    }

    /** A socket opened; one whose key was replaced meanwhile is closed again. */
    void onOpened(final StreamSession session, final String listenKey) {
        if (session.account != null && accountOfListenKey(listenKey) != session.account) {
            session.close();
            return;
        }
        sessions.add(session);
        venue.onStream(session.account != null);
    }

    /** Faults that end or silence streams: each strikes every stream that it is about. */
    void act(final long nowNs) {
        for (final Fault fault : faults.due(FaultKind.DROP_STREAM, nowNs)) {
            final boolean isAbrupt = fault.setting("how", "abrupt").equals("abrupt");
            if (strike(fault, session -> {
                if (isAbrupt) {
                    drop(session);
                } else {
                    onClosed(session);
                    session.sayGoodbye();
                }
            })) {
                faults.acted(fault, nowNs);
            }
        }
        for (final Fault fault : faults.due(FaultKind.HALF_OPEN, nowNs)) {
            if (strike(fault, StreamSession::mute)) {
                faults.acted(fault, nowNs);
            }
        }
    }

    /** False where there is no stream for the fault: it then waits for one. */
    private boolean strike(final Fault fault, final Consumer<StreamSession> blow) {
        final String socket = fault.setting("socket", "private");
        boolean strikes = false;
        for (final StreamSession session : new ArrayList<>(sessions)) {
            final boolean isPrivate = session.account != null;
            if (!session.isMute()
                    && !session.topics.isEmpty()
                    && (socket.equals("both") || socket.equals(isPrivate ? "private" : "public"))
                    && fault.isFor(
                            isPrivate ? session.account.label : fault.setting("account", null),
                            fault.setting("symbol", null))) {
                blow.accept(session);
                strikes = true;
            }
        }
        return strikes;
    }

    /** Ends the streams that a fault has silenced. */
    void dropMuteOnes() {
        for (final StreamSession session : new ArrayList<>(sessions)) {
            if (session.isMute()) {
                drop(session);
            }
        }
    }

    void onClosed(final StreamSession session) {
        sessions.remove(session);
        for (final String name : session.topics) {
            final Topic topic = topics.get(name);
            if (topic != null) {
                topic.sessions.remove(session);
            }
        }
    }

    private void drop(final StreamSession session) {
        onClosed(session);
        session.close();
    }

    void onText(final StreamSession session, final String request, final long nowNs) {
        session.lastHeardNs = nowNs;
        final JsonBody body;
        try {
            body = JsonBody.read(request.getBytes(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            session.send(failure("", "ERROR", "Invalid request."));
            return;
        }
        final String id = body.get("id") == null ? "" : body.get("id");
        final String command = body.get("cmd") == null ? "" : body.get("cmd").toUpperCase(Locale.ROOT);
        final List<String> names = body.array("params");
        switch (command) {
            case "PING" -> session.send(Json.object()
                    .text("cmd", "PONG")
                    .flag("success", true)
                    .whole("time", wallClockMs.getAsLong())
                    .end()
                    .toString());
            case "PONG" -> {}
            case "SUBSCRIBE", "UN_SUBSCRIBE" -> {
                if (names.size() > TOPICS_PER_REQUEST_MAX) {
                    session.send(failure(id, command, "Command type invalid!"));
                    return;
                }
                final Json json = Json.object()
                        .text("id", id)
                        .text("cmd", command)
                        .flag("success", true)
                        .whole("time", wallClockMs.getAsLong())
                        .array("data");
                boolean hasPublic = false;
                for (final String name : names) {
                    final boolean done =
                            command.equals("SUBSCRIBE") ? subscribe(session, name) : unsubscribe(session, name);
                    if (done) {
                        json.text(name);
                        hasPublic |= session.account == null && command.equals("SUBSCRIBE");
                    }
                }
                session.send(json.endArray().end().toString());
                if (hasPublic) {
                    player.start(nowNs);
                }
            }
            case "" -> session.send(failure(id, "ERROR", "Invalid request."));
            default -> session.send(failure(id, command, "Command type invalid!"));
        }
    }

    private String failure(final String id, final String command, final String words) {
        return Json.object()
                .text("id", id)
                .text("cmd", command)
                .flag("success", false)
                .whole("time", wallClockMs.getAsLong())
                .text("data", words)
                .end()
                .toString();
    }

    /** False for a topic that is unknown, already subscribed, or one too many: none of it is an error. */
    private boolean subscribe(final StreamSession session, final String name) {
        if (session.topics.size() >= TOPICS_PER_SESSION_MAX || session.topics.contains(name)) {
            return false;
        }
        if (session.account != null) {
            return PRIVATE_TOPICS.contains(name) && session.topics.add(name);
        }
        final Topic topic = topics.computeIfAbsent(name, this::publicTopic);
        if (topic == null) {
            return false;
        }
        topic.isDirty = true;
        topic.sessions.add(session);
        return session.topics.add(name);
    }

    private boolean unsubscribe(final StreamSession session, final String name) {
        final Topic topic = topics.get(name);
        if (topic != null) {
            topic.sessions.remove(session);
        }
        return session.topics.remove(name);
    }

    private Topic publicTopic(final String name) {
        final String[] parts = name.split("@", -1);
        if (parts.length < 2) {
            return null;
        }
        // The index of a perpetual is published under the spot symbol of the pair.
        final boolean isIndex = parts[0].equals("indexprice");
        if (isIndex && !parts[1].startsWith("SPOT_")) {
            return null;
        }
        final Market market = venue.market(isIndex ? parts[1].replace("SPOT_", "PERP_") : parts[1]);
        final Timeframe timeframe = parts.length == 3 ? Timeframe.of(parts[2]) : null;
        if (parts[0].startsWith("orderbook")) {
            return bookTopic(name, parts, market);
        }
        final boolean isKnown =
                switch (parts[0]) {
                    case "bbo", "bborpi", "trade", "markprice", "indexprice", "ticker", "estfundingrate" -> parts.length
                            == 2;
                    case "kline" -> timeframe != null;
                    default -> false;
                };
        return market == null || !isKnown ? null : new Topic(name, market, timeframe);
    }

    private static Topic bookTopic(final String name, final String[] parts, final Market market) {
        final boolean isTen = parts[0].equals("orderbook10") && parts.length == 2;
        final boolean isUpdate = (parts[0].equals("orderbookupdate") || parts[0].equals("orderbookupdaterpi"))
                && parts.length == 3
                && Books.isServed(parts[2]);
        if (market == null || !isTen && !isUpdate) {
            return null;
        }
        final Topic topic = new Topic(name, market, null);
        topic.depth = isTen ? TEN : Integer.parseInt(parts[2]);
        return topic;
    }

    /** The book as its subscribers know it; taken from the market first where there are none. */
    PublishedBook book(final Market market, final int levels) {
        final PublishedBook book = books.of(market, levels);
        final boolean isFollowed = topics.values().stream()
                .anyMatch(topic ->
                        topic.depth != 0 && !topic.sessions.isEmpty() && books.of(topic.market, topic.depth) == book);
        if (!isFollowed || book.publishedMs() == 0) {
            book.publish(market.quoteUs / 1_000);
        }
        return book;
    }

    /** Publishes the changes of each book that somebody follows. */
    private void pushBooks() {
        final Map<PublishedBook, String> changes = new LinkedHashMap<>();
        for (final Topic topic : topics.values()) {
            if (topic.depth == 0 || topic.sessions.isEmpty()) {
                continue;
            }
            final PublishedBook book = books.of(topic.market, topic.depth);
            if (!changes.containsKey(book)) {
                changes.put(book, book.publish(player.marketMs()));
            }
            final String change = changes.get(book);
            if (topic.depth == TEN ? change == null && !topic.isDirty : change == null) {
                continue;
            }
            final Fault gap = topic.depth == TEN ? null : faults.on(FaultKind.GAP, null, topic.market.symbol());
            if (gap != null && gap.setting("what", "missing").equals("missing")) {
                continue;
            }
            begin(topic.name, player.marketMs());
            text.append(",\"data\":")
                    .append(
                            topic.depth == TEN
                                    ? book.levels(TEN)
                                    : gap == null ? change : crossed(change, topic.market))
                    .append('}');
            push(topic);
        }
    }

    /** The change with a bid above every offer. */
    private static String crossed(final String change, final Market market) {
        final String level =
                "[\"" + DecimalE8.text(market.askE8 + market.instrument().priceStepE8()) + "\",\"1\"]";
        final int at = change.indexOf("\"bids\":[") + "\"bids\":[".length();
        return change.substring(0, at) + level + (change.charAt(at) == ']' ? "" : ",") + change.substring(at);
    }

    /** A number as a fault of that place leaves it. */
    long spoilt(final String place, final Market market, final long valueE8) {
        final Fault fault = faults.onNumber(place, null, market.symbol());
        if (fault == null) {
            return valueE8;
        }
        return switch (fault.setting("what", "tenfold")) {
            case "zero" -> 0;
            case "negative" -> -valueE8;
            case "stale" -> DecimalE8.NULL;
            default -> 10 * valueE8;
        };
    }

    @Override
    public void onQuote(final Market market) {
        pushQuote(market, "bbo@");
        pushQuote(market, "bborpi@");
    }

    private void pushQuote(final Market market, final String prefix) {
        final Topic topic = topics.get(prefix.concat(market.symbol()));
        if (topic == null || topic.sessions.isEmpty() || market.quotes == 0) {
            return;
        }
        final long bidE8 = spoilt("quote", market, market.bidE8);
        if (bidE8 == DecimalE8.NULL) {
            return; // Stale: nothing comes.
        }
        begin(topic.name, wallClockMs.getAsLong()); // Sent now; how old a price is, is a matter of the told clock.
        text.append(",\"data\":{\"s\":\"").append(market.symbol());
        decimal("\",\"bp\":\"", bidE8);
        decimal("\",\"bq\":\"", market.bidQuantityE8);
        decimal("\",\"ap\":\"", market.askE8);
        decimal("\",\"aq\":\"", market.askQuantityE8);
        text.append("\",\"ts\":").append(market.quoteUs / 1_000).append("}}");
        push(topic);
    }

    @Override
    public void onTrade(final Market market, final MarketEvent event) {
        final Topic topic = topics.get("trade@".concat(market.symbol()));
        if (topic == null || topic.sessions.isEmpty() || event.tradeQuantityE8 == 0) {
            return;
        }
        begin(topic.name, player.marketMs());
        text.append(",\"data\":{\"s\":\"").append(market.symbol());
        decimal("\",\"px\":\"", event.tradePriceE8);
        decimal("\",\"sx\":\"", event.tradeQuantityE8);
        text.append("\",\"sd\":\"").append(event.buyerIsTaker ? "BUY" : "SELL");
        text.append("\",\"src\":1,\"rpi\":false,\"ts\":")
                .append(event.timeUs / 1_000)
                .append("}}");
        push(topic);
        pushSeenElsewhere(topic, event);
    }

    /** Source 0 = seen elsewhere, information only: not a print of this exchange. */
    private void pushSeenElsewhere(final Topic topic, final MarketEvent event) {
        final Market.PublicTrade trade = topic.market.seenElsewhere;
        if (trade == null || trade.timeMs() != event.timeUs / 1_000) {
            return;
        }
        begin(topic.name, player.marketMs());
        text.append(",\"data\":{\"s\":\"").append(topic.market.symbol());
        decimal("\",\"px\":\"", trade.priceE8());
        decimal("\",\"sx\":\"", trade.quantityE8());
        text.append("\",\"sd\":\"").append(trade.buyerIsTaker() ? "BUY" : "SELL");
        text.append("\",\"src\":0,\"rpi\":false,\"ts\":").append(trade.timeMs()).append("}}");
        push(topic);
    }

    @Override
    public void onCandleClosed(final Market market, final Timeframe timeframe, final long startMs) {
        final Topic topic = topics.get("kline@" + market.symbol() + '@' + timeframe.text());
        if (topic == null || topic.sessions.isEmpty() || !market.candles().candle(timeframe, startMs, candle)) {
            return;
        }
        final Fault fault = faults.on(FaultKind.CANDLE, null, market.symbol());
        if (fault == null) {
            pushCandle(topic);
            return;
        }
        switch (fault.setting("what", "missing")) {
            case "late" -> pushCandleLater(topic, startMs, fault.durationMs("after", 1_000, 4_000));
            case "revised" -> {
                final long afterMs = fault.durationMs("after", 300, 900);
                revisions.put(topic.name, new Revision(startMs, player.marketMs() + afterMs));
                asPublished(topic.name, candle);
                pushCandle(topic);
                pushCandleLater(topic, startMs, afterMs);
            }
            default -> {} // Missing.
        }
    }

    private void pushCandleLater(final Topic topic, final long startMs, final long afterMs) {
        faults.later().add(System.nanoTime() + afterMs * 1_000_000, FaultKind.CANDLE, () -> {
            revisions.remove(topic.name);
            if (topic.market.candles().candle(topic.timeframe, startMs, candle)) {
                pushCandle(topic);
            }
        });
    }

    /** The candle as it is told now: one that is going to be revised still lacks what happened after its first price. */
    void asPublished(final Market market, final Timeframe timeframe, final Candle told) {
        asPublished("kline@" + market.symbol() + '@' + timeframe.text(), told);
    }

    private void asPublished(final String topic, final Candle told) {
        final Revision revision = revisions.get(topic);
        if (revision != null && told.startMs == revision.startMs && player.marketMs() < revision.untilMarketMs) {
            told.highE8 = told.openE8;
            told.lowE8 = told.openE8;
            told.closeE8 = told.openE8;
        }
    }

    private void pushCandle(final Topic topic) {
        begin(topic.name, player.marketMs());
        text.append(",\"data\":{\"s\":\"").append(topic.market.symbol());
        text.append("\",\"t\":\"").append(topic.timeframe.text());
        decimal("\",\"o\":\"", candle.openE8);
        decimal("\",\"c\":\"", candle.closeE8);
        decimal("\",\"h\":\"", candle.highE8);
        decimal("\",\"l\":\"", candle.lowE8);
        decimal("\",\"v\":\"", candle.volumeE8);
        decimal("\",\"a\":\"", candle.amountE8);
        text.append("\",\"st\":").append(candle.startMs);
        text.append(",\"et\":").append(candle.endMs);
        text.append(",\"ts\":").append(player.marketMs());
        text.append(",\"tts\":").append(candle.lastTradeMs).append("}}");
        push(topic);
    }

    private void pushPrice(final Topic topic) {
        final boolean isMark = topic.name.startsWith("mark");
        final long priceE8 =
                isMark ? spoilt("mark", topic.market, topic.market.markPriceE8()) : topic.market.markPriceE8();
        if (priceE8 == DecimalE8.NULL) {
            return; // Stale: nothing comes.
        }
        begin(topic.name, wallClockMs.getAsLong());
        text.append(",\"data\":{\"s\":\"").append(topic.name, topic.name.indexOf('@') + 1, topic.name.length());
        decimal("\",\"px\":\"", priceE8);
        text.append("\",\"ts\":").append(player.marketMs()).append("}}");
        push(topic);
    }

    private void pushTicker(final Topic topic) {
        final long startMs = Math.max(
                topic.market.candles().firstStartMs(),
                topic.market.candles().currentStartMs() - Timeframe.D1.lengthMs() + Timeframe.M1.lengthMs());
        topic.market.candles().candle(Timeframe.D1, startMs, candle);
        begin(topic.name, player.marketMs());
        text.append(",\"data\":{\"s\":\"").append(topic.market.symbol());
        decimal("\",\"o\":\"", candle.openE8);
        decimal("\",\"c\":\"", candle.closeE8);
        decimal("\",\"h\":\"", candle.highE8);
        decimal("\",\"l\":\"", candle.lowE8);
        decimal("\",\"v\":\"", candle.volumeE8);
        decimal("\",\"a\":\"", candle.amountE8);
        text.append("\",\"ts\":").append(player.marketMs());
        text.append(",\"tts\":").append(candle.lastTradeMs).append("}}");
        push(topic);
    }

    private void pushFundingRate(final Topic topic) {
        final long nextMs = funding.nextMs(topic.market, player.marketMs());
        begin(topic.name, player.marketMs());
        text.append(",\"data\":{\"s\":\"").append(topic.market.symbol());
        decimal("\",\"r\":\"", funding.rateE8(topic.market, nextMs));
        text.append("\",\"ft\":")
                .append(nextMs)
                .append(",\"ts\":")
                .append(player.marketMs())
                .append("}}");
        push(topic);
    }

    /** What is sent by the wall clock; returns nanoseconds until the next turn. */
    long turn(final long nowNs) {
        if (nowNs < turnNs) {
            return turnNs - nowNs;
        }
        turnNs = nowNs + TURN_NS;
        act(nowNs);
        pushBooks();
        final boolean isSecond = nowNs >= secondNs;
        final boolean isMinute = nowNs >= minuteNs;
        if (isSecond) {
            secondNs = nowNs + SECOND_NS;
            closeSilentOnes(nowNs);
            for (final VenueAccount account : venue.accounts()) {
                pushAccount(account);
            }
        }
        minuteNs = isMinute ? nowNs + 60 * SECOND_NS : minuteNs;
        if (player.isStarted()) {
            for (final Topic topic : topics.values()) {
                if (!topic.sessions.isEmpty()) {
                    pushRegularly(topic, isMinute, nowNs);
                }
            }
        }
        return TURN_NS;
    }

    private void pushRegularly(final Topic topic, final boolean isMinute, final long nowNs) {
        final String kind = topic.name.substring(0, topic.name.indexOf('@'));
        final boolean isPrice = kind.equals("markprice") || kind.equals("indexprice");
        // Prices come once a second of market time, everything else once a second of ours.
        final long everyNs = isPrice ? Math.max(TURN_NS, (long) (SECOND_NS / player.speed())) : SECOND_NS;
        final boolean isDue = nowNs - topic.pushedNs >= everyNs || topic.isDirty;
        if (!isDue && !(isMinute && kind.equals("estfundingrate"))) {
            return;
        }
        switch (kind) {
            case "kline" -> {
                final long startMs =
                        topic.timeframe.startMs(topic.market.candles().currentStartMs());
                if (topic.market.candles().candle(topic.timeframe, startMs, candle)
                        && (topic.isDirty || topic.market.quoteUs / 1_000 >= player.marketMs() - 60_000)) {
                    pushCandle(topic);
                }
            }
            case "markprice", "indexprice" -> pushPrice(topic);
            case "ticker" -> pushTicker(topic);
            case "estfundingrate" -> {
                if (topic.isDirty || isMinute) {
                    pushFundingRate(topic);
                }
            }
            case "bbo", "bborpi" -> {
                // Kept alive after the end of the data, and told to a new subscriber or one that was behind.
                if (topic.isDirty || topic.market.dataHasEnded) {
                    pushQuote(topic.market, topic.name.substring(0, topic.name.indexOf('@') + 1));
                }
            }
            default -> {}
        }
        topic.pushedNs = nowNs;
    }

    private void closeSilentOnes(final long nowNs) {
        for (final StreamSession session : new ArrayList<>(sessions)) {
            if (!session.isMute()
                    && (nowNs - session.lastHeardNs > silenceNsMax || nowNs - session.openedNs > SESSION_LIFE_NS)) {
                drop(session);
            }
        }
        for (final VenueAccount account : venue.accounts()) {
            if (nowNs - account.listenKeyNs > SESSION_LIFE_NS) {
                listenKeys.remove(account.listenKey);
            }
        }
    }

    @Override
    public void onOrder(final VenueOrder order, final VenueTrade trade, final String reportedStatus) {
        final long timeMs = trade == null ? wallClockMs.getAsLong() : trade.wallMs();
        final Json json = Json.object()
                .text("topic", "executionreport")
                .whole("ts", timeMs)
                .object("data")
                .whole("mt", 0)
                .text("s", order.market.symbol())
                .whole("cid", order.clientOrderId)
                .whole("oid", order.orderId)
                .text("t", order.type.name())
                .text("sd", order.side.name())
                .text("ps", order.positionSide.name())
                .decimalText("sx", order.quantityE8)
                .decimalText("px", order.priceE8 == DecimalE8.NULL ? 0 : order.priceE8)
                .whole("tid", trade == null ? 0 : trade.tradeId())
                .decimalText("esx", trade == null ? 0 : trade.quantityE8())
                .decimalText("epx", trade == null ? 0 : trade.priceE8())
                .decimalText("f", trade == null ? 0 : trade.feeE8())
                .text("fa", "USDT")
                .decimalText("tesx", order.executedE8)
                .decimalText("aepx", order.averagePriceE8)
                .text("ss", reportedStatus)
                .text("rs", order.reason)
                .text("tg", order.tag)
                .decimalText("tf", order.feeE8)
                .text("tfc", "USDT")
                .text("tr", "0")
                .text("trc", "USDT")
                .decimalText("vsx", order.type == OrderType.MARKET ? 0 : order.quantityE8)
                .whole("ts", timeMs)
                .flag("ro", order.reduceOnly)
                .flag("mk", trade != null && trade.isMaker())
                .whole("lv", order.account.leverage(order.market))
                .text("m", order.marginMode);
        report(order, trade != null, json.end().end().toString());
    }

    /** Sends a report, unless a fault does something else with it. */
    private void report(final VenueOrder order, final boolean isFill, final String message) {
        final VenueAccount account = order.account;
        final String symbol = order.market.symbol();
        if (faults.on(FaultKind.LOST_REPORT, account.label, symbol) != null) {
            return;
        }
        final Fault late = isFill ? faults.on(FaultKind.LATE_FILL, account.label, symbol) : null;
        if (late != null) {
            sendLater(account, message, FaultKind.LATE_FILL, late.durationMs("after", 1_000, 30_000));
            return;
        }
        final Fault twice = faults.on(FaultKind.DUPLICATE_REPORT, account.label, symbol);
        if (twice != null) {
            sendLater(account, message, FaultKind.DUPLICATE_REPORT, twice.durationMs("after", 0, 1_000));
        }
        if (!heldReports.containsKey(account) && faults.on(FaultKind.REORDER_REPORT, account.label, symbol) != null) {
            heldReports.put(account, message);
            faults.later()
                    .add(
                            System.nanoTime() + SECOND_NS,
                            FaultKind.REORDER_REPORT,
                            () -> releaseReport(account, message));
            return;
        }
        pushPrivate(account, "executionreport", message);
        final String held = heldReports.get(account);
        if (held != null) {
            releaseReport(account, held);
        }
    }

    private void sendLater(final VenueAccount account, final String message, final FaultKind why, final long afterMs) {
        faults.later()
                .add(
                        System.nanoTime() + afterMs * 1_000_000,
                        why,
                        () -> pushPrivate(account, "executionreport", message));
    }

    private void releaseReport(final VenueAccount account, final String message) {
        if (heldReports.remove(account, message)) {
            pushPrivate(account, "executionreport", message);
        }
    }

    /** Kind 2: the cancel is rejected and the order as it was; most fields are left out. */
    void reportCancelRejected(final VenueOrder order) {
        final Json json = Json.object()
                .text("topic", "executionreport")
                .whole("ts", wallClockMs.getAsLong())
                .object("data")
                .whole("mt", 2)
                .text("s", order.market.symbol())
                .whole("cid", order.clientOrderId)
                .whole("oid", order.orderId)
                .text("rs", "the cancel request is rejected")
                .whole("ts", wallClockMs.getAsLong());
        pushPrivate(order.account, "executionreport", json.end().end().toString());
    }

    @Override
    public void onPosition(final VenueLeg leg) {
        if (!hasSubscriber(leg.account, "position")) {
            return;
        }
        final Json json = privateMessage("position").array("positions").element();
        json.text("s", leg.market.symbol())
                .decimalText("h", leg.quantityE8)
                .decimalText("plq", leg.account.pendingE8(leg.market, leg.positionSide, Side.BUY))
                .decimalText("psq", leg.account.pendingE8(leg.market, leg.positionSide, Side.SELL))
                .decimalText("aop", leg.averageOpenPriceE8)
                .text("pnl", "0")
                .text("roi", "0")
                .decimalText("fee", leg.feeE8)
                .decimalText("sp", leg.settlePriceE8)
                .decimalText("mp", leg.market.markPriceE8())
                .whole("ot", leg.openedMs)
                .whole("aq", 1)
                .whole("lv", leg.account.leverage(leg.market))
                .text("m", "CROSS")
                .text("ps", leg.positionSide.name())
                .text("it", "")
                .text("ia", "0")
                .text("il", "0")
                .text("is", "0")
                .whole("ver", leg.version)
                .whole("ts", leg.updatedMs)
                .end();
        pushPrivate(leg.account, "position", json.endArray().end().end().toString());
    }

    @Override
    public void onBalance(final VenueAccount account) {
        if (!hasSubscriber(account, "balance")) {
            return;
        }
        final Json json = privateMessage("balance").array("balances").element();
        json.text("t", "USDT")
                .decimalText("h", account.balanceE8)
                .text("f", "0")
                .text("i", "0")
                .text("psq", "0")
                .text("plq", "0")
                .text("s", "0")
                .text("u", "0")
                .text("v", "0")
                .text("l", "0")
                .text("e", "0")
                .text("aop", "0")
                .text("pnl", "0")
                .text("roi", "0")
                .decimalText("fee", account.feeE8)
                .text("mp", "1")
                .whole("ver", account.version)
                .decimalText("b", account.balanceE8)
                .whole("lcr", 0)
                .whole("ts", wallClockMs.getAsLong())
                .end();
        pushPrivate(account, "balance", json.endArray().end().end().toString());
        pushAccount(account);
    }

    private void pushAccount(final VenueAccount account) {
        if (!hasSubscriber(account, "account")) {
            return;
        }
        final long ratioE8 = AccountApi.marginRatioE8(account);
        final Json json = privateMessage("account")
                .text("m", "FUTURES")
                .text("M", "CROSS")
                .text("P", AccountApi.mode(account))
                .whole("l", 0)
                .decimalText("mr", ratioE8)
                .decimalText("omr", ratioE8)
                .decimalText("imr", ratioE8)
                .text("mmr", "0.03")
                .decimalText("tc", account.valueE8())
                .decimalText("fc", AccountApi.freeE8(account));
        if (faults.onNumber("balance", account.label, null) == null) {
            json.decimalText("v", account.valueE8());
        }
        pushPrivate(account, "account", json.end().end().toString());
    }

    private Json privateMessage(final String topic) {
        return Json.object()
                .text("topic", topic)
                .whole("ts", wallClockMs.getAsLong())
                .object("data");
    }

    private boolean hasSubscriber(final VenueAccount account, final String topic) {
        for (final StreamSession session : sessions) {
            if (session.account == account && session.topics.contains(topic)) {
                return true;
            }
        }
        return false;
    }

    private void pushPrivate(final VenueAccount account, final String topic, final String message) {
        for (final StreamSession session : sessions) {
            if (session.account == account && session.topics.contains(topic)) {
                session.send(message);
            }
        }
    }

    private void begin(final String topic, final long timeMs) {
        text.setLength(0);
        text.append("{\"topic\":\"").append(topic).append("\",\"ts\":").append(timeMs);
    }

    private void decimal(final String before, final long valueE8) {
        text.append(before);
        DecimalE8.append(text, valueE8);
    }

    /** Sends to all; what a slow client misses makes the topic due again. */
    private void push(final Topic topic) {
        final String message = text.toString();
        topic.isDirty = false;
        for (final StreamSession session : topic.sessions) {
            if (session.isBehind()) {
                topic.isDirty = true;
            } else {
                session.send(message);
            }
        }
    }
}
