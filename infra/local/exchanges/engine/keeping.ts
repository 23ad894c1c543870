import { Decimal } from 'decimal.js';
import { parse, stringify } from 'devalue';
import { exact, isExact } from './decimals.ts';
import type { Exchange } from './exchange.ts';

/** State as plain data, maps, sets and decimals: no functions. Objects that are the same stay the same. */
export type Saved = Readonly<Record<string, unknown>>;

/** How the state of a simulator outlives the process. */
export interface Keeping {
  save(): Saved;
  /** Puts a saved state in the place of the present one. */
  restore(saved: Saved): void;
}

/** Throws for whatever is no plain data: a function in the state would be lost without a word. */
export function encode(state: unknown): string {
  return stringify(state, {
    Exact: (value: unknown) => Decimal.isDecimal(value) && isExact(value) && value.toString(),
    Decimal: (value: unknown) => Decimal.isDecimal(value) && value.toString(),
  });
}

export function decode(text: string): unknown {
  return parse(text, { Exact: (value: string) => exact(value), Decimal: (value: string) => new Decimal(value) });
}

/** Neither data of one exchange nor without functions. */
const neverKept: readonly string[] = ['world', 'rules', 'events', 'ids', 'funding'];

/** Keeps every field of an exchange but `leftOut`. A field that comes later is kept without a word here. */
export function keepExchange<E extends Exchange>(current: () => E, leftOut: readonly (keyof E)[] = []): Keeping {
  return {
    save() {
      const { ids, funding, ...exchange } = current();
      const isData = ([name]: readonly [string, unknown]) =>
        !neverKept.includes(name) && !leftOut.includes(name as keyof E);
      const data = Object.fromEntries(Object.entries(exchange).filter(isData));
      return { ...data, ids: ids.state, funding: funding?.state ?? null };
    },
    restore({ ids, funding, ...data }) {
      const exchange = current();
      refill(exchange, data);
      if (exchange.ids.state !== null) refill(exchange.ids.state, ids as Saved);
      if (exchange.funding !== null) refill(exchange.funding.state, funding as Saved);
    },
  };
}

/** Maps and sets are filled anew and stay the same objects, because parts of the engine hold references; the remaining fields are replaced. */
export function refill(target: object, saved: Saved): void {
  for (const [name, value] of Object.entries(saved)) {
    const held: unknown = Reflect.get(target, name);
    if (held instanceof Map && value instanceof Map) refillMap(held, value);
    else if (held instanceof Set && value instanceof Set) refillSet(held, value);
    else Reflect.set(target, name, value);
  }
}

export function refillMap<K, V>(held: Map<K, V>, saved: ReadonlyMap<K, V>): void {
  held.clear();
  for (const [key, value] of saved) held.set(key, value);
}

function refillSet<T>(held: Set<T>, saved: ReadonlySet<T>): void {
  held.clear();
  for (const value of saved) held.add(value);
}
