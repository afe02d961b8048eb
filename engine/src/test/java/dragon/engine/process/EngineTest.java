package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.Core;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalRepair;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import dragon.engine.lane.StateImageFile;
import dragon.engine.lane.StateImageSource;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.CheckpointDecoder;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.InputRefusedDecoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.engine.protocol.TermEndedDecoder;
import dragon.engine.protocol.TermStartedDecoder;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.TimerTickDecoder;
import dragon.engine.transport.CommandAnswer;
import dragon.engine.transport.CommandClient;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine with its real core, rings and journal, in this process. */
final class EngineTest {
    private static final long ANSWER_MS = 30_000;

    @TempDir
    Path home;

    private final Messages messages = new Messages();
    private EngineConfig config;

    @BeforeEach
    void configure() {
        config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small());
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void answersCommandsAndJournalsThemWithTheirResults(final Topology topology) throws Exception {
        config = config.withTopology(topology);
        try (RunningEngine engine = RunningEngine.start(config);
                CommandClient client = new CommandClient(engine.lane())) {
            final CommandAnswer account = createAccount(client, 1, "alpha");
            assertEquals(RefusalReason.NONE, account.reason());
            assertEquals(1, account.createdId());
            final CommandAnswer bot = client.send(messages.buffer, 0, messages.createBot(2, 1, "btc"), 2, ANSWER_MS);
            assertTrue(bot.isDone(), bot.toString());
            assertEquals(1, bot.createdId());
            final CommandAnswer unknown =
                    client.send(messages.buffer, 0, messages.createBot(3, 9, "eth"), 3, ANSWER_MS);
            assertEquals(RefusalReason.UNKNOWN_ACCOUNT, unknown.reason());
            assertEquals(1, engine.counter(EngineCounter.TERM));
        }
        assertEquals(3, count(records(), CommandResultDecoder.TEMPLATE_ID));
    }

    @Test
    void J2_repeatsTheFirstResultOfARepeatedCommand() throws Exception {
        try (RunningEngine engine = RunningEngine.start(config);
                CommandClient client = new CommandClient(engine.lane())) {
            assertEquals(1, createAccount(client, 7, "alpha").createdId());
            final CommandAnswer again = createAccount(client, 7, "alpha");
            assertTrue(again.isDone(), again.toString());
            assertEquals(1, again.createdId());
        }
    }

    @Test
    void takesATouchedControlFileForACommandAndJournalsIt() throws Exception {
        try (RunningEngine engine = RunningEngine.start(config);
                CommandClient client = new CommandClient(engine.lane())) {
            final Path taken = engine.lane().control().resolve("KILL.taken");
            Files.createFile(engine.lane().control().resolve("KILL"));
            engine.await("the receipt of the file", () -> Files.exists(taken));
            assertTrue(createAccount(client, 1, "alpha").isDone()); // Behind it in the ring.
            assertFalse(Files.exists(engine.lane().control().resolve("KILL")));
        }
        assertEquals(1, count(records(), SetKillSwitchDecoder.TEMPLATE_ID));
    }

    @Test
    void beginsAndEndsATermInTheJournal() throws Exception {
        RunningEngine.start(config).close();

        final List<Record> records = records();
        assertEquals(TermStartedDecoder.TEMPLATE_ID, records.get(0).templateId());
        assertEquals(
                CheckpointDecoder.TEMPLATE_ID, records.get(records.size() - 1).templateId());
        assertEquals(1, count(records, TermEndedDecoder.TEMPLATE_ID));
        for (int i = 0; i < records.size(); i++) {
            assertEquals(i + 1, records.get(i).sequence());
        }
    }

    @Test
    void A17_startsFromTheImageOfAnOrderlyStopWithoutReplaying() throws Exception {
        trade(200);
        final long lastSequence = records().size();
        try (RunningEngine engine = RunningEngine.start(config)) {
            assertEquals(0, engine.counter(EngineCounter.RECOVERED_RECORDS));
            assertEquals(lastSequence, engine.counter(EngineCounter.IMAGE_SEQUENCE));
            assertEquals(2, engine.counter(EngineCounter.TERM));
        }
    }

