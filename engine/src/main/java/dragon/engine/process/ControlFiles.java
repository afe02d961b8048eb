package dragon.engine.process;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.PanicEncoder;
import dragon.engine.protocol.SetHaltEncoder;
import dragon.engine.protocol.SetKillSwitchEncoder;
import dragon.engine.transport.CommandClient;
import dragon.engine.transport.RingProducer;
import java.io.File;
import org.agrona.ExpandableArrayBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Red buttons that need no program: {@code touch <lane>/control/KILL}, {@code HALT} or {@code PANIC}.
 *
 * <p>Each file becomes one command in the command ring, journaled like any other, and is renamed to {@code <name>.taken} as the
 * receipt. Taking a file away lifts nothing: {@code dragon release} does. A file that was there before the engine counts too.
 *
 * <p>Threading: one thread, not the engine's. A full ring, or a file that cannot be renamed, is tried again: the command id stays, so
 * the command takes effect once.
 */
final class ControlFiles {
    private static final Logger LOG = LoggerFactory.getLogger("engine");
    private static final String BY = "control file";
    private static final Button[] BUTTONS = Button.values();

    private final File directory;
    private final RingProducer commands;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(512);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final File[] files = new File[BUTTONS.length];
    private final long[] commandIds = new long[BUTTONS.length];

    /** The files, and what each of them means. */
    private enum Button {
        KILL,
        HALT,
        PANIC
    }

    ControlFiles(final LaneDirectory lane, final RingProducer commands) {
        this.directory = lane.control().toFile();
        this.commands = commands;
        for (final Button button : BUTTONS) {
            files[button.ordinal()] = new File(directory, button.name());
        }
    }

    /** Looks once; never waits. */
    void poll() {
        for (final Button button : BUTTONS) {
            if (files[button.ordinal()].exists()) {
                press(button);
            } else {
                commandIds[button.ordinal()] = 0;
            }
        }
    }

    private void press(final Button button) {
        final int at = button.ordinal();
        if (commandIds[at] != 0) {
            take(button);
            return;
        }
        final long commandId = CommandClient.newCommandId();
        if (commands.offer(buffer, 0, encode(button, commandId))) {
            commandIds[at] = commandId;
            LOG.warn("control file {}: command {} sent", button, commandId);
            take(button);
        }
    }

    private void take(final Button button) {
        final File taken = new File(directory, button.name() + ".taken");
        if (files[button.ordinal()].renameTo(taken)) {
            commandIds[button.ordinal()] = 0;
        }
    }

    private int encode(final Button button, final long commandId) {
        final String reason = "control/" + button.name();
        final int length =
                switch (button) {
                    case KILL -> new SetKillSwitchEncoder()
                            .wrapAndApplyHeader(buffer, 0, header)
                            .commandId(commandId)
                            .scope(KillScope.GLOBAL)
                            .targetId(0)
                            .enabled(Bool.YES)
                            .operatorName(BY)
                            .reason(reason)
                            .encodedLength();
                    case HALT -> new SetHaltEncoder()
                            .wrapAndApplyHeader(buffer, 0, header)
                            .commandId(commandId)
                            .scope(ControlScope.ENGINE)
                            .targetId(0)
                            .leg(Leg.NULL_VAL)
                            .symbol("")
                            .operatorName(BY)
                            .reason(reason)
                            .encodedLength();
                    case PANIC -> new PanicEncoder()
                            .wrapAndApplyHeader(buffer, 0, header)
                            .commandId(commandId)
                            .scope(ControlScope.ENGINE)
                            .targetId(0)
                            .operatorName(BY)
                            .reason(reason)
                            .encodedLength();
                };
        return MessageHeaderEncoder.ENCODED_LENGTH + length;
    }
}
