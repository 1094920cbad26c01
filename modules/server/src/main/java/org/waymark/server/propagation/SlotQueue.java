package org.waymark.server.propagation;

import java.util.Arrays;

/**
 * A priority queue of slots, which are small non-negative numbers. The slot with the smallest order
 * number comes first; ties are broken by the lower slot.
 *
 * <p>The queue is a binary heap that tracks the position of each slot. Operations take logarithmic
 * time, and a slot occupies about 16 bytes. Not thread-safe.
 */
final class SlotQueue {
  private static final int LEAST_ROOM = 16;
  private static final int ABSENT = -1;

  private int[] heap = new int[LEAST_ROOM];
  private long[] orders = new long[LEAST_ROOM];
  private int[] places = filled(LEAST_ROOM);
  private int size;

  private static int[] filled(int capacity) {
    int[] places = new int[capacity];
    Arrays.fill(places, ABSENT);
    return places;
  }

  /** {@return the number of slots in the queue} */
  int size() {
    return size;
  }

  /** {@return whether the queue is empty} */
  boolean isEmpty() {
    return size == 0;
  }

  /** {@return whether the slot is in the queue} */
  boolean holds(int slot) {
    return slot < places.length && places[slot] != ABSENT;
  }

  /** {@return the first slot; the queue must not be empty} */
  int first() {
    return heap[0];
  }

  /** {@return the order number of the first slot; the queue must not be empty} */
  long firstOrder() {
    return orders[0];
  }

  /** Adds a slot, which must not be in the queue. */
  void add(int slot, long order) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
    }
    if (slot >= places.length) {
      int before = places.length;
      places = Arrays.copyOf(places, Math.max(slot + 1, 2 * before));
      Arrays.fill(places, before, places.length, ABSENT);
    }
    rise(size++, slot, order);
  }

  /** Removes the slot if it is in the queue. */
  void remove(int slot) {
    if (!holds(slot)) {
      return;
    }
    int place = places[slot];
    places[slot] = ABSENT;
    size--;
    if (place < size) {
      int last = heap[size];
      long order = orders[size];
      sink(place, last, order);
      if (heap[place] == last) {
        rise(place, last, order);
      }
    }
  }

  private void rise(int from, int slot, long order) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      if (!isBefore(order, slot, parent)) {
        break;
      }
      put(place, heap[parent], orders[parent]);
      place = parent;
    }
    put(place, slot, order);
  }

  private void sink(int from, int slot, long order) {
    int place = from;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && isBefore(orders[child + 1], heap[child + 1], child)) {
        child++;
      }
      if (isBefore(order, slot, child)) {
        break;
      }
      put(place, heap[child], orders[child]);
      place = child;
    }
    put(place, slot, order);
  }

  private boolean isBefore(long order, int slot, int place) {
    return order < orders[place] || order == orders[place] && slot < heap[place];
  }

  private void put(int place, int slot, long order) {
    heap[place] = slot;
    orders[place] = order;
    places[slot] = place;
  }
}
