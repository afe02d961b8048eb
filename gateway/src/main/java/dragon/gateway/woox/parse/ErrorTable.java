package dragon.gateway.woox.parse;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The venue's error codes as data, and the order in which they are asked: sub-code, code, text, HTTP status. */
public final class ErrorTable {
    private static final String TABLE =
            """
            UNKNOWN_OUTCOME  -1000 -1011 317154 317168 302109 302159 302999 311001 311002 311004 311999
            MAINTENANCE      503
            AUTH             -1001 -1002
            RATE_LIMIT       -1003
            BUG              -1004 -1005 317164
            NOT_FOUND        -1006 317149 317152 317153 317184 302129
            DUPLICATE        -1007 302117
            REJECT           -1008 -1009 -1012
            MARGIN           -1101 302102 302103 302104 302118 302119 302128 302145 302154 302155 302157
            MARGIN           302169 302170 302193 302301 302305 302310 317207
            FILTER           -1102 -1103 -1104 -1105 302114 302140 302115 302141 302164 317145 317146 317147
            FILTER           302172 302188
            ALREADY_DONE     317161 317177 302127
            BUSY             317174 302005 302177 302311 302312 302313
            REDUCE_ONLY      302125 302137 302138 302314 302163 302303
            MODE             302185 302186 302195 302131
            SUSPENDED        302307 302110 302111 317157 317158 317169
            SYMBOL           302101 317148 317155 317156 317159 317160
            ISOLATED         302189 302190 302191 302192 302194
            WINDOW           317178 317179
            EDIT             302130 302142 317170
            DEAD_MAN         317176
            LEVERAGE         302306
            AMOUNT           302147 302148 302149 302150 302151 302152 302171
            """;

    /** Of the order service, and of the whole system under maintenance. */
    private static final int SERVICE_UNREACHABLE = -1011;

    private static final Map<Integer, ErrorClass> CLASS_OF_CODE = read();

    private ErrorTable() {}

    /**
     * Class of a failed answer.
     *
     * @param envelope null where the body was no JSON
     */
    public static ErrorClass classOf(final int httpStatus, final Envelope envelope) {
        if (envelope == null) {
            // A page of some load balancer: it may stand before or behind the service.
            return httpStatus == 429 ? ErrorClass.RATE_LIMIT : ErrorClass.UNKNOWN_OUTCOME;
        }
        final String text = envelope.message() == null ? "" : envelope.message().toLowerCase(Locale.ROOT);
        final int code = ofCode(envelope.subCode()) == null ? envelope.code() : envelope.subCode();
        final ErrorClass byCode = ofCode(code);
        // A refusal for the margin may speak of the maintenance margin: words count only where the code leaves it open.
        final boolean isOpen = byCode == null || code == SERVICE_UNREACHABLE || httpStatus == 503;
        if (isOpen && (text.contains("maintenance") || text.startsWith("[gw]"))) {
            return ErrorClass.MAINTENANCE;
        }
        if (byCode != null) {
            return byCode;
        }
        if (httpStatus == 429) {
            return ErrorClass.RATE_LIMIT;
        }
        if (text.startsWith("invalid symbol")) {
            return ErrorClass.SYMBOL;
        }
        if (httpStatus == 401 || httpStatus == 403) {
            return ErrorClass.AUTH;
        }
        if (httpStatus >= 400 && httpStatus < 500 && httpStatus != 408) {
            return ErrorClass.REJECT;
        }
        return ErrorClass.UNKNOWN_OUTCOME;
    }

    /** Class of a code; null where the table does not decide. */
    static ErrorClass ofCode(final int code) {
        final ErrorClass found = CLASS_OF_CODE.get(code);
        if (found != null) {
            return found;
        }
        return code / 1000 == 302 || code / 1000 == 317 ? ErrorClass.REJECT : null;
    }

    private static Map<Integer, ErrorClass> read() {
        final Map<Integer, ErrorClass> classes = new HashMap<>();
        TABLE.lines().forEach(line -> {
            final String[] words = line.trim().split(" +");
            for (int i = 1; i < words.length; i++) {
                if (classes.put(Integer.valueOf(words[i]), ErrorClass.valueOf(words[0])) != null) {
                    throw new IllegalStateException("error code twice in the table: " + words[i]);
                }
            }
        });
        return Map.copyOf(classes);
    }
}
