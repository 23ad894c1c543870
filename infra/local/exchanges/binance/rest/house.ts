import type { Decimal } from 'decimal.js';
import type { World } from '../../engine/world.ts';
import { sandbox } from '../sandbox.ts';
import type { ApiKey } from './keys.ts';
import { createKey, rightNames } from './keys.ts';
import { type Profile, profileOf } from './profiles.ts';

/** The state that both hosts of a Binance share: a key opens both, and money moves between the wallets of the hosts. */
export interface House {
  readonly keys: Map<string, ApiKey>;
  readonly profiles: Map<string, Profile>;
  /** The futures wallets; null while that host does not run. */
  futures: FuturesWallets | null;
}

export interface FuturesWallets {
  accepts(asset: string): boolean;
  receive(customer: string, asset: string, amount: Decimal, reference: string): void;
  /** Answers whether the wallet could spare the amount, and gave it. */
  give(customer: string, asset: string, amount: Decimal, reference: string): boolean;
}

const houses = new WeakMap<World, House>();

/** The Binance of a world. */
export function houseOf(world: World): House {
  const known = houses.get(world);
  if (known) return known;
  const house: House = { keys: new Map(), profiles: new Map(), futures: null };
  for (const key of sandboxKeys(world.now())) house.keys.set(key.apiKey, key);
  houses.set(world, house);
  return house;
}

function sandboxKeys(now: number): ApiKey[] {
  const { customer, apiKey, secret, withdrawal } = sandbox;
  const all = createKey({ ...withdrawal, customer }, now);
  return [createKey({ apiKey, secret, customer }, now), { ...all, rights: [...rightNames] }];
}

/** Customers as they were at the start; keys stay, as minted since. */
export function resetHouse({ keys, profiles }: House, now: number): void {
  profiles.clear();
  for (const key of sandboxKeys(now)) keys.set(key.apiKey, key);
  for (const { customer } of keys.values()) profileOf(profiles, customer);
}
