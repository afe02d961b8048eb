package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CredentialsReportEncoder;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CredentialsReportTest {
    private final List<String> told = new ArrayList<>();
    private final CoreHarness core = new CoreHarness() {
        @Override
        public void audit(final DirectBuffer message, final int offset, final int length) {
            super.audit(message, offset, length);
            final MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(message, offset);
            if (header.templateId() == BotEventDecoder.TEMPLATE_ID) {
                final BotEventDecoder event = new BotEventDecoder().wrapAndApplyHeader(message, offset, header);
                told.add(event.code() + " " + (event.level() == EventLevel.ERROR ? "error " : "") + event.accountId()
                        + " " + event.detail());
            }
        }
    };

    @Test
    void tellsTheLastThreeCharactersOfTheKeyAndWhyItWasRefused() {
        core.startTerm().createAccount("main");
        told.clear();
        report(1, Bool.YES, "");
        report(1, Bool.NO, "the account is in position mode ONE_WAY");
        assertEquals(
                List.of(
                        "CREDENTIALS_ROTATED 1 key ...xyz",
                        "CREDENTIALS_REFUSED error 1 key ...xyz: the account is in position mode ONE_WAY"),
                told);
    }

    @Test
    void refusesTheReportOfAnAccountThatIsNotKnown() {
        core.startTerm().takeRefusals();
        report(7, Bool.YES, "");
        assertEquals(1, core.takeRefusals().size());
    }

    private void report(final int accountId, final Bool isRotated, final String text) {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);
        final CredentialsReportEncoder report = new CredentialsReportEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .accountId(accountId)
                .isRotated(isRotated)
                .keyTail("xyz")
                .text(text);
        core.applyRaw(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + report.encodedLength());
    }
}
