import { Decimal } from 'decimal.js';

/**
 * Common ground of all exchanges: clock, prices, chance, and the way of money between wallets.
 * Times are milliseconds since the epoch; prices are the fair mid of one unit of `base` in `quote`.
 */
export interface World {
  now(): number;
  advance(ms: number): void;
  /** Prices go on for a time while the clock stays: a step of the timer. */
  move(ms: number): void;
  /** Throws RangeError for an asset this world does not price. */
  price(base: string, quote?: string): Decimal;
  /** Counts price changes: prices of one revision are all the same. */
  revision(): number;
  /** Holds a price still. Pinning BASE/USD moves every quote of the base along; any further quote is pinned alone. */
  pin(base: string, quote: string, price: Decimal | null): void;
  /** Called when prices may have changed: timer, pin, advance. Answers the way to stop listening. */
  onTick(listener: () => void): () => void;
  random(): number;
  /** Everything that the world will do next follows from this and the clock. */
  readonly state: WorldState;
  /** Money for a customer of the exchange that accepts deposits under a name. Throws when no exchange does. */
  deposit(wallet: string, customer: string, asset: string, amount: Decimal): void;
  /** From now on deposits under a name arrive here. */
  acceptDeposits(wallet: string, receive: Receive): void;
  close(): void;
}

export interface WorldState {
  advanced: number;
  revision: number;
  /** BASE/QUOTE -> price. */
  readonly pins: Map<string, Decimal>;
  chance: Chance;
  walk: PriceWalk;
}

type Receive = (customer: string, asset: string, amount: Decimal) => void;

export interface WorldOptions {
  seed?: number;
  clock?: () => number;
  /** Default 250; 0 = no timer, time moves by `advance` only. */
  tickMs?: number;
  /** Prices stand still until a `pin`. */
  pinned?: boolean;
}

const wandering: Record<string, number> = {
  BTC: 80_000,
  ETH: 3_000,
  SOL: 150,
  XRP: 2.2,
  ADA: 0.7,
  DOGE: 0.2,
  LTC: 90,
  DOT: 4,
  LINK: 15,
  PEPE: 0.00001,
};
const steady: Record<string, number> = {
  ...{ USD: 1, USDT: 1.0002, USDC: 0.9999, EUR: 1.08, GBP: 1.27 },
  ...{ BNB: 600 },
  ...{ LUNC: 0.00006, LUNA2: 0.12, REPV1: 1.1, REPV2: 1.2, AAPLx: 230, TSLAx: 350 },
};

/** The walk never leaves start price +/- 2 %, so documented examples (a bid 10 % below, a target 15 % above) stay true for ever. */
const amplitude = 0.02;
/** Mean reversion time: about 0.02 % of movement per quarter second, a lively but believable market. */
const relaxationMs = 3_600_000;

export function createWorld(options: WorldOptions = {}): World {
  const { seed = 1, clock = Date.now, tickMs = 250, pinned = false } = options;
  const state: WorldState = {
    ...{ advanced: 0, revision: 0, pins: new Map(), chance: chanceOf(seed ^ 0x5bd1e995), walk: priceWalk(seed) },
  };
  const { pins } = state;
  const listeners = new Set<() => void>();
  const receivers = new Map<string, Receive>();
  const tell = () => {
    state.revision += 1;
    for (const listener of [...listeners]) listener();
  };
  const move = (ms: number) => {
    if (!pinned) stepWalk(state.walk, ms);
    tell();
  };
  const timer = tickMs > 0 ? setInterval(move, tickMs, tickMs) : undefined;
  timer?.unref();
  const dollars = (asset: string) => pins.get(`${asset}/USD`) ?? walkedPrice(state.walk, asset);

  return {
    state,
    move,
    revision: () => state.revision,
    now: () => clock() + state.advanced,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`advance: ${ms} is not a duration`);
      state.advanced += ms;
      move(ms);
    },
    price: (base, quote = 'USD') => pins.get(`${base}/${quote}`) ?? ratio(dollars(base), dollars(quote)),
    pin(base, quote, price) {
      if (price && !(price.isFinite() && price.gt(0))) throw new RangeError(`pin: ${price} is not a price`);
      ratio(dollars(base), dollars(quote));
      if (price) pins.set(`${base}/${quote}`, price);
      else pins.delete(`${base}/${quote}`);
      tell();
    },
    onTick(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    random: () => draw(state.chance),
    deposit(wallet, customer, asset, amount) {
      const receive = receivers.get(wallet);
      if (!receive) throw new Error(`no ${wallet} exchange is running in this world`);
      receive(customer, asset, amount);
    },
    acceptDeposits: (wallet, receive) => void receivers.set(wallet, receive),
    close() {
      clearInterval(timer);
      listeners.clear();
    },
  };
}

function ratio(base: Decimal, quote: Decimal) {
  return base.div(quote).toSignificantDigits(12);
}

/** Where the walk of every price stands: its chance, and the distance of each asset from its start. */
export interface PriceWalk {
  readonly chance: Chance;
  readonly offsets: Map<string, number>;
}

function priceWalk(seed: number): PriceWalk {
  return { chance: chanceOf(seed), offsets: new Map(Object.keys(wandering).map((asset) => [asset, 0])) };
}

/** Ornstein-Uhlenbeck per asset, exact for any step length: a long `advance` and many short steps have the same distribution. */
function stepWalk({ chance, offsets }: PriceWalk, ms: number): void {
  const keep = Math.exp(-ms / relaxationMs);
  const spread = Math.sqrt(1 - keep * keep);
  for (const [asset, offset] of offsets) offsets.set(asset, offset * keep + spread * gaussian(() => draw(chance)));
}

function walkedPrice({ offsets }: PriceWalk, asset: string): Decimal {
  const fixed = steady[asset];
  if (fixed !== undefined) return new Decimal(fixed);
  const start = wandering[asset];
  if (start === undefined) throw new RangeError(`no price for ${asset}`);
  const shift = 1 + amplitude * Math.tanh(offsets.get(asset) ?? 0);
  return new Decimal((start * shift).toPrecision(8));
}

function gaussian(random: () => number) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A row of random numbers as data: it can be kept and goes on where it was. */
export interface Chance {
  state: number;
}

export function chanceOf(seed: number): Chance {
  return { state: seed >>> 0 };
}

/** mulberry32: small, fast, and the same everywhere. Nothing here guards a secret. */
export function draw(chance: Chance): number {
  const state = (chance.state + 0x6d2b79f5) >>> 0;
  chance.state = state;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

export function randomNumbers(seed: number): () => number {
  const chance = chanceOf(seed);
  return () => draw(chance);
}
