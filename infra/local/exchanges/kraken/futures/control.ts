import { randomBytes } from 'node:crypto';
import { Decimal } from 'decimal.js';
import type { LedgerKeeper } from '../../server/ledger-control.ts';
import { controlLedger } from '../../server/ledger-control.ts';
import type { Protocol } from '../../server/server.ts';
import { count } from '../../server/wire.ts';
import type { ApiKey } from './auth.ts';
import { openAccount } from './customers.ts';
import type { Exchange, Market } from './exchange.ts';
import { nothingSpent } from './rate-limits.ts';
import { settle } from './settle.ts';
import { stateOf } from './state.ts';

type Input = Record<string, unknown>;

/** What tests and users may do to Kraken from outside. Wrong input throws an Error that names the field. */
export function createControl(exchange: () => Exchange, bringUpToDate: () => void): Protocol['control'] {
  return {
    price: (input) => setPrice(exchange(), input),
    clock: (input) => advance(exchange(), input),
    key: (input) => setKey(exchange(), input),
    market: (input) => setMarket(exchange(), input),
    liquidity: (input) => setLiquidity(exchange(), input),
    limits: (input) => setLimits(exchange(), input),
    history: (input) => setHistory(exchange(), input),
    books: (input) => {
      bringUpToDate();
      return controlLedger(input, ledgerKeeper(exchange()));
    },
    state: () => ({ customers: [...exchange().customers.values()].map((customer) => stateOf(customer)) }),
  };
}

function ledgerKeeper(exchange: Exchange): LedgerKeeper {
  return {
    rules: exchange.ledgerFaults,
    ledgerOf(id) {
      const customer = exchange.customers.get(id);
      return (
        customer && {
          hiddenEntries: customer.hiddenEntries,
          rows: customer.log.map(({ id, date }) => ({ id, at: date })),
        }
      );
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

/** `{symbol, price}`: unified (BTC/USD:USD), exchange (PF_XBTUSD) or plain (XBTUSD) names; null lets the price go. */
function setPrice(exchange: Exchange, input: Input) {
  const [base, quote] = pair(exchange, string(input, 'symbol') ?? fail('symbol'));
  const price = amount(input, 'price');
  if (price?.isZero()) fail('price');
  exchange.world.pin(base, quote, price);
  return { symbol: `${base}/${quote}`, price: exchange.world.price(base, quote).toNumber() };
}

function pair(exchange: Exchange, symbol: string): [string, string] {
  const name = symbol
    .toUpperCase()
    .replace(/^(PF|PI|FF|FI)_/, '')
    .replace(/[:_].*$/, '');
  const [, base, quote] = /^([A-Z]+?)\/?(USDT|USDC|USD|EUR)$/.exec(name) ?? fail('symbol');
  const plain = ({ XBT: 'BTC', XDG: 'DOGE' } as Record<string, string>)[base ?? ''] ?? base ?? '';
  try {
    exchange.world.price(plain, quote);
  } catch {
    fail('symbol');
  }
  return [plain, quote ?? ''];
}

function advance(exchange: Exchange, input: Input) {
  const ms = input.advance_ms;
  if (typeof ms !== 'number' || !Number.isFinite(ms) || ms < 0) fail('advance_ms');
  exchange.world.advance(Number(ms));
  return { now: exchange.world.now() };
}

/** Changes the named key, or mints one. `permissions: {general: none|read|full, withdrawal: none|full}`. */
function setKey(exchange: Exchange, input: Input) {
  const apiKey = string(input, 'api_key') ?? randomBytes(42).toString('base64');
  const key = exchange.keys.get(apiKey) ?? newKey(exchange, apiKey, string(input, 'customer') ?? 'sandbox');
  key.secret = string(input, 'secret') ?? key.secret;
  key.customer = string(input, 'customer') ?? key.customer;
  key.revoked = boolean(input, 'revoked') ?? key.revoked;
  Object.assign(key, permissions(input));
  if (input.nonce_window !== undefined) key.nonceWindow = nonce(input, 'nonce_window');
  if (input.nonce !== undefined) key.highestNonce = nonce(input, 'nonce');
  openAccount(exchange, key.customer);
  exchange.keys.set(apiKey, key);
  const { secret, customer, general, withdrawal, revoked } = key;
  const nonces = { nonce_window: Number(key.nonceWindow), nonce: key.highestNonce?.toString() ?? null };
  return { api_key: apiKey, secret, customer, permissions: { general, withdrawal }, ...nonces, revoked };
}

function newKey(exchange: Exchange, apiKey: string, customer: string): ApiKey {
  return mintKey(apiKey, randomBytes(64).toString('base64'), customer, exchange.world.now());
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
function setLimits(exchange: Exchange, input: Input) {
  exchange.settings.rateLimits = boolean(input, 'enabled') ?? fail('enabled');
  return { enabled: exchange.settings.rateLimits };
}

/** `{late_ms}`: from now on the history service shows its events (not the account log) this much later than they happened. */
function setHistory(exchange: Exchange, input: Input) {
  exchange.settings.historyLateMs = count('late_ms', input.late_ms);
  return { late_ms: exchange.settings.historyLateMs };
}

function marketAt(exchange: Exchange, input: Input): Market {
  const symbol = string(input, 'symbol') ?? fail('symbol');
  return exchange.markets.get(symbol.toUpperCase()) ?? fail('symbol');
}

function setMarket(exchange: Exchange, input: Input) {
  const market = marketAt(exchange, input);
  market.suspended = boolean(input, 'suspended') ?? market.suspended;
  market.postOnly = boolean(input, 'post_only') ?? market.postOnly;
  settle(exchange);
  return { symbol: market.instrument.symbol, suspended: market.suspended, post_only: market.postOnly };
}

/** `{symbol, size}`: what the rest of the market will still trade, used up by every fill; null = without limit. */
function setLiquidity(exchange: Exchange, input: Input) {
  const market = marketAt(exchange, input);
  market.liquidity = amount(input, 'size');
  settle(exchange);
  return { symbol: market.instrument.symbol, size: market.liquidity?.toNumber() ?? null };
}
