package dragon.gateway.session;

import org.agrona.DirectBuffer;

/** The way to the engine: the gateway ring, or whatever a simulation puts in its place. */
@FunctionalInterface
public interface EngineInputs {
    /**
     * Takes one message, header included; the buffer is read during the call only.
     *
     * @return false where there is no room now
     */
    boolean offer(DirectBuffer message, int offset, int length);
}