    @Test
    void standsInTheSameStateWithAndWithoutImages() throws Exception {
        trade(500);
        final long fromImage =
                hash(recover(StateImageFile.in(config.laneDirectory().images())));
        final long fromJournal = hash(recover(StateImageSource.NONE));

        assertEquals(fromImage, fromJournal);
    }

    @Test
    void B20_fallsBackToTheJournalWhenTheImageIsBad() throws Exception {
        trade(50);
        final Path image =
                StateImageFile.list(config.laneDirectory().images()).get(0).path();
        final byte[] bytes = Files.readAllBytes(image);
        bytes[bytes.length / 2] ^= 1;
        Files.write(image, bytes);

        try (RunningEngine engine = RunningEngine.start(config)) {
            assertTrue(engine.counter(EngineCounter.RECOVERED_RECORDS) > 50);
            assertEquals(1, engine.warnings.size(), engine.warnings.toString());
        }
    }

    @Test
    void B1_goesOnWithoutAnImageOfRecordsThatALossOfPowerTook() throws Exception {
        final long kept = loseTheJournalOfTheSecondTerm();
        signedUnderAnotherBoot();

        try (RunningEngine engine = RunningEngine.start(config)) {
            assertEquals(kept, engine.counter(EngineCounter.IMAGE_SEQUENCE), "the older image");
            assertEquals(3, engine.counter(EngineCounter.TERM), "ids of the lost term never come again");
            final String warning = engine.warnings.get(engine.warnings.size() - 1);
            assertTrue(warning.contains("lost power"), warning);
            assertTrue(warning.contains("ends at sequence " + kept + ", "), warning);
        }
        RunningEngine.start(config).close();
        recover(StateImageSource.NONE);
    }

    @Test
    void B1_readsTheWholeJournalIfNoImageIsOfWhatIsLeft() throws Exception {
        final long kept = loseTheJournalOfTheSecondTerm();
        Files.delete(config.laneDirectory().images().resolve("image-" + kept + ".bin"));
        signedUnderAnotherBoot();

        try (RunningEngine engine = RunningEngine.start(config)) {
            assertEquals(0, engine.counter(EngineCounter.IMAGE_SEQUENCE));
            assertEquals(kept, engine.counter(EngineCounter.RECOVERED_RECORDS));
        }
    }

    @Test
    void B1_aStandbyThatFindsNobodyLeadingDoesTheSame() throws Exception {
        final long kept = loseTheJournalOfTheSecondTerm();
        signedUnderAnotherBoot();

        final List<String> warnings = new CopyOnWriteArrayList<>();
        try (Standby standby = Standby.follow(config, warnings::add);
                Engine engine = standby.awaitLead(() -> {}).orElseThrow()) {
            assertEquals(3, engine.term());
            assertTrue(warnings.toString().contains("ends at sequence " + kept + ", "), warnings.toString());
        }
    }

    @Test
    void B6_refusesAJournalThatEndsBeforeTheImageOnTheSameBoot() throws Exception {
        loseTheJournalOfTheSecondTerm();
        final List<StateImageFile.Entry> images =
                StateImageFile.list(config.laneDirectory().images());

        final OperatorException e = assertThrows(OperatorException.class, () -> RunningEngine.start(config));

        assertEquals(ExitStatus.VERIFICATION_FAILED, e.exitStatus());
        assertTrue(e.getMessage().contains("dragon journal repair"), e.getMessage());
        assertEquals(images, StateImageFile.list(config.laneDirectory().images()));
    }

    /** Two terms with an image each; then the journal is as it was after the first. Returns its last sequence. */
    private long loseTheJournalOfTheSecondTerm() throws Exception {
        final Path journal = config.laneDirectory().journal();
        final Path before = home.resolve("before");
        trade(50);
        final long kept = records().size();
        Files.createDirectory(before);
        copyFiles(journal, before);
        RunningEngine.start(config).close();
        try (Stream<Path> files = Files.list(journal)) {
            for (final Path file : files.toList()) {
                Files.delete(file);
            }
        }
        copyFiles(before, journal);
        assertEquals(kept, records().size());
        return kept;
    }

