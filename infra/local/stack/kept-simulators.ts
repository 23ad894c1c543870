import type { World } from '../exchanges/engine/world.ts';
import { type KeptWorld, keepWorld } from '../exchanges/server/kept-world.ts';
import type { StepClock } from '../exchanges/server/step-clock.ts';
import { SettingsError } from './settings.ts';
import type { HostAddress } from './simulated-hosts.ts';

interface Simulated {
  readonly dir: string;
  readonly world: World;
  readonly clock: StepClock;
  readonly addresses: readonly HostAddress[];
  /** 0: time moves by controls alone. */
  readonly tickMs: number;
}

/**
 * Keeps the simulators in a folder: customers, keys, orders, positions, ledgers, ids, prices and clock. Faults that wait, the log
 * of requests and candles are not kept.
 */
export function keepSimulators({ dir, world, clock, addresses, tickMs }: Simulated): KeptWorld {
  const running = addresses.flatMap(({ exchange, host, simulator }) =>
    simulator === null ? [] : [[`${exchange}.${host}`, simulator.protocol] as const],
  );
  const kept = open(dir, () => keepWorld({ dir, world, clock, protocols: Object.fromEntries(running) }));
  const timer = tickMs > 0 ? setInterval(() => world.move(tickMs), tickMs).unref() : undefined;
  return {
    close() {
      clearInterval(timer);
      kept.close();
    },
  };
}

function open(dir: string, keep: () => KeptWorld): KeptWorld {
  try {
    return keep();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SettingsError(
      `${dir} cannot be brought back: ${why}. Move the folder away and the simulators begin anew: the tables then know orders that the simulators do not`,
    );
  }
}
