import type { Ids } from '../../engine/exchange.ts';

/** The last id of each kind before the exchange begins. */
interface FirstIds {
  readonly orders: number;
  readonly fills: number;
  readonly entries: number;
  readonly transfers: number;
}

/** Ids count up; each kind has its own row. */
export function countedIds(first: FirstIds): Ids {
  const state = { ...first };
  const next = (name: keyof typeof state) => {
    state[name] += 1;
    return state[name];
  };
  return {
    state,
    account: () => '',
    order: () => String(next('orders')),
    amendment: () => String(next('entries')),
    transfer: () => String(next('transfers')),
    fill() {
      const number = next('fills');
      return { id: String(number), number };
    },
    entry: () => ({ id: next('entries'), uid: '' }),
  };
}
