import {
  hasNonces,
  type KeyDefinition,
  type MarketDefinition,
  storeOf,
  traitsOf,
} from '../../../lib/exchanges/definition.ts';
import { type ExchangeId, exchangeIds, exchanges, type MarketName } from '../../../lib/exchanges/exchanges.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import type { OrderType } from '../../../lib/exchanges/model/order.ts';
import { binance } from './binance.ts';
import { bybit } from './bybit.ts';
import { kraken } from './kraken.ts';
import { madeup } from './made-up.ts';
import type { MarketScene, Scene } from './scene.ts';

/** One line an exchange. An exchange of the table without a scene fails every suite that runs over the table. */
const scenes: Readonly<Record<string, Scene>> = { kraken, binance, bybit, madeup };

export function sceneOf(exchange: ExchangeId): Scene {
  const found = scenes[exchange];
  if (found === undefined) throw new Error(`${exchange} has no scene for the fault suites`);
  return found;
}

/** A market of the table, with all that its cases need. */
export interface TestedMarket {
  readonly name: MarketName;
  readonly title: string;
  readonly definition: MarketDefinition;
  readonly key: KeyDefinition;
  readonly scene: MarketScene;
  /** One case of so many is played unless FAULT_CASES=every. */
  readonly playsOneOf: number;
}

export function testedMarket(name: MarketName): TestedMarket {
  const { markets, keys } = exchanges[name.exchange];
  const definition = markets[name.marketType];
  const key = keys[definition.key];
  if (key === undefined) throw new Error(`${definition.title} names a key that is not defined`);
  const { markets: marketScenes, playsOneOf } = sceneOf(name.exchange);
  return {
    name,
    title: definition.title,
    definition,
    key,
    scene: marketScenes[name.marketType],
    playsOneOf: playsOneOf.cases,
  };
}

/** This market of every exchange in the table. */
export function everyMarket(marketType: MarketType): TestedMarket[] {
  return exchangeIds.map((exchange) => testedMarket({ exchange, marketType }));
}

/** Names of the calls that place an order, in any store. */
export function placingCalls({ scene }: Pick<TestedMarket, 'scene'>): readonly string[] {
  return [...new Set(Object.values(scene.places))];
}

/** Without a deadline in the definition no passing of time proves that a lost order never arrives: a person has to look. */
export function hasDeadline({ definition }: Pick<TestedMarket, 'definition'>, type: OrderType): boolean {
  return traitsOf(definition, storeOf(definition, type)).deadline !== null;
}

/** By its nonce or its id. Where neither does, a copy of an order that has ended is a second order, and no client can prevent that. */
export function refusesCopies({ definition, key }: TestedMarket): boolean {
  return hasNonces(key) || definition.regular.clientIdUnique === 'for-ever';
}

export function countsNonces({ key }: TestedMarket): boolean {
  return hasNonces(key);
}
