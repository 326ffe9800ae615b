// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import io.slipway.agent.state.Application.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The applications of a device.
 *
 * @param coming the hash of the content that is coming, or has come last
 * @param all in the order in which they were installed
 */
public record Applications(Optional<String> coming, List<Application> all) {
  public static final Applications NONE = new Applications(Optional.empty(), List.of());

  /** So many that stay are remembered. */
  private static final int MOST = 100;

  public Applications {
    all = List.copyOf(all);
  }

  public Optional<Application> find(Application wanted) {
    return all.stream().filter(wanted::is).findFirst();
  }

  /** Another content begins to come. */
  public Applications expecting(String sha256) {
    return new Applications(Optional.of(sha256), all);
  }

  /**
   * Its installer is about to be told. One that is installed already was so before, and goes only
   * if both that order and this one say so.
   */
  public Applications installing(Application wanted) {
    Optional<Application> known = find(wanted);
    if (known.filter(a -> a.stage() == Stage.INSTALLED).isPresent()) {
      return changed(wanted, a -> a.goes(a.rollBack() && wanted.rollBack()));
    }
    List<Application> next = new ArrayList<>(without(wanted).all);
    if (next.size() >= MOST) {
      next.stream().filter(a -> !a.needsContent()).findFirst().ifPresent(next::remove);
    }
    next.add(wanted.at(Stage.INSTALLING));
    return new Applications(coming, next);
  }

  public Applications installed(Application wanted) {
    return changed(wanted, a -> a.at(Stage.INSTALLED));
  }

  /** It is not installed: nothing of it may stay, nor of those that go with it. */
  public Applications failed(Application wanted) {
    return changed(wanted, a -> a.goes(false).at(Stage.REMOVING)).takingBack();
  }

  /** Those that are to go shall go, and what was cut off. */
  public Applications takingBack() {
    return each(
        a ->
            a.stage() == Stage.INSTALLING || a.stage() == Stage.INSTALLED && a.rollBack()
                ? a.at(Stage.REMOVING)
                : a);
  }

  /**
   * One has gone.
   *
   * @param again whether it comes again with the pending configuration
   */
  public Applications takenBack(Application gone, boolean again) {
    return again && gone.rollBack() ? changed(gone, a -> a.at(Stage.REMOVED)) : without(gone);
  }

  public Applications without(Application gone) {
    return new Applications(coming, all.stream().filter(a -> !gone.is(a)).toList());
  }

  /** Those at one of these stages. */
  public List<Application> at(Set<Stage> stages) {
    return all.stream().filter(a -> stages.contains(a.stage())).toList();
  }

  /** Another configuration is pending: what went with the one before does not come again. */
  Applications superseded() {
    return new Applications(coming, all.stream().filter(a -> a.stage() != Stage.REMOVED).toList());
  }

  /** The device has arrived: what is installed stays, of each application the last version. */
  Applications settled() {
    Set<Application> last =
        Set.copyOf(
            all.stream()
                .filter(a -> a.stage() == Stage.INSTALLED)
                .collect(
                    Collectors.toMap(
                        a -> List.of(a.name(), a.handler()), Function.identity(), (a, b) -> b))
                .values());
    return new Applications(
        Optional.empty(), all.stream().filter(last::contains).map(a -> a.goes(false)).toList());
  }

  /** Provisioning begins anew before the device has arrived. */
  Applications abandoned() {
    return superseded().takingBack();
  }

  /** The hashes of contents that may be needed. */
  Set<String> contents() {
    return Stream.concat(
            coming.stream(),
            all.stream().filter(Application::needsContent).map(Application::sha256))
        .collect(Collectors.toSet());
  }

  private Applications changed(Application wanted, UnaryOperator<Application> change) {
    return each(a -> wanted.is(a) ? change.apply(a) : a);
  }

  private Applications each(UnaryOperator<Application> change) {
    return new Applications(coming, all.stream().map(change).toList());
  }
}
