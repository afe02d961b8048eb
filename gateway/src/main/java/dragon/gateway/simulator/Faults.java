package dragon.gateway.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Faults that were asked for and how often they will still strike. */
final class Faults {
    private static final class Armed {
        private final RequestFault fault;
        private long left;

        private Armed(final RequestFault fault, final long left) {
            this.fault = fault;
            this.left = left;
        }
    }

    private static final String PLACE = "POST /v3/trade/order";

    private final List<Armed> armed = new ArrayList<>();
    private final Audit audit;

    Faults(final Audit audit) {
        this.audit = audit;
    }

    /** Arms a named fault for its next strikes; false if there is none of that name. */
    boolean arm(final String name, final Map<String, String> parameters, final long strikes) {
        final String endpoint = parameters.getOrDefault("endpoint", PLACE);
        final RequestFault fault =
                switch (name) {
                    case "lost-ack" -> new LostAck(endpoint, parameters.getOrDefault("answer", "close"));
                    case "throttle" -> new Throttle(endpoint);
                    case "garbage" -> new Garbage(endpoint);
                    default -> null;
                };
        if (fault == null) {
            return false;
        }
        armed.add(new Armed(fault, strikes));
        return true;
    }

    void clear() {
        armed.clear();
    }

    Answer before(final Call call) {
        for (final Armed one : armed) {
            final Answer answer = one.fault.before(call);
            if (answer != null) {
                strike(one);
                return answer;
            }
        }
        return null;
    }

    Answer after(final Call call, final Answer answer) {
        for (final Armed one : armed) {
            final Answer other = one.fault.after(call, answer);
            if (other != null) {
                strike(one);
                return other;
            }
        }
        return answer;
    }

    String json() {
        final Json json = Json.object().array("faults");
        for (final Armed one : armed) {
            json.element()
                    .text("name", one.fault.name())
                    .whole("left", one.left)
                    .end();
        }
        return json.endArray().end().toString();
    }

    private void strike(final Armed one) {
        audit.onFault();
        if (--one.left == 0) {
            armed.remove(one);
        }
    }

    /** The order is executed and the answer lost: the connection closes, or an internal error is said. */
    private record LostAck(String endpoint, String answer) implements RequestFault {
        @Override
        public String name() {
            return "lost-ack";
        }

        @Override
        public Answer after(final Call call, final Answer answered) {
            if (!call.endpoint.equals(endpoint)) {
                return null;
            }
            return answer.equals("close")
                    ? Answer.NONE
                    : Answer.of(new Refusal(500, -1000, "An internal error has occurred."));
        }
    }

    /** The request is carried out and the answer is cut in the middle of its JSON. */
    private record Garbage(String endpoint) implements RequestFault {
        @Override
        public String name() {
            return "garbage";
        }

        @Override
        public Answer after(final Call call, final Answer answered) {
            return call.endpoint.equals(endpoint)
                    ? new Answer(
                            answered.status(),
                            answered.body().substring(0, answered.body().length() / 2) + "\u0001")
                    : null;
        }
    }

    /** Too many requests, although there were not. */
    private record Throttle(String endpoint) implements RequestFault {
        @Override
        public String name() {
            return "throttle";
        }

        @Override
        public Answer before(final Call call) {
            return call.endpoint.equals(endpoint) ? Answer.of(new Refusal(429, -1003, "Too many requests.")) : null;
        }
    }
}
