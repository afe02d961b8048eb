package dragon.engine.core.order;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * All orders that are still of interest: parked, working, and those that ended a short while ago.
 *
 * <p>Iteration goes by order of creation, never by the hash map. Limit: {@link #capacity()}; ask {@link #isFull} before {@link #create}.
 */
public final class Orders {
    private final int capacity;
    private final Order[] byAge;
    private final List<Order> free;
    private final Long2ObjectHashMap<Order> byId;
    private int size;

    /** Makes room for this many orders. */
    public Orders(final int capacity) {
        this.capacity = capacity;
        byAge = new Order[capacity];
        free = new ArrayList<>(capacity);
        byId = new Long2ObjectHashMap<>(capacity * 2, 0.6f);
        for (int i = 0; i < capacity; i++) {
            free.add(new Order());
        }
    }

    public int capacity() {
        return capacity;
    }

    public int size() {
        return size;
    }

    /** The order at this place, oldest first. */
    public Order at(final int index) {
        assert index < size;
        return byAge[index];
    }

    /** The order with this id, or null. */
    public Order get(final long clientOrderId) {
        return byId.get(clientOrderId);
    }

    /** True when no further order can be made. */
    public boolean isFull() {
        return free.isEmpty();
    }

    /** Makes an order; the caller has checked that there is {@linkplain #isFull() room}. */
    public Order create(
            final long clientOrderId,
            final int accountId,
            final int botId,
            final int instrumentId,
            final Side side,
            final Leg leg,
            final OrderRole role,
            final OrderType type,
            final boolean isReduceOnly,
            final long priceE8,
            final long quantityE8,
            final OrderStatus status,
            final long nowNs) {
        assert get(clientOrderId) == null : "client order id used twice: " + clientOrderId;
        final Order order = free.remove(free.size() - 1);
        order.init(
                clientOrderId,
                accountId,
                botId,
                instrumentId,
                side,
                leg,
                role,
                type,
                isReduceOnly,
                priceE8,
                quantityE8,
                status,
                nowNs);
        add(order);
        return order;
    }

    /** Makes the parked attempt that follows on another one; the caller has checked that there is {@linkplain #isFull() room}. */
    public Order createNext(
            final Order previous,
            final long clientOrderId,
            final long quantityE8,
            final Placement placement,
            final long nowNs) {
        assert get(clientOrderId) == null : "client order id used twice: " + clientOrderId;
        final Order order = free.remove(free.size() - 1);
        order.succeed(previous, clientOrderId, quantityE8, placement, nowNs);
        add(order);
        return order;
    }

    private void add(final Order order) {
        byAge[size++] = order;
        byId.put(order.clientOrderId(), order);
    }

    /** Forgets orders that ended before this time, void ones before the other; returns how many. */
    public int evictEndedBefore(final long ns, final long voidNs) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            final Order order = byAge[i];
            if (order.status().isTerminal() && order.updatedNs() < (order.status() == OrderStatus.VOID ? voidNs : ns)) {
                byId.remove(order.clientOrderId());
                free.add(order);
            } else {
                byAge[kept++] = order;
            }
        }
        final int evicted = size - kept;
        for (int i = kept; i < size; i++) {
            byAge[i] = null;
        }
        size = kept;
        return evicted;
    }

    /** Writes all orders, oldest first. */
    public void write(final ImageWriter image) {
        image.writeInt(size);
        for (int i = 0; i < size; i++) {
            byAge[i].write(image);
        }
    }

    /** Reads what {@link #write} wrote. */
    public void read(final ImageReader image) {
        final int count = image.readCount(capacity);
        for (int i = 0; i < count; i++) {
            final Order order = free.remove(free.size() - 1);
            order.read(image);
            add(order);
        }
    }
}
