package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dragon.engine.protocol.StorageState;
import org.junit.jupiter.api.Test;

/** When the storage of the journal is low, and when it is well again. */
final class StorageWatchTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private StorageWatch watch = new StorageWatch(StorageState.SOUND, 0);

    private void thenFound(final StorageState state, final long freeBytes, final long totalBytes) {
        watch.look(freeBytes, totalBytes, null);
        final StorageWatch.Finding found = watch.take();
        assertEquals(state, found == null ? null : found.state(), freeBytes + " of " + totalBytes);
    }

    @Test
    void B7_warnsBelowAFifthAndIsLowBelowATwentiethOfASmallDisk() {
        thenFound(null, 20 * GIB / 5, 20 * GIB);
        thenFound(StorageState.SPACE_SHRINKING, 20 * GIB / 5 - MIB, 20 * GIB);
        thenFound(null, GIB, 20 * GIB);
        thenFound(StorageState.SPACE_LOW, GIB - MIB, 20 * GIB);
    }

    @Test
    void aLargeDiskIsLowByBytesAndNotByItsPart() {
        thenFound(null, 50 * GIB, 2_000 * GIB);
        thenFound(StorageState.SPACE_SHRINKING, 7 * GIB, 2_000 * GIB);
        thenFound(StorageState.SPACE_LOW, GIB - 1, 2_000 * GIB);
    }

    @Test
    void isLowWhereTheJournalCannotWriteAsFarAheadAsItWants() {
        watch = new StorageWatch(StorageState.SOUND, 128 * MIB);
        thenFound(StorageState.SPACE_SHRINKING, 128 * MIB, 200 * MIB);
        thenFound(StorageState.SPACE_LOW, 127 * MIB, 200 * MIB);
    }

    @Test
    void isWellAgainOnlyATenthAboveTheMark() {
        thenFound(StorageState.SPACE_LOW, GIB - 1, 100 * GIB);
        thenFound(null, GIB + GIB / 11, 100 * GIB);
        thenFound(StorageState.SPACE_SHRINKING, GIB + GIB / 10 + 1, 100 * GIB);
        thenFound(null, 8 * GIB + GIB / 2, 100 * GIB);
        thenFound(StorageState.SOUND, 9 * GIB, 100 * GIB);
    }

    @Test
    void B22_aFaultIsToldOnceWithItsWords() {
        watch.look(50 * GIB, 100 * GIB, "the file was deleted");
        final StorageWatch.Finding found = watch.take();
        assertEquals(StorageState.AT_FAULT, found.state());
        assertEquals("the file was deleted", found.text());
        watch.look(50 * GIB, 100 * GIB, "the file was deleted");
        assertNull(watch.take());
    }

    @Test
    void judgesNothingBeforeTheFirstLookAtTheDisk() {
        watch.look(Long.MAX_VALUE, 0, "a fault");
        assertNull(watch.take());
    }

    @Test
    void tellsASoundDiskToACoreThatBelievesOtherwise() {
        watch = new StorageWatch(StorageState.AT_FAULT, 0);
        thenFound(StorageState.SOUND, 50 * GIB, 100 * GIB);
    }

    @Test
    void B9_aSlowAppendCountsForTenSecondsAfterTheLastOne() {
        final long second = 1_000_000_000L;
        watch.appended(0, 100 * second);
        thenFound(null, 50 * GIB, 100 * GIB);
        watch.appended(1_234_000_000L, 101 * second);
        watch.look(50 * GIB, 100 * GIB, null);
        final StorageWatch.Finding found = watch.take();
        assertEquals(StorageState.SLOW, found.state());
        assertEquals("an append took 1234 ms", found.text());

        watch.appended(2 * second, 109 * second);
        watch.appended(0, 119 * second - 1);
        thenFound(null, 50 * GIB, 100 * GIB);
        watch.appended(0, 119 * second);
        thenFound(StorageState.SOUND, 50 * GIB, 100 * GIB);
    }

    @Test
    void B9_aLowDiskAndAFaultMatterMoreThanASlowAppend() {
        watch.appended(1_234_000_000L, 1);
        thenFound(StorageState.SPACE_LOW, GIB - 1, 100 * GIB);
        thenFound(StorageState.SLOW, 2 * GIB, 100 * GIB);
        watch.look(50 * GIB, 100 * GIB, "the file was deleted");
        assertEquals(StorageState.AT_FAULT, watch.take().state());
    }

    @Test
    void aSlowAppendDoesNotMakeADiskWellThatRunsLow() {
        thenFound(StorageState.SPACE_SHRINKING, 7 * GIB, 100 * GIB);
        watch.appended(1_234_000_000L, 1);
        thenFound(StorageState.SLOW, 7 * GIB, 100 * GIB);
        watch.appended(0, 20_000_000_000L);
        thenFound(StorageState.SPACE_SHRINKING, 8 * GIB + GIB / 2, 100 * GIB);
    }

    @Test
    void aChangeWaitsUntilItIsTakenAndTheNextOneIsNotLost() {
        watch.look(GIB - 1, 100 * GIB, null);
        watch.look(50 * GIB, 100 * GIB, null);
        assertEquals(StorageState.SPACE_LOW, watch.take().state());
        thenFound(StorageState.SOUND, 50 * GIB, 100 * GIB);
    }
}
