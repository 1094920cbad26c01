package org.waymark.log;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * The name resolver of these tests. In addition to the names that the machine knows, it knows one
 * that a test can make fail to resolve.
 */
public final class SwitchedResolver extends InetAddressResolverProvider {
  public static final String NAME = "switched.test";

  private static final AtomicBoolean RESOLVES = new AtomicBoolean();

  /** Makes {@link #NAME} resolve from now on, or fail; failures are cached for some seconds. */
  public static void resolves(boolean whether) {
    RESOLVES.set(whether);
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        if (!host.equals(NAME)) {
          return builtin.lookupByName(host, policy);
        }
        if (!RESOLVES.get()) {
          throw new UnknownHostException(host);
        }
        return Stream.of(InetAddress.getByAddress(NAME, new byte[] {127, 0, 0, 1}));
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return builtin.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "switched";
  }
}
