import { randomBytes } from 'node:crypto';
import type { Decimal } from 'decimal.js';
import { exact, plainDecimal } from '../../engine/decimals.ts';
import type { LedgerKeeper } from '../../server/ledger-control.ts';
import { controlLedger } from '../../server/ledger-control.ts';
import { count } from '../../server/wire.ts';
import type { Account } from './account.ts';
import { heldOf, openAccount } from './account.ts';
import type { Exchange, Market } from './exchange.ts';
import { marketOf } from './exchange.ts';
import type { ApiKey } from './keys.ts';
import { createKey, permissionNames } from './keys.ts';
import type { Tier } from './limits.ts';
import { sweep } from './matching.ts';
import { ledgerToWire, orderToWire, tradeToWire } from './order-wire.ts';
import type { Pair } from './pairs.ts';

type Body = Record<string, unknown>;

/** What tests and sandbox users can do to Kraken. Bad input throws an error that names the field. */
export function controls(current: () => Exchange): Record<string, (body: Body) => unknown> {
  return {
    price: (body) => setPrice(current(), body),
    clock: (body) => current().world.advance(count('advance_ms', body.advance_ms)),
    key: (body) => setKey(current(), body),
    limits: (body) => setLimits(current(), body),
    history: (body) => setHistory(current(), body),
    market: (body) => setMarket(current(), body),
    books: (body) => controlLedger(body, ledgerKeeper(current())),
    state: () => stateOf(current()),
  };
}

function ledgerKeeper(exchange: Exchange): LedgerKeeper {
  return {
    rules: exchange.ledgerFaults,
    ledgerOf(customer) {
      const account = exchange.accounts.get(customer);
      return account && { hiddenEntries: account.hiddenEntries, rows: account.ledger };
    },
  };
}

function setPrice(exchange: Exchange, { symbol, price }: Body): unknown {
  const pair = pairOf(exchange, symbol);
  const value = price === null ? null : positive('price', price);
  if (pair.reference) {
    marketOf(exchange, pair).pinned = value;
    sweep(exchange);
  } else {
    exchange.pinned.add(pair);
    exchange.world.pin(pair.baseCode, pair.quoteCode, value);
  }
  return { symbol: `${pair.baseCode}/${pair.quoteCode}`, price: value?.toFixed() ?? null };
}

/** `status`: the market's trading mode; `liquidity`: base volume that can still trade (null = any). */
function setMarket(exchange: Exchange, { symbol, status, liquidity }: Body): unknown {
  const market = marketOf(exchange, pairOf(exchange, symbol));
  const modes: Market['status'][] = ['online', 'cancel_only', 'post_only', 'limit_only', 'reduce_only'];
  const mode = status === undefined ? market.status : modes.find((name) => name === status);
  if (!mode) throw new Error(`status must be one of ${modes.join(', ')}`);
  const volume =
    liquidity === undefined ? market.liquidity : liquidity === null ? null : atLeastZero('liquidity', liquidity);
  Object.assign(market, { status: mode, liquidity: volume });
  sweep(exchange);
  return { status: mode, liquidity: volume?.toFixed() ?? null };
}

function setLimits(exchange: Exchange, { tier, lockout_after: lockoutAfter }: Body): unknown {
  const tiers: Tier[] = ['starter', 'intermediate', 'pro'];
  const chosen = tier === null || tier === undefined ? null : tiers.find((name) => name === tier);
  if (chosen === undefined) throw new Error(`tier must be one of ${tiers.join(', ')} or null`);
  const after = lockoutAfter === null || lockoutAfter === undefined ? null : count('lockout_after', lockoutAfter);
  Object.assign(exchange.limits, { tier: chosen, lockoutAfter: after, counters: new Map(), failures: new Map() });
  return { tier: chosen, lockout_after: after };
}

/** `{late_ms}`: from now on ClosedOrders, and it alone, shows orders this much later than they ended. */
function setHistory(exchange: Exchange, { late_ms: lateMs }: Body): unknown {
  exchange.closedOrdersLateMs = count('late_ms', lateMs);
  return { late_ms: exchange.closedOrdersLateMs };
}

