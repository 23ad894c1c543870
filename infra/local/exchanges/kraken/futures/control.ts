import { randomBytes } from 'node:crypto';
import { Decimal } from 'decimal.js';
import type { BookKeeper } from '../../server/ledger-control.ts';
import { controlBooks } from '../../server/ledger-control.ts';
import type { Protocol } from '../../server/server.ts';
import { count } from '../../server/wire.ts';
import type { ApiKey } from './auth.ts';
import { openAccount } from './customers.ts';
import { nothingSpent } from './rate-limits.ts';
import { settle } from './settle.ts';
import { stateOf } from './state.ts';
import type { Market, Venue } from './venue.ts';

type Input = Record<string, unknown>;

/** What tests and users may do to the venue from outside. Wrong input throws an Error that names the field. */
export function createControl(venue: () => Venue, bringUpToDate: () => void): Protocol['control'] {
  return {
    price: (input) => setPrice(venue(), input),
    clock: (input) => advance(venue(), input),
    key: (input) => setKey(venue(), input),
    market: (input) => setMarket(venue(), input),
    liquidity: (input) => setLiquidity(venue(), input),
    limits: (input) => setLimits(venue(), input),
    history: (input) => setHistory(venue(), input),
    books: (input) => {
      bringUpToDate();
      return controlBooks(input, bookKeeper(venue()));
    },
    state: () => ({ customers: [...venue().customers.values()].map((customer) => stateOf(customer)) }),
  };
}

function bookKeeper(venue: Venue): BookKeeper {
  return {
    rules: venue.books,
    booksOf(id) {
      const customer = venue.customers.get(id);
      return customer && { withheld: customer.withheld, rows: customer.log.map(({ id, date }) => ({ id, at: date })) };
    },
  };
}

function fail(field: string): never {
  throw new Error(`${field} is missing or wrong`);
}

function boolean(input: Input, field: string): boolean | undefined {
  const value = input[field];
  return value === undefined || typeof value === 'boolean' ? value : fail(field);
}

function string(input: Input, field: string): string | undefined {
  const value = input[field];
  return value === undefined || (typeof value === 'string' && value !== '') ? value : fail(field);
}

function amount(input: Input, field: string): Decimal | null {
  const value = input[field];
  if (value === null) return null;
  const parsed =
    typeof value === 'number' || typeof value === 'string'
      ? new Decimal(Number.isNaN(Number(value)) ? 0 : value)
      : fail(field);
  return parsed.isFinite() && parsed.gte(0) ? parsed : fail(field);
}

/** `{symbol, price}`: unified (BTC/USD:USD), venue (PF_XBTUSD) or plain (XBTUSD) names; null lets the price go. */
function setPrice(venue: Venue, input: Input) {
  const [base, quote] = pair(venue, string(input, 'symbol') ?? fail('symbol'));
  const price = amount(input, 'price');
  if (price?.isZero()) fail('price');
  venue.world.pin(base, quote, price);
  return { symbol: `${base}/${quote}`, price: venue.world.price(base, quote).toNumber() };
}

function pair(venue: Venue, symbol: string): [string, string] {
  const name = symbol
    .toUpperCase()
    .replace(/^(PF|PI|FF|FI)_/, '')
    .replace(/[:_].*$/, '');
  const [, base, quote] = /^([A-Z]+?)\/?(USDT|USDC|USD|EUR)$/.exec(name) ?? fail('symbol');
  const plain = ({ XBT: 'BTC', XDG: 'DOGE' } as Record<string, string>)[base ?? ''] ?? base ?? '';
  try {
    venue.world.price(plain, quote);
  } catch {
    fail('symbol');
  }
  return [plain, quote ?? ''];
}

function advance(venue: Venue, input: Input) {
  const ms = input.advance_ms;
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) fail('advance_ms');
  venue.world.advance(Number(ms));
  return { now: venue.world.now() };
}

