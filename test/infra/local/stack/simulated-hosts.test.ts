import { expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/exchanges/engine/world.ts';
import type { Simulator } from '../../../../infra/local/exchanges/simulated-exchange.ts';
import * as table from '../../../../infra/local/exchanges/simulators.ts';
import { openHosts, simulatorsOf, urlsOf } from '../../../../infra/local/stack/simulated-hosts.ts';
import { exchanges } from '../../../../lib/exchanges/exchanges.ts';

it('every host of every exchange has a simulator: no request of the sandbox reaches an exchange', () => {
  const simulated = Object.entries(table).map(([exchange, { hosts }]) => [exchange, Object.keys(hosts)]);
  const defined = Object.entries(exchanges).map(([exchange, { hosts }]) => [exchange, Object.keys(hosts)]);
  expect(simulated).toEqual(defined);
});

it('a configured address replaces its simulator alone, and each started simulator is kept for closing', async () => {
  await using parts = new AsyncDisposableStack();
  const world = parts.adopt(createWorld({ tickMs: 0 }), (part) => part.close());
  const kept: Simulator[] = [];
  const keep = (one: Simulator): Simulator => {
    kept.push(one);
    return parts.adopt(one, (part) => part.close());
  };
  const given = 'http://127.0.0.1:1';
  const addresses = await openHosts(world, { OEMS_KRAKEN_SPOT_URL: given }, keep);
  const { spot, futures } = simulatorsOf(addresses).kraken;
  expect(spot).toBeUndefined();
  expect(kept).toEqual(addresses.flatMap(({ simulator }) => simulator ?? []));
  expect(kept).toContain(futures);
  expect(urlsOf(addresses).kraken).toEqual({ spot: given, futures: futures?.url });
  const own = addresses.filter(({ exchange }) => exchange === 'kraken').map(({ variable }) => variable);
  expect(own).toEqual(['OEMS_KRAKEN_SPOT_URL', 'OEMS_KRAKEN_FUTURES_URL']);
});