/** Changes the named key, or mints one. Answers the key with its secret. */
function setKey(exchange: Exchange, body: Body): unknown {
  const now = exchange.world.now();
  const name = optionalText('api_key', body.api_key);
  const key = (name && exchange.keys.get(name)) || mint(body, name, now);
  applyTerms(key, body);
  key.modifiedAt = now;
  exchange.keys.set(key.apiKey, key);
  openAccount(exchange, key.customer);
  return {
    api_key: key.apiKey,
    secret: key.secret,
    customer: key.customer,
    permissions: key.permissions,
    nonce_window: Number(key.nonceWindow),
    nonce: key.highestNonce.toString(),
    revoked: key.revoked,
  };
}

function mint(body: Body, name: string | undefined, now: number): ApiKey {
  const apiKey = name ?? randomBytes(42).toString('base64');
  const secret = optionalText('secret', body.secret) ?? randomBytes(64).toString('base64');
  return createKey({ apiKey, secret, customer: optionalText('customer', body.customer) ?? 'sandbox' }, now);
}

function applyTerms(key: ApiKey, body: Body): void {
  const { permissions, nonce, revoked } = body;
  if (permissions !== undefined && !isPermissionList(permissions))
    throw new Error(`permissions must be a list of ${permissionNames.join(', ')}`);
  if (revoked !== undefined && typeof revoked !== 'boolean') throw new Error('revoked must be true or false');
  if (nonce !== undefined && !/^\d{1,20}$/.test(String(nonce)))
    throw new Error('nonce must be an unsigned 64-bit integer');
  const window = body.nonce_window === undefined ? key.nonceWindow : BigInt(count('nonce_window', body.nonce_window));
  Object.assign(key, {
    secret: optionalText('secret', body.secret) ?? key.secret,
    customer: optionalText('customer', body.customer) ?? key.customer,
    permissions: permissions ?? key.permissions,
    nonceWindow: window,
    revoked: revoked ?? key.revoked,
  });
  if (nonce !== undefined)
    Object.assign(key, { highestNonce: BigInt(String(nonce)), usedNonces: new Set([BigInt(String(nonce))]) });
}

function isPermissionList(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => permissionNames.some((known) => known === name));
}

function stateOf(exchange: Exchange): unknown {
  return {
    customers: Object.fromEntries([...exchange.accounts].map(([name, account]) => [name, accountState(account)])),
  };
}

function accountState(account: Account): unknown {
  const money = (amounts: Iterable<[string, Decimal]>) =>
    Object.fromEntries([...amounts].map(([asset, amount]) => [asset, amount.toFixed()]));
  return {
    balances: money(account.balances),
    holds: money([...account.balances.keys()].map((asset) => [asset, heldOf(account, asset)])),
    orders: Object.fromEntries([...account.orders].map(([id, order]) => [id, orderToWire(order, true)])),
    positions: [],
    fills: Object.fromEntries(account.trades.map((trade) => [trade.id, tradeToWire(trade, true)])),
    ledger: Object.fromEntries(account.ledger.map((row) => [row.id, ledgerToWire(row)])),
  };
}

function pairOf(exchange: Exchange, symbol: unknown): Pair {
  const pair = typeof symbol === 'string' ? exchange.pairs.find(symbol) : undefined;
  if (!pair) throw new Error(`symbol: no such market: ${String(symbol)}`);
  return pair;
}

function atLeastZero(field: string, value: unknown): Decimal {
  const number = typeof value === 'number' && Number.isFinite(value) ? exact(value) : plainDecimal(String(value));
  if (!number || number.isNegative()) throw new Error(`${field} must be a number, 0 or more`);
  return number;
}

function positive(field: string, value: unknown): Decimal {
  const number = atLeastZero(field, value);
  if (number.isZero()) throw new Error(`${field} must be greater than 0`);
  return number;
}

function optionalText(field: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '') throw new Error(`${field} must be text`);
  return value;
}
