package org.waymark.resolve;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * An immutable sorted map: one with a key more or less is a new map that shares all but a path of
 * the old one, so that what was taken stays as it was while others go on.
 *
 * <p>A search tree by key in which weights, made from the keys, grow towards the root: its shape
 * depends on nothing but the keys, and its depth is logarithmic for keys nobody has chosen for it.
 * Whoever has keys of his own choosing can make it a list of them, and gets a slower answer for
 * those keys.
 *
 * @param <K> with a hash of the whole key
 */
final class SharingMap<K, V> {
  private final Comparator<? super K> order;
  private final Node<K, V> root;

  private record Node<K, V>(K key, V value, int weight, Node<K, V> left, Node<K, V> right) {
    Node<K, V> with(V other) {
      return new Node<>(key, other, weight, left, right);
    }

    Node<K, V> withLeft(Node<K, V> other) {
      return new Node<>(key, value, weight, other, right);
    }

    Node<K, V> withRight(Node<K, V> other) {
      return new Node<>(key, value, weight, left, other);
    }
  }

  private SharingMap(Comparator<? super K> order, Node<K, V> root) {
    this.order = order;
    this.root = root;
  }

  /** {@return a map without keys} */
  static <K, V> SharingMap<K, V> empty(Comparator<? super K> order) {
    return new SharingMap<>(order, null);
  }

  boolean isEmpty() {
    return root == null;
  }

  Optional<V> get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = this.order.compare(key, node.key);
      if (order == 0) {
        return Optional.of(node.value);
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  /** {@return the map with a value for the key, in place of the one it may have} */
  SharingMap<K, V> with(K key, V value) {
    return new SharingMap<>(order, with(root, key, value));
  }

  private Node<K, V> with(Node<K, V> node, K key, V value) {
    if (node == null) {
      // Hashes of similar keys are similar, their products with this number are not.
      return new Node<>(key, value, key.hashCode() * 0x9e3779b9, null, null);
    }
    int order = this.order.compare(key, node.key);
    if (order == 0) {
      return node.with(value);
    }
    if (order < 0) {
      Node<K, V> left = with(node.left, key, value);
      return left.weight > node.weight
          ? left.withRight(node.withLeft(left.right))
          : node.withLeft(left);
    }
    Node<K, V> right = with(node.right, key, value);
    return right.weight > node.weight
        ? right.withLeft(node.withRight(right.left))
        : node.withRight(right);
  }

  /** {@return the map without the key} */
  SharingMap<K, V> without(K key) {
    return new SharingMap<>(order, without(root, key));
  }

  private Node<K, V> without(Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int order = this.order.compare(key, node.key);
    if (order == 0) {
      return joined(node.left, node.right);
    }
    return order < 0
        ? node.withLeft(without(node.left, key))
        : node.withRight(without(node.right, key));
  }

  private static <K, V> Node<K, V> joined(Node<K, V> left, Node<K, V> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return left.weight > right.weight
        ? left.withRight(joined(left.right, right))
        : right.withLeft(joined(left, right.left));
  }

  /**
   * Gives the values of the keys in a range, in order.
   *
   * @param position negative for a key before the range, 0 for one in it, positive for one after it
   */
  void range(ToIntFunction<? super K> position, Consumer<? super V> values) {
    range(root, position, values);
  }

  private static <K, V> void range(
      Node<K, V> node, ToIntFunction<? super K> position, Consumer<? super V> values) {
    if (node == null) {
      return;
    }
    int itsPosition = position.applyAsInt(node.key);
    if (itsPosition >= 0) {
      range(node.left, position, values);
    }
    if (itsPosition == 0) {
      values.accept(node.value);
    }
    if (itsPosition <= 0) {
      range(node.right, position, values);
    }
  }
}
