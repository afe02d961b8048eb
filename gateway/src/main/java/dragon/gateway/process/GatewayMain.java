package dragon.gateway.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalException;
import dragon.engine.process.ServiceNotice;
import dragon.engine.process.UsageLine;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.VaultException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon gateway}: connects a lane to the exchange until it is told to stop. */
@Command(
        name = "gateway",
        description = "Connect a lane to WOO X: send what the journal says, tell the engine what the exchange says.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The key of the vault is read from DRAGON_MASTER_KEY. A dry-run lane has no vault: its orders are filled"
                    + " on",
            "paper in this process, by the real market data, and nothing private is ever sent.",
            "",
            "Examples:",
            "  dragon gateway --lane main                                     a live lane: the exchange itself",
            "  dragon gateway --lane paper --paper-balance 5000               a dry-run lane: real market data only",
            "  dragon gateway --rest-url http://127.0.0.1:8081 --stream-url ws://127.0.0.1:8081   a sim lane",
            "",
            "Exit status: 0 stopped in order, 1 fault, 2 usage, 3 configuration or lane, 5 lane has a gateway, or",
            "another lane has one of its accounts, 7 no engine ever ran, 11 credentials."
        })
public final class GatewayMain implements Callable<Integer> {
    @Option(names = "--home", paramLabel = "DIR", description = "Home of all lanes; default $DRAGON_HOME or ~/.dragon.")
    private String home;

    @Option(
            names = "--lane",
            paramLabel = "NAME",
            defaultValue = "main",
            description = "Lane to connect; default main.")
    private String lane;

    @Option(names = "--rest-url", paramLabel = "URL", description = "Scheme, host and port of the REST interface.")
    private String restUrl;

    @Option(names = "--stream-url", paramLabel = "URL", description = "Scheme, host and port of the websockets.")
    private String streamUrl;

    @Mixin
    private final PaperOptions paper = new PaperOptions();

    @Option(names = "--debug", description = "Show the stack of an error.")
    private boolean debug;

    /** Runs the gateway and exits with its status. */
    public static void main(final String[] args) {
        System.exit(execute(args));
    }

    static int execute(final String... args) {
        final GatewayMain main = new GatewayMain();
        return new CommandLine(main)
                .setParameterExceptionHandler(UsageLine::print)
                .setExecutionExceptionHandler((cause, commandLine, result) -> main.report(cause))
                .execute(args);
    }

    @Override
    public Integer call() {
        final FatalStop fatalStop = new FatalStop(System.err, Runtime.getRuntime()::halt, debug);
        Thread.setDefaultUncaughtExceptionHandler(fatalStop);
        final GatewayConfig config = GatewayConfig.read(
                home, lane, restUrl, streamUrl, System.getenv(), paper, new SecureRandom().nextLong());
        final MasterKey masterKey = config.isDryRun() ? null : MasterKey.fromEnvironment(System.getenv());
        try (Gateway gateway = Gateway.open(config, masterKey);
                ServiceNotice notice = ServiceNotice.of(System.getenv())) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                notice.stopping();
                                gateway.stop();
                                Runtime.getRuntime().halt(ExitStatus.DONE);
                            },
                            "stop"));
            System.out.println(gateway.summary());
            notice.ready(gateway.summary(), gateway::rounds);
            runUntilStopped(gateway, fatalStop);
        }
        return ExitStatus.DONE;
    }

    private static void runUntilStopped(final Gateway gateway, final FatalStop fatalStop) {
        try {
            gateway.run();
        } catch (final Error e) {
            fatalStop.stop(Thread.currentThread(), e); // At once: closing all in order may need what is broken.
            throw e;
        }
    }

    private int report(final Exception cause) {
        if (debug) {
            cause.printStackTrace();
        }
        if (cause instanceof OperatorException known) {
            System.err.println(known.getMessage());
            return known.exitStatus();
        }
        if (cause instanceof VaultException known) {
            System.err.println(known.getMessage());
            return known.exitCode();
        }
        if (cause instanceof JournalException) {
            System.err.println(cause.getMessage());
            return ExitStatus.VERIFICATION_FAILED;
        }
        System.err.println("Gateway failed: " + cause
                + ". Orders that are at the exchange stay there. Next: start it again; with --debug for the stack.");
        return ExitStatus.FAILED;
    }
}
