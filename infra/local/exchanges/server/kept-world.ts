import { decode, encode, refill, type Saved } from '../engine/keeping.ts';
import type { World } from '../engine/world.ts';
import type { Protocol } from './server.ts';
import type { StepClock } from './step-clock.ts';
import { openStepLog, type Step, type StepLog } from './step-log.ts';

interface Parts {
  readonly dir: string;
  /** The world's clock is the step clock, and the world has no timer. */
  readonly world: World;
  readonly clock: StepClock;
  /** The simulators by a name that stays the same. */
  readonly protocols: Readonly<Record<string, Protocol>>;
  /** Steps after which the state is written anew. */
  readonly stepsPerState?: number;
}

export interface KeptWorld {
  close(): void;
}

const version = 1;
/** A start takes as many steps again: a second or two. */
const usualSteps = 4000;

/**
 * Brings a world and its simulators to where they were, and from now on keeps every step: requests, controls and moves of the prices. A step
 * is synchronous and follows from the state, the clock and its input alone, so that the same steps lead to the same state. Throws an Error
 * when the folder holds something that cannot be brought back.
 */
export function keepWorld({ stepsPerState = usualSteps, ...parts }: Parts): KeptWorld {
  const { world, protocols } = parts;
  const log = openStepLog(parts.dir);
  const acts = actsOf(world, protocols);
  if (log.kept !== null) {
    restore(parts, log.kept.state);
    for (const step of log.kept.steps) repeat(parts, acts, step);
  }
  const write = () => {
    const state = encode(stateOf(parts));
    log.replace(state);
    return Math.max(stepsPerState, state.length / 1000);
  };
  record(parts, { acts, log, write });
  return {
    close() {
      write();
      log.close();
    },
  };
}

interface Saving {
  readonly version: number;
  readonly at: number;
  readonly world: Saved;
  readonly exchanges: Readonly<Record<string, Saved>>;
}

function stateOf({ world, clock, protocols }: Parts): Saving {
  const exchanges = Object.entries(protocols).map(([name, { keeping }]) => [name, keeping.save()]);
  const { ...state } = world.state;
  return { version, at: clock.now(), world: state, exchanges: Object.fromEntries(exchanges) };
}

function restore({ dir, world, clock, protocols }: Parts, text: string): void {
  const saved = decode(text) as Saving;
  const missing = Object.keys(saved.exchanges).find((name) => !Object.hasOwn(protocols, name));
  if (saved.version !== version) throw new Error(`${dir} was written by another version of the simulators`);
  if (missing !== undefined) throw new Error(`${dir} holds the simulator ${missing}, which does not run now`);
  clock.during(saved.at, () => {
    refill(world.state, saved.world);
    for (const [name, exchange] of Object.entries(saved.exchanges)) protocols[name]?.keeping.restore(exchange);
  });
}

type Act = (...input: readonly unknown[]) => unknown;
type Acts = ReadonlyMap<string, Act>;

/** The acts of the world that reach beyond its own state. */
const worldActs = ['move', 'advance', 'pin', 'deposit'] as const;

/** Everything from outside that can change the state, as it was before anything is recorded. */
function actsOf(world: World, protocols: Parts['protocols']): Acts {
  const acts = new Map<string, Act>(worldActs.map((name) => [name, world[name] as Act]));
  for (const [name, protocol] of Object.entries(protocols)) {
    acts.set(`${name} handle`, protocol.handle as Act);
    acts.set(`${name} reset`, protocol.reset as Act);
    for (const [control, run] of Object.entries(protocol.control)) acts.set(`${name} ${control}`, run as Act);
  }
  return acts;
}

/** A step that failed then fails now, at the same place. */
function repeat({ dir, clock }: Parts, acts: Acts, [name, at, input]: Step): void {
  const act = acts.get(String(name));
  if (act === undefined) throw new Error(`${dir} holds a step that the simulators do not know: ${name}`);
  try {
    clock.during(Number(at), () => act(...(decode(String(input)) as unknown[])));
  } catch {}
}

interface Recording {
  readonly acts: Acts;
  readonly log: StepLog;
  /** Writes the state. Answers the number of steps until the next time. */
  readonly write: () => number;
}

/** From now on every act is written before it is done. What an act does to the world meanwhile is part of the act. */
function record({ world, clock, protocols }: Parts, { acts, log, write }: Recording): void {
  let stepsLeft = write();
  let isInside = false;
  const recorded =
    (name: string, act: Act): Act =>
    (...input) => {
      if (isInside) return act(...input);
      const at = clock.now();
      log.append([name, at, encode(input)]);
      isInside = true;
      try {
        return clock.during(at, () => act(...input));
      } finally {
        isInside = false;
        stepsLeft -= 1;
        if (stepsLeft <= 0) stepsLeft = write();
      }
    };
  const wrapped = new Map([...acts].map(([name, act]) => [name, recorded(name, act)]));
  Object.assign(world, Object.fromEntries(worldActs.map((name) => [name, wrapped.get(name)])));
  for (const [name, protocol] of Object.entries(protocols)) {
    const controls = Object.keys(protocol.control).map((control) => [control, wrapped.get(`${name} ${control}`)]);
    const [handle, reset] = ['handle', 'reset'].map((act) => wrapped.get(`${name} ${act}`));
    Object.assign(protocol, { handle, reset, control: Object.fromEntries(controls) });
  }
}