    private static void copyFiles(final Path from, final Path to) throws Exception {
        try (Stream<Path> files = Files.list(from)) {
            for (final Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** As the mark is found after the machine was started again. */
    private void signedUnderAnotherBoot() throws Exception {
        final String now =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
        final Path mark = config.laneDirectory().markFile();
        final String bytes = Files.readString(mark, StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains(now));
        Files.writeString(mark, bytes.replace(now, new StringBuilder(now).reverse()), StandardCharsets.ISO_8859_1);
    }

    @Test
    void B8_stopsInOrderThoughNoImageCanBeWritten() throws Exception {
        final RunningEngine engine = RunningEngine.start(config);
        Files.createFile(config.laneDirectory().images()); // Where the directory would be made.
        engine.close();

        assertTrue(engine.engine().isStoppedInOrder());
        assertFalse(engine.halted.isDone(), "no fault");
        assertEquals(1, count(records(), TermEndedDecoder.TEMPLATE_ID));
        Files.delete(config.laneDirectory().images());
        try (RunningEngine next = RunningEngine.start(config)) {
            assertEquals(0, next.counter(EngineCounter.IMAGE_SEQUENCE));
        }
    }

    @Test
    void keepsTheReasonOfAFaultForItsOwnerUntilATermBegins() throws Exception {
        final Path reason = config.laneDirectory().root().resolve("stopped.txt");
        final FailingJournal journal = new FailingJournal(new InMemoryJournal());
        final RunningEngine engine = RunningEngine.start(config, journal);
        journal.failsNow = true;
        try (RingFile ring = RingFile.open(engine.lane().gatewayRing())) {
            new RingProducer(ring).offer(messages.buffer, 0, messages.heartbeat(5));
            assertEquals(ExitStatus.FAILED, engine.halted.get(60, TimeUnit.SECONDS));
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(reason)));
        engine.close();

        journal.failsNow = false;
        RunningEngine.start(config, journal).close();
        assertFalse(Files.exists(reason));
    }

    @Test
    void B14_refusesASecondEngineAndGoesOn() throws Exception {
        try (RunningEngine engine = RunningEngine.start(config);
                CommandClient client = new CommandClient(engine.lane())) {
            final OperatorException e = assertThrows(OperatorException.class, () -> RunningEngine.start(config));
            assertEquals(ExitStatus.GATE, e.exitStatus());
            assertTrue(e.getMessage().contains("lane_busy"), e.getMessage());
            assertTrue(createAccount(client, 1, "alpha").isDone());
        }
    }

    @Test
    void M9_refusesALaneOfAnotherMode() throws Exception {
        RunningEngine.start(config).close();

        final OperatorException e = assertThrows(
                OperatorException.class, () -> Engine.recover(config.withMode(LaneMode.LIVE), warning -> {}));
        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertFalse(LaneMark.isLed(config.laneDirectory()));
    }

    @Test
    void aLiveLaneStartsOnlyWhenEveryLimitIsSetOrLoosenedByName() throws Exception {
        config = config.withMode(LaneMode.LIVE);
        try (RunningEngine engine = RunningEngine.start(config);
                CommandClient client = new CommandClient(engine.lane())) {
            assertTrue(createAccount(client, 1, "alpha").isDone(), "a lane without accounts has no limits to set");
        }

        final OperatorException e = assertThrows(OperatorException.class, () -> Engine.recover(config, warning -> {}));
        assertEquals(ExitStatus.GATE, e.exitStatus());
        assertTrue(
                e.getMessage().contains("nobody has set these limits of alpha: order.max_notional "), e.getMessage());
        assertTrue(e.getMessage().contains("Next: start it with --without-limits"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
        assertFalse(LaneMark.isLed(config.laneDirectory()));

        try (RunningEngine engine = RunningEngine.start(config.leadingWithoutLimits());
                CommandClient client = new CommandClient(engine.lane())) {
            assertEquals(2, engine.counter(EngineCounter.TERM), "the one that was refused began no term");
            final CommandAnswer loosened = client.send(messages.buffer, 0, messages.limitsOff(2, 1), 2, ANSWER_MS);
            assertTrue(loosened.isDone(), loosened.toString());
        }
        RunningEngine.start(config).close();
    }

    @Test
    void J1_refusesGarbageInTheJournalAndLosesNothingBehindIt() throws Exception {
        try (RunningEngine engine = RunningEngine.start(config);
                RingFile ring = RingFile.open(engine.lane().gatewayRing());
                CommandClient client = new CommandClient(engine.lane())) {
            createAccount(client, 1, "alpha");
            final UnsafeBuffer garbage = new UnsafeBuffer(new byte[64]);
            garbage.setMemory(0, 64, (byte) 0xA5);
            ring.ring().write(77, garbage, 0, 64);
            ring.ring().write(1, garbage, 0, 3);
            ring.ring().write(1, garbage, 0, 64);
            new TermStartedEncoder()
                    .wrapAndApplyHeader(garbage, 0, new MessageHeaderEncoder())
                    .term(99);
            ring.ring().write(TermStartedEncoder.TEMPLATE_ID, garbage, 0, 64);
            final int length = messages.setLiveTrading(5, true);
            ring.ring().write(204, messages.buffer, 0, length);
            final long before = engine.counter(EngineCounter.INPUTS);
            assertTrue(new RingProducer(ring).offer(messages.buffer, 0, messages.heartbeat(1)));
            engine.await("all refused", () -> engine.counter(EngineCounter.INPUTS_REFUSED) >= 6);
            assertTrue(before > 0);
            assertEquals(0, engine.counter(EngineCounter.LIVE_TRADING), "a gateway gives no commands");
            assertTrue(createAccount(client, 6, "beta").isDone());
        }
        assertEquals(1, count(records(), TermStartedDecoder.TEMPLATE_ID));
        assertTrue(count(records(), InputRefusedDecoder.TEMPLATE_ID) >= 5);
        recover(StateImageSource.NONE);
    }

    @Test
    void firesTimersThatAreDue() throws Exception {
        try (RunningEngine engine = RunningEngine.start(config);
                RingFile ring = RingFile.open(engine.lane().gatewayRing());
                CommandClient client = new CommandClient(engine.lane())) {
            createAccount(client, 1, "alpha");
            client.send(messages.buffer, 0, messages.createBot(2, 1, "btc"), 2, ANSWER_MS);
            new RingProducer(ring).offer(messages.buffer, 0, messages.gatewayUp(5));
            engine.awaitInputs(5); // Term, account, bot, gateway: the fifth can only be a timer's.
        }
        assertTrue(count(records(), TimerTickDecoder.TEMPLATE_ID) >= 1);
        recover(StateImageSource.NONE);
    }

    @Test
    void releasesTheRingOnlyAfterTheAppend() throws Exception {
        final InMemoryJournal memory = new InMemoryJournal();
        final FailingJournal journal = new FailingJournal(memory);
        RunningEngine engine = RunningEngine.start(config, journal);
        journal.failsNow = true;
        try (RingFile ring = RingFile.open(engine.lane().gatewayRing())) {
            new RingProducer(ring).offer(messages.buffer, 0, messages.heartbeat(5));
            assertEquals(ExitStatus.FAILED, engine.halted.get(30, TimeUnit.SECONDS));
            assertTrue(ring.size() > 0, "the ring still has what was not journaled");
        }
        final long documents = memory.documentCount();
        assertTrue(Files.readString(engine.lane().root().resolve("stopped.txt")).contains("disk on fire"));
        engine.close();

        journal.failsNow = false;
        engine = RunningEngine.start(config, journal);
        final RunningEngine restarted = engine;
        restarted.await("the input came again", () -> restarted.counter(EngineCounter.INPUTS) >= 2);
        assertTrue(memory.documentCount() > documents);
        engine.close();
    }

    @Test
    void B21_refusesAJournalWhoseOutputItWouldNotRepeat() throws Exception {
        final InMemoryJournal memory = new InMemoryJournal();
        RunningEngine.start(config, new FailingJournal(memory)).close();
        final long last = lastSequence(memory.reader());
        // An input that the core refuses with an audit record, journaled without one.
        final BatchEncoder batch = new BatchEncoder(4096);
        batch.begin(last + 1, 1);
        batch.add(
                RecordEnvelope.INPUT,
                Long.MAX_VALUE - 1,
                messages.buffer,
                0,
                messages.bestBidOffer(4_000, 1_000_000_000L, 1));
        memory.append(batch.buffer(), 0, batch.length());
        StateImageFile.list(config.laneDirectory().images())
                .forEach(entry -> entry.path().toFile().delete());

        final int documents = memory.documentCount();
        final OperatorException e =
                assertThrows(OperatorException.class, () -> RunningEngine.start(config, new FailingJournal(memory)));
        assertEquals(ExitStatus.VERIFICATION_FAILED, e.exitStatus());
        assertTrue(e.getMessage().contains("sequence " + (last + 1)), e.getMessage());
        assertEquals(documents, memory.documentCount(), "nothing was appended");
    }

    @Test
    void B4_refusesADamagedJournalWithItsPlace() throws Exception {
        trade(50);
        StateImageFile.list(config.laneDirectory().images())
                .forEach(entry -> entry.path().toFile().delete());
        final Path file;
        try (var files = Files.list(config.laneDirectory().journal())) {
            file = files.filter(path -> path.toString().endsWith(".cq4"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        flipAByteOfARecord(file, 1);

        final OperatorException e = assertThrows(OperatorException.class, () -> RunningEngine.start(config));
        assertEquals(ExitStatus.VERIFICATION_FAILED, e.exitStatus());
        assertTrue(e.getMessage().contains("generation 1"), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
    }

    @Test
    void B4_completesWhatARepairCutOffBehindAnInput() throws Exception {
        trade(50);
        StateImageFile.list(config.laneDirectory().images())
                .forEach(entry -> entry.path().toFile().delete());
        final Path journal = config.laneDirectory().journal();
        // The first name is that of the command, the second one that of the event which it caused.
        flipAByteOfARecord(QueueDirectory.files(journal).get(0), 2);
        JournalRepair.repair(journal, config.laneDirectory().sealed(), config.journal());

        try (RunningEngine engine = RunningEngine.start(config);
                CommandClient client = new CommandClient(engine.lane())) {
            assertTrue(engine.warnings.toString().contains("journaled again"), engine.warnings.toString());
            assertTrue(createAccount(client, 77, "beta").isDone());
        }
        assertEquals(
                hash(recover(StateImageFile.in(config.laneDirectory().images()))),
                hash(recover(StateImageSource.NONE)));
    }

    private static void flipAByteOfARecord(final Path file, final int occurrence) throws Exception {
        int seen = 0;
        try (var channel = java.nio.channels.FileChannel.open(
                file, java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE)) {
            final java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(2_000_000);
            channel.read(bytes, 0);
            final byte[] name = "alpha".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (int i = 0; i < bytes.position() - name.length; i++) {
                if (java.util.Arrays.equals(bytes.array(), i, i + name.length, name, 0, name.length)
                        && ++seen == occurrence) {
                    channel.write(java.nio.ByteBuffer.wrap(new byte[] {'X'}), i);
                    return;
                }
            }
            throw new AssertionError("no record to damage");
        }
    }

    @Test
    void saysThatNoEngineRuns() throws Exception {
        RunningEngine.start(config).close();

        final OperatorException e =
                assertThrows(OperatorException.class, () -> new CommandClient(config.laneDirectory()));
        assertEquals(ExitStatus.ENGINE_NOT_RUNNING, e.exitStatus());
    }

    // ---- helpers, in the order of their use

    private CommandAnswer createAccount(final CommandClient client, final long commandId, final String label) {
        return client.send(messages.buffer, 0, messages.createAccount(commandId, label), commandId, ANSWER_MS);
    }

    /** A bot, a gateway and some prices; stopped in order. */
    private void trade(final int prices) throws Exception {
        try (RunningEngine engine = RunningEngine.start(config);
                RingFile ring = RingFile.open(engine.lane().gatewayRing());
                CommandClient client = new CommandClient(engine.lane())) {
            createAccount(client, 1, "alpha");
            client.send(messages.buffer, 0, messages.createBot(2, 1, "btc"), 2, ANSWER_MS);
            final RingProducer gateway = new RingProducer(ring);
            gateway.offer(messages.buffer, 0, messages.gatewayUp(5));
            gateway.offer(messages.buffer, 0, messages.clock(5));
            gateway.offer(messages.buffer, 0, messages.instrument(1));
            for (int i = 0; i < prices; i++) {
                assertTrue(gateway.offer(
                        messages.buffer,
                        0,
                        messages.bestBidOffer(1, (60_000L + i % 100) * 100_000_000L, i),
                        30_000_000_000L));
            }
            // What is journaled is released. Inputs do not tell: ticks of the timer count among them.
            engine.await("all prices in the journal", () -> ring.size() == 0);
        }
        assertTrue(count(records(), BestBidOfferDecoder.TEMPLATE_ID) == prices);
    }

    private Core recover(final StateImageSource images) {
        final LaneDirectory lane = config.laneDirectory();
        final LaneJournal journal = LaneJournal.chronicle(lane, "main", config.journal());
        final Recovery recovery = new Recovery("main", config.limits(), warning -> {});
        recovery.startFrom(images);
        try (JournalReader reader = journal.readerFrom(recovery.imageSequence())) {
            recovery.replay(journal, reader, () -> {});
        }
        return recovery.core();
    }

    private static long hash(final Core core) {
        final org.agrona.ExpandableArrayBuffer image = new org.agrona.ExpandableArrayBuffer();
        final int length = new dragon.engine.snapshot.StateImageEncoder().encode(core, image, 0);
        return new dragon.engine.snapshot.StateHash().of(image, 0, length);
    }

    private record Record(long sequence, byte kind, int templateId) {}

    private List<Record> records() throws Exception {
        final List<Record> records = new ArrayList<>();
        try (JournalReader reader = LaneJournal.chronicle(config.laneDirectory(), "main", config.journal())
                .readerFrom(0)) {
            final RecordCursor cursor = new RecordCursor(1);
            while (reader.poll((buffer, offset, length) -> add(records, cursor.wrap(buffer, offset, length)))) {
                continue;
            }
        }
        return records;
    }

    private static void add(final List<Record> records, final RecordCursor cursor) {
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        while (cursor.next()) {
            header.wrap(cursor.buffer(), cursor.messageOffset());
            records.add(new Record(cursor.sequence(), cursor.kind(), header.templateId()));
        }
    }

    private static long count(final List<Record> records, final int templateId) {
        return records.stream()
                .filter(record -> record.templateId() == templateId)
                .count();
    }

    private static long lastSequence(final JournalReader reader) {
        final RecordCursor cursor = new RecordCursor(1);
        while (reader.poll((buffer, offset, length) -> {
            cursor.wrap(buffer, offset, length);
            while (cursor.next()) {
                continue;
            }
        })) {
            continue;
        }
        return cursor.sequence();
    }

    /** A journal in memory that outlives its engine and can be told to fail. */
    private static final class FailingJournal implements LaneJournal {
        private final InMemoryJournal memory;
        private volatile boolean failsNow;

        FailingJournal(final InMemoryJournal memory) {
            this.memory = memory;
        }

        @Override
        public Optional<String> damageAfter(final long sequence) {
            return Optional.empty();
        }

        @Override
        public JournalReader readerFrom(final long sequence) {
            return memory.reader();
        }

        @Override
        public Journal openForAppend() {
            return new Journal() {
                @Override
                public void append(final DirectBuffer buffer, final int offset, final int length) {
                    if (failsNow) {
                        throw new JournalException("disk on fire");
                    }
                    memory.append(buffer, offset, length);
                }

                @Override
                public void sync() {
                    memory.sync();
                }

                @Override
                public void close() {
                    // The memory is kept for the next engine.
                }
            };
        }
    }
}
