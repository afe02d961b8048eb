package dragon.gateway.simulator;

import java.util.List;

/** The ways in which the exchange can fail, by the name that an operator gives. */
enum FaultKind {
    LOST_ACK("lost-ack", Nature.REQUEST, "place", "the order is executed, its answer is lost", "answer"),
    LATE_ACCEPT(
            "late-accept",
            Nature.REQUEST,
            "place",
            "the answer is lost and the order accepted seconds later, or after so many unknown answers",
            "answer",
            "after",
            "unknowns"),
    LATE_FILL("late-fill", Nature.MESSAGE, "", "a fill is reported seconds late", "after"),
    DUPLICATE_REPORT("duplicate-report", Nature.MESSAGE, "", "an execution report comes twice", "after"),
    REORDER_REPORT("reorder-report", Nature.MESSAGE, "", "an execution report comes after its successor"),
    LOST_REPORT("lost-report", Nature.MESSAGE, "", "an execution report never comes"),
    DROP_STREAM("drop-stream", Nature.ACT, "", "a stream ends, abruptly or with a close frame", "socket", "how"),
    HALF_OPEN("half-open", Nature.ACT, "", "a stream stays open and is silent for ever", "socket"),
    GAP("gap", Nature.MESSAGE, "", "a change of the order book is never sent, or crosses the book", "what"),
    STALE_BOOK(
            "stale-book",
            Nature.REQUEST,
            "GET /v3/public/orderbook",
            "a snapshot of the order book is an old one",
            "age"),
    CANDLE(
            "candle",
            Nature.MESSAGE,
            "",
            "the push that closes a candle never comes, comes late, or is revised after the candle's end",
            "what",
            "after"),
    STALE_READ("stale-read", Nature.REQUEST, "read", "orders, fills and positions are read as they were", "age"),
    THROTTLE("throttle", Nature.REQUEST, "place", "429 although the limit was kept", "hint"),
    SERVER_ERROR("server-error", Nature.REQUEST, "all", "500 or another 5xx, not executed", "status"),
    NOT_JSON("not-json", Nature.REQUEST, "all", "a page of a load balancer, not executed"),
    OK_FAILURE("ok-failure", Nature.REQUEST, "all", "HTTP 200 with a failure code in it, not executed"),
    GARBAGE("garbage", Nature.REQUEST, "place", "executed, and the answer is cut in the middle of its JSON"),
    ONE_WAY("one-way", Nature.STATE, "", "the account is in one-way mode, or being switched", "what"),
    MISSING_ORDER("missing-order", Nature.MESSAGE, "", "an order is in no list and may still fill"),
    UNKNOWN_QUERY("unknown-query", Nature.REQUEST, "query", "a query does not find an order that exists"),
    BEHIND_OUR_BACK(
            "behind-our-back",
            Nature.ACT,
            "",
            "somebody trades by hand, or part of a leg is liquidated or deleveraged",
            "what",
            "leg",
            "percent"),
    CLOCK("clock", Nature.STATE, "", "venue time jumps", "offset"),
    BAD_NUMBER("bad-number", Nature.MESSAGE, "", "a wrong mark price or quote, a missing balance", "on", "what"),
    MIXED_FORMS("mixed-forms", Nature.REQUEST, "all", "every number of an answer is spelled as text"),
    SLOW("slow", Nature.REQUEST, "all", "an answer comes late, its body in two halves", "delay"),
    MAINTENANCE("maintenance", Nature.STATE, "", "the system is under maintenance, with or without notice", "what"),
    CANCEL_REJECT("cancel-reject", Nature.REQUEST, "cancel", "a cancel is acknowledged, then rejected by report"),
    CANCEL_FAILED(
            "cancel-failed",
            Nature.REQUEST,
            "cancel",
            "a cancel is answered CANCEL_FAILED and the order stays as it was"),
    MARKET_PARTIAL("market-partial", Nature.MESSAGE, "", "an order that takes is filled in part and then cancelled"),
    STEP_CHANGE("step-change", Nature.STATE, "", "price and quantity steps are ten times as coarse", "what"),
    SUSPEND("suspend", Nature.STATE, "", "an instrument is suspended");

    /** How a fault comes about. */
    enum Nature {
        /** Strikes requests. */
        REQUEST,
        /** Strikes messages, orders and prices as they come. */
        MESSAGE,
        /** Holds while it is active. */
        STATE,
        /** Happens by itself. */
        ACT
    }

    private final String words;
    private final Nature nature;
    private final String usualEndpoint;
    private final String meaning;
    private final List<String> settings;

    FaultKind(
            final String words,
            final Nature nature,
            final String usualEndpoint,
            final String meaning,
            final String... settings) {
        this.words = words;
        this.nature = nature;
        this.usualEndpoint = usualEndpoint;
        this.meaning = meaning;
        this.settings = List.of(settings);
    }

    /** The kind of that name, or null. */
    static FaultKind of(final String words) {
        for (final FaultKind kind : values()) {
            if (kind.words.equals(words)) {
                return kind;
            }
        }
        return null;
    }

    String words() {
        return words;
    }

    Nature nature() {
        return nature;
    }

    /** What it strikes where nothing else is said; empty where it strikes no requests. */
    String usualEndpoint() {
        return usualEndpoint;
    }

    String meaning() {
        return meaning;
    }

    /** Names of what can be set of it beyond scope and time. */
    List<String> settings() {
        return settings;
    }
}
