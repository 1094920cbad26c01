package org.waymark.edge.dispatcher;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;

/**
 * The registered applications, indexed by the address and port, or the service, whose packets they
 * receive.
 *
 * <p>Packets to the bind address are delivered like those to the address itself, because some
 * border routers know only the bind address. The socket does not reveal to which of the host's
 * addresses a packet was sent, so packets for a service are assigned by AS only, regardless of the
 * addresses of the applications.
 *
 * <p>Safe for use by several threads.
 */
final class Applications {
  static final int FIRST_PORT = 1_025;
  static final int LAST_PORT = 0xffff;

  /** The maximum number of applications per service. */
  static final int MAX_OF_SERVICE = 10;

  /** The service number with which the Go programs of 2018 register if they are not servers. */
  private static final HostAddress.Service NO_SERVICE = new HostAddress.Service(0xffff);

  private record Place(IsdAs ia, HostAddress host, int port) {}

  private record ServiceOf(IsdAs ia, HostAddress.Service service) {}

  private record Held(List<Place> places, Optional<ServiceOf> service) {}

  private final Map<Place, Application> byPlace = new HashMap<>();
  private final Map<ServiceOf, List<Application>> byService = new HashMap<>();
  private final Map<Application, Held> held = new HashMap<>();
  private int nextPort = FIRST_PORT;
  private int turn;

  /** The result of a registration. */
  sealed interface Admission {
    /**
     * The application is registered.
     *
     * @param port the port assigned to the application
     */
    record Admitted(int port) implements Admission {}

    /** The registration is rejected. */
    record Refused(RegistrationRefusal why) implements Admission {}
  }

  /**
   * Registers an application that is not registered yet.
   *
   * @return the result
   */
  synchronized Admission register(DispatcherRegistration wanted, Application application) {
    Optional<ServiceOf> service =
        wanted
            .service()
            .filter(one -> !one.equals(NO_SERVICE))
            .map(one -> new ServiceOf(wanted.ia(), one));
    Optional<RegistrationRefusal> noService = service.flatMap(this::fault);
    if (noService.isPresent()) {
      return new Admission.Refused(noService.get());
    }
    int port = wanted.port() == 0 ? freePort(wanted) : wanted.port();
    if (port == 0) {
      return new Admission.Refused(RegistrationRefusal.NO_FREE_PORT);
    }
    List<Place> places = places(wanted, port);
    if (places.stream().anyMatch(byPlace::containsKey)) {
      return new Admission.Refused(RegistrationRefusal.PORT_TAKEN);
    }
    places.forEach(place -> byPlace.put(place, application));
    service.ifPresent(
        one -> byService.computeIfAbsent(one, key -> new ArrayList<>()).add(application));
    held.put(application, new Held(places, service));
    return new Admission.Admitted(port);
  }

  private Optional<RegistrationRefusal> fault(ServiceOf wanted) {
    if (!wanted.service().isKnown() || wanted.service().isMulticast()) {
      return Optional.of(RegistrationRefusal.UNKNOWN_SERVICE);
    }
    return byService.getOrDefault(wanted, List.of()).size() < MAX_OF_SERVICE
        ? Optional.empty()
        : Optional.of(RegistrationRefusal.SERVICE_FULL);
  }

  /** {@return a port that is free at all addresses of the registration; 0 if there is none} */
  private int freePort(DispatcherRegistration wanted) {
    for (int tried = FIRST_PORT; tried <= LAST_PORT; tried++) {
      int port = nextPort;
      nextPort = nextPort == LAST_PORT ? FIRST_PORT : nextPort + 1;
      if (places(wanted, port).stream().noneMatch(byPlace::containsKey)) {
        return port;
      }
    }
    return 0;
  }

  /**
   * Lists the addresses with ports to register. A bind address without its own port uses the port
   * of the address.
   */
  private static List<Place> places(DispatcherRegistration wanted, int port) {
    List<Place> places = new ArrayList<>();
    places.add(new Place(wanted.ia(), wanted.host(), port));
    wanted
        .bind()
        .map(bind -> new Place(wanted.ia(), bind.host(), bind.port() == 0 ? port : bind.port()))
        .filter(place -> !places.contains(place))
        .ifPresent(places::add);
    return places;
  }

  /** Removes the registration of the application, if it has one. */
  synchronized void remove(Application application) {
    Held had = held.remove(application);
    if (had == null) {
      return;
    }
    had.places().forEach(byPlace::remove);
    had.service()
        .ifPresent(
            service ->
                byService.computeIfPresent(
                    service,
                    (key, applications) -> {
                      applications.remove(application);
                      return applications.isEmpty() ? null : applications;
                    }));
  }

  /** {@return the application that receives packets for a host and port} */
  synchronized Optional<Application> at(ScionAddress address, int port) {
    return Optional.ofNullable(byPlace.get(new Place(address.ia(), address.host(), port)));
  }

  /**
   * {@return the applications that receive the next packet for a service: one of them in turn, or
   * all for a multicast address}
   */
  synchronized List<Application> of(IsdAs ia, HostAddress.Service service) {
    List<Application> all = byService.getOrDefault(new ServiceOf(ia, service.anycast()), List.of());
    if (all.size() < 2 || service.isMulticast()) {
      return List.copyOf(all);
    }
    turn = (turn + 1) & Integer.MAX_VALUE;
    return List.of(all.get(turn % all.size()));
  }

  /** {@return the number of registered applications} */
  synchronized int size() {
    return held.size();
  }
}