/** Changes the named key, or mints one. `permissions: {general: none|read|full, withdrawal: none|full}`. */
function setKey(venue: Venue, input: Input) {
  const apiKey = string(input, 'api_key') ?? randomBytes(42).toString('base64');
  const key = venue.keys.get(apiKey) ?? newKey(venue, apiKey, string(input, 'customer') ?? 'sandbox');
  key.secret = string(input, 'secret') ?? key.secret;
  key.customer = string(input, 'customer') ?? key.customer;
  key.revoked = boolean(input, 'revoked') ?? key.revoked;
  Object.assign(key, permissions(input));
  if (input.nonce_window !== undefined) key.nonceWindow = nonce(input, 'nonce_window');
  if (input.nonce !== undefined) key.highestNonce = nonce(input, 'nonce');
  openAccount(venue, key.customer);
  venue.keys.set(apiKey, key);
  const { secret, customer, general, withdrawal, revoked } = key;
  const nonces = { nonce_window: Number(key.nonceWindow), nonce: key.highestNonce?.toString() ?? null };
  return { api_key: apiKey, secret, customer, permissions: { general, withdrawal }, ...nonces, revoked };
}

function newKey(venue: Venue, apiKey: string, customer: string): ApiKey {
  return mintKey(apiKey, randomBytes(64).toString('base64'), customer, venue.world.now());
}

export function mintKey(apiKey: string, secret: string, customer: string, now: number): ApiKey {
  const access = { general: 'full', withdrawal: 'none', revoked: false } as const;
  const nonces = { highestNonce: null, usedNonces: new Set<bigint>(), nonceWindow: 5_000n, spent: nothingSpent() };
  return { apiKey, secret, customer, createdAt: now, ...access, ...nonces };
}

function permissions(input: Input): Partial<Pick<ApiKey, 'general' | 'withdrawal'>> {
  const given = input.permissions;
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return fail('permissions');
  const { general, withdrawal, ...rest } = given as Input;
  const unknown = Object.keys(rest)[0];
  if (unknown) fail(`permissions.${unknown}`);
  if (general !== undefined && general !== 'none' && general !== 'read' && general !== 'full')
    fail('permissions.general');
  if (withdrawal !== undefined && withdrawal !== 'none' && withdrawal !== 'full') fail('permissions.withdrawal');
  return {
    ...(general === undefined ? {} : { general }),
    ...(withdrawal === undefined ? {} : { withdrawal }),
  } as Partial<ApiKey>;
}

function nonce(input: Input, field: string): bigint {
  const value = String(input[field]);
  return /^\d{1,20}$/.test(value) ? BigInt(value) : fail(field);
}

/** `{enabled}`: the documented request budget is enforced or not. */
function setLimits(venue: Venue, input: Input) {
  venue.settings.rateLimits = boolean(input, 'enabled') ?? fail('enabled');
  return { enabled: venue.settings.rateLimits };
}

/** `{late_ms}`: from now on the history service shows its events (not the account log) this much later than they happened. */
function setHistory(venue: Venue, input: Input) {
  venue.settings.historyLateMs = count('late_ms', input.late_ms);
  return { late_ms: venue.settings.historyLateMs };
}

function marketAt(venue: Venue, input: Input): Market {
  const symbol = string(input, 'symbol') ?? fail('symbol');
  return venue.markets.get(symbol.toUpperCase()) ?? fail('symbol');
}

function setMarket(venue: Venue, input: Input) {
  const market = marketAt(venue, input);
  market.suspended = boolean(input, 'suspended') ?? market.suspended;
  market.postOnly = boolean(input, 'post_only') ?? market.postOnly;
  settle(venue);
  return { symbol: market.instrument.symbol, suspended: market.suspended, post_only: market.postOnly };
}

/** `{symbol, size}`: what the rest of the market will still trade, used up by every fill; null = without limit. */
function setLiquidity(venue: Venue, input: Input) {
  const market = marketAt(venue, input);
  market.liquidity = amount(input, 'size');
  settle(venue);
  return { symbol: market.instrument.symbol, size: market.liquidity?.toNumber() ?? null };
}
